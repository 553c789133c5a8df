import CSVIO
import SurveyData
import SurveyEstimation
import Testing

@Suite("Instrument draft")
struct InstrumentDraftTests {
  let export = """
    Dấu thời gian,Họ và tên,Liên hệ,Giới tính,Trọng số,"1. Nhà vệ sinh ""sạch"": đánh giá\nchung",Biển chỉ dẫn,Ghi chú
    14/06/2025 08:00:00,Nguyễn A,0912345678,Nam,1.5,5 (Hoàn toàn đồng ý),Hài lòng,tốt
    14/06/2025 08:01:00,Trần B,0912345679,Nữ,2,4 (Đồng ý),Rất hài lòng,cần sửa
    14/06/2025 08:02:00,Lê C,0912345670,Nam,1,3 (Bình thường),Không hài lòng,không
    14/06/2025 08:03:00,Phạm D,0912345671,Nữ,1,5 (Hoàn toàn đồng ý),Hài lòng,ổn

    """

  @Test("a draft is a valid definition that reads the file it was made from")
  func roundTrip() throws {
    let file = try CSVFile(.bytes(Array(export.utf8), name: "x.csv"))
    let yaml = InstrumentDraft(file, profile: .googleForms).yaml(id: "Khảo sát Đường số 1")
    let instrument = try Instrument(yaml: yaml, file: "draft.yaml")
    #expect(instrument.id == "khao-sat-duong-so-1")
    #expect(instrument.questions.map(\.scale) == ["agreement-5", "satisfaction-5"])
    #expect(instrument.personal.map(\.kind) == [.name, .phone])
    #expect(instrument.design.weight?.aliases == ["Trọng số"])
    #expect(instrument.respondent.first?.choices.map(\.title.vi) == ["Nam", "Nữ"])
    let report = try ResponseCheck(instrument: instrument).run([
      .bytes(Array(export.utf8), name: "x.csv")
    ])
    #expect(report.rows.accepted == 4)
    #expect(report.sources[0].profile == .googleForms)
    #expect(!yaml.contains("0912345678") && !yaml.contains("Nguyễn A"))
  }

  /// An export of 60 records whose answers go round the values given.
  private func export(_ header: String, _ columns: [[String]], extra: String = "") -> String {
    header + "\n"
      + (0..<60).map { row in
        columns.enumerated().map { position, values in
          // Columns are out of step, so that they are told apart.
          values[(row * (position + 1) + row / 7) % values.count]
        }.joined(separator: ",")
      }.joined(separator: "\n") + "\n"
  }

  @Test(
    "scales of 2 to 11 levels as labels, digits, faces and codes are drafted, read and estimated",
    arguments: [
      (["Hài lòng", "Không hài lòng", "Rất hài lòng"], "satisfaction-3", ["2", "3"]),
      (
        ["Rất hài lòng", "Không hài lòng", "Bình thường", "Hài lòng"], "satisfaction-4", ["3", "4"]
      ),
      (["Rất rất hài lòng", "Hài lòng", "Chưa hài lòng"], "satisfaction-6", ["4", "5", "6"]),
      (["😡", "🙂", "😐", "😀"], "satisfaction-5", ["4", "5"]),
      (["⭐⭐", "⭐⭐⭐⭐", "⭐⭐⭐⭐⭐"], "satisfaction-5", ["4", "5"]),
      (["1", "2", "3"], "levels-3", ["2", "3"]), (["1", "3", "2", "4"], "levels-4", ["3", "4"]),
      (["1.0", "5.0", "4.0", "2.0", "0"], "satisfaction-5", ["4", "5"]),
      (["7", "10", "3", "9", "5"], "levels-1-10", ["8", "9", "10"]),
      (["0", "10", "3", "9", "5"], "levels-0-10", ["8", "9", "10"]),
      (["AO03", "AO01", "AO02", "AO04"], "codes-ao", ["AO03", "AO04"]),
      (["Co", "Khong"], "yes-no", ["2"]),
      (["Hai long", "Rat hai long", "Chua hai long"], "satisfaction-3", ["2", "3"]),
    ] as [([String], String, [String])])
  func scales(values: [String], scale: String, satisfied: [String]) throws {
    let text = export("Mức độ hài lòng 1,Đánh giá 2", [values, values])
    let file = try CSVFile(.bytes(Array(text.utf8), name: "x.csv"))
    let instrument = try Instrument(yaml: InstrumentDraft(file).yaml(id: "x"), file: "draft.yaml")
    #expect(instrument.questions.map(\.scale) == [scale, scale])
    #expect(instrument.scales[0].levels.filter(\.isSatisfied).map(\.code) == satisfied)
    let reading = try SurveyReading(
      [.bytes(Array(text.utf8), name: "x.csv")], instrument: instrument, options: CSVReadOptions())
    #expect(reading.check.rows.accepted == 60)
    #expect(try reading.responses.estimates(SurveyEstimateOptions()).overall.value != nil)
  }

  @Test("numbers that are no ratings, and codes of one column only, stay out")
  func noScale() throws {
    let text = export(
      "Số lần đến,Tuổi,Tổ,Ghi chú",
      [["6", "7", "9", "8"], ["19", "34", "56"], ["T1", "T2", "T3"], ["Có", "Không"]])
    let draft = InstrumentDraft(try CSVFile(.bytes(Array(text.utf8), name: "x.csv")))
    #expect(!draft.hasRatings)
    #expect(draft.yaml(id: "x").contains("write them by hand"))
  }

  @Test("areas, unit, weights and a design with cluster ids that start anew are found")
  func design() throws {
    let text = export(
      "Đánh giá,Thuộc lĩnh vực nào,Phường,Trọng số,Tầng,Cụm",
      [
        ["Hài lòng", "Rất hài lòng", "Bình thường"], ["Đất đai", "Hộ tịch"], ["An Hoà", "Cái Khế"],
        ["1.5", "2.5"], ["A", "B", "C"], ["1", "2", "3", "4"],
      ])
    let file = try CSVFile(.bytes(Array(text.utf8), name: "/tmp/x.csv"))
    let yaml = InstrumentDraft(file).yaml(id: "x")
    let instrument = try Instrument(yaml: yaml, file: "draft.yaml")
    #expect(instrument.family == .oneStop)
    #expect(instrument.serviceAreas?.areas.map(\.id).sorted() == ["dat-dai", "ho-tich"])
    #expect(instrument.unit?.column.aliases == ["Phường"])
    #expect(instrument.design.isNested && instrument.design.weight != nil)
    #expect(!yaml.contains("/tmp/"))
    let reading = try SurveyReading(
      [.bytes(Array(text.utf8), name: "x.csv")], instrument: instrument, options: CSVReadOptions())
    let estimates = try reading.responses.estimates(SurveyEstimateOptions())
    #expect(estimates.areas.count == 2 && estimates.overall.standardError != nil)
  }

  @Test("a file without ratings gives a draft that says so")
  func noRatings() throws {
    let file = try CSVFile(.bytes(Array("a,b\nx,1\ny,2\n".utf8), name: "x.csv"))
    let yaml = InstrumentDraft(file).yaml(id: "x")
    #expect(yaml.contains("no column looks like a rating"))
    #expect {
      try Instrument(yaml: yaml, file: "draft.yaml")
    } throws: { error in
      "\(error)".contains("questions")
    }
  }
}

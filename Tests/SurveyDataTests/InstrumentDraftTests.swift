import CSVIO
import SurveyData
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

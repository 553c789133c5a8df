import PlanModel
import SurveyEstimation
import SurveyReport

/// A page with every state that a report can show; invented figures on the plan of Cần Thơ 2025.
enum SamplePage {
  static func rate(
    _ value: Double?, _ low: Double? = nil, _ high: Double? = nil, n: Int = 800,
    nEffective: Double? = nil, publication: Publication = .show,
    footnotes: [Footnote] = []
  ) -> ReportFigure {
    ReportFigure(
      value: value, low: low, high: high, n: n, nEffective: nEffective ?? Double(n) * 0.7,
      unit: .share, publication: publication, footnotes: footnotes)
  }

  static let ninety = ReportTarget(.atLeast, 0.9)
  static let eightyFive = ReportTarget(.atLeast, 0.85)

  static let indicators: [IndicatorRow] = [
    IndicatorRow(
      id: "procedures",
      title: "Mức độ hài lòng của người dân, doanh nghiệp về giải quyết thủ tục hành chính",
      clause: "I.2.d", target: ninety, figure: rate(0.9231, 0.9152, 0.9304, n: 5_412),
      status: .met, evidence: .conclusive, lead: ["Văn phòng UBND thành phố"],
      measure: "pooled-answers", instrument: "one-stop 1",
      sources: ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
      trend: FigureTrend(
        points: [
          FigureTrend.Point(period: "2023", figure: rate(0.871, 0.86, 0.88)),
          FigureTrend.Point(period: "2024-H1", figure: rate(0.889, 0.88, 0.90)),
          FigureTrend.Point(period: "2024", figure: rate(0.905, 0.897, 0.913)),
          FigureTrend.Point(period: "2025-H1", figure: rate(0.9231, 0.9152, 0.9304)),
        ], difference: ReportFigure(value: 0.0341, low: 0.021, high: 0.0472),
        comparedWith: "2024-H1"),
      administrative: ReportFigure(
        value: 0.9971, n: 182_334, footnotes: [.reason(.administrative)]),
      administrativeStatus: .met
    ),
    IndicatorRow(
      id: "land-construction-investment", title: "Trong đó: đất đai, xây dựng, đầu tư",
      clause: "I.2.d", partOf: "procedures", target: eightyFive,
      figure: rate(0.8313, 0.8127, 0.8487, n: 1_712, footnotes: [.reason(.straddlesTarget)]),
      status: .below, evidence: .conclusive,
      lead: ["Văn phòng UBND thành phố", "Sở Tài nguyên và Môi trường"],
      measure: "pooled-answers", instrument: "one-stop 1", sources: ["sha256:9f86d081884c7d659a2f"]),
    IndicatorRow(
      id: "agency-service",
      title: "Mức độ hài lòng đối với sự phục vụ của cơ quan hành chính nhà nước",
      clause: "I.3.c", target: ninety, figure: rate(0.9402, 0.9288, 0.9502, n: 2_984),
      status: .met, evidence: .conclusive, lead: ["Sở Nội vụ"], measure: "element-mean",
      instrument: "sipas-33 1", sources: ["sha256:60303ae22b998861bce3b28f33eec1be"]),
    IndicatorRow(
      id: "health", title: "Mức độ hài lòng đối với dịch vụ y tế công lập", clause: "I.3.c",
      target: eightyFive, figure: rate(0.8712, 0.8588, 0.8828, n: 3_011), status: .met,
      evidence: .conclusive, lead: ["Sở Y tế"], measure: "pooled-answers",
      instrument: "byt-outpatient-2024 1", sources: ["sha256:fd61a03af4f77d870fc21e05e7e80678"]),
    IndicatorRow(
      id: "education", title: "Mức độ hài lòng đối với dịch vụ giáo dục công lập", clause: "I.3.c",
      target: eightyFive,
      figure: rate(0.84996, 0.8288, 0.8698, n: 2_003, footnotes: [.reason(.straddlesTarget)]),
      status: .below, evidence: .inconclusive, moreNeeded: 12_450,
      lead: ["Sở Giáo dục và Đào tạo"], measure: "element-mean",
      instrument: "education-services 1", sources: ["sha256:a4e624d686e03ed2767c0abd85c14426"],
      note: "Năm yếu tố có trọng số bằng nhau."),
    IndicatorRow(
      id: "online", title: "Tỷ lệ hồ sơ trực tuyến toàn trình", clause: "I.7.b",
      target: ReportTarget(.atLeast, 0.8), status: .noData,
      lead: ["Sở Thông tin và Truyền thông"]),
    IndicatorRow(
      id: "commune", title: "Hài lòng tại một xã có ít phiếu", clause: "I.3.d", target: ninety,
      figure: rate(
        0.75, 0.4, 0.95, n: 4, nEffective: 4, publication: .suppress,
        footnotes: [.text("Không công bố: dưới 5 người trả lời.")]), status: .suppressed),
    IndicatorRow(
      id: "par-index", title: "Chỉ số cải cách hành chính (PAR INDEX) trong nhóm 20",
      clause: "I.1.a", target: ReportTarget(.atMost, 20, unit: .rank),
      figure: ReportFigure(value: 17, unit: .rank, footnotes: [.reason(.administrative)]),
      status: .met,
      lead: ["Sở Nội vụ"]),
    IndicatorRow(
      id: "feedback", title: "Hài lòng về giải quyết phản ánh, kiến nghị", clause: "I.2.e",
      figure: rate(0.788, 0.751, 0.822, n: 611), status: .noTarget),
  ]

  static let areas = RateTable(
    kind: .area, title: "Một cửa: theo lĩnh vực", target: eightyFive,
    rows: [
      row("dau-tu", "Đầu tư", 0.8455, 0.8102, 0.8766, 402, .below, .inconclusive),
      row("dat-dai", "Đất đai", 0.8121, 0.7903, 0.8322, 801, .below, .conclusive),
      row("ho-tich", "Hộ tịch", 0.9612, 0.9533, 0.9680, 1_533, .met, .conclusive),
      row("xay-dung", "Xây dựng", 0.8602, 0.8290, 0.8875, 509, .met, .inconclusive),
      RateTable.Row(
        id: "y-te", label: "Dược, mỹ phẩm",
        figure: rate(0.9, 0.4, 1, n: 9, publication: .suppress, footnotes: [.reason(.suppressed)]),
        status: .suppressed),
    ], measure: "pooled-answers")

  static let units: RateTable = {
    let names = [
      "Quận Ninh Kiều", "Quận Bình Thủy", "Quận Cái Răng", "Quận Ô Môn", "Quận Thốt Nốt",
      "Huyện Phong Điền", "Huyện Thới Lai", "Huyện Cờ Đỏ", "Huyện Vĩnh Thạnh",
    ]
    let rows = names.enumerated().map { index, name -> RateTable.Row in
      let value = 0.957 - Double(index) * 0.011
      let half = 0.011 + Double(index % 4) * 0.004
      let status: ReportStatus = value >= 0.9 ? .met : .below
      let straddles = value - half < 0.9 && value + half > 0.9
      return RateTable.Row(
        id: "91\(index)", label: name,
        figure: rate(value, value - half, value + half, n: 900 - 70 * index), status: status,
        evidence: straddles ? .inconclusive : .conclusive, rank: index + 1,
        rankBest: max(1, index - 1), rankWorst: min(names.count, index + 3))
    }
    return RateTable(
      kind: .unit, title: "Một cửa: theo quận, huyện", target: ninety, rows: rows,
      measure: "pooled-answers", adjustedFor: names.count)
  }()

  static func row(
    _ id: String, _ label: String, _ value: Double, _ low: Double, _ high: Double, _ n: Int,
    _ status: ReportStatus, _ evidence: ReportEvidence
  ) -> RateTable.Row {
    RateTable.Row(
      id: id, label: label,
      figure: rate(
        value, low, high, n: n,
        footnotes: evidence == .inconclusive ? [.reason(.straddlesTarget)] : []),
      status: status, evidence: evidence)
  }

  static func distribution(_ id: String, _ text: String, _ shares: [Double]) -> AnswerDistribution {
    let labels = [
      "Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng",
    ]
    return AnswerDistribution(
      id: id, text: text,
      levels: zip(labels, shares).enumerated().map { index, pair in
        AnswerDistribution.Level(label: pair.0, share: pair.1, isSatisfied: index >= 3)
      }, n: 801)
  }

  static let flagged: [FlaggedArea] = [
    FlaggedArea(
      id: "dat-dai", label: "Đất đai", indicator: "Đất đai, xây dựng, đầu tư", target: eightyFive,
      figure: rate(0.8121, 0.7903, 0.8322, n: 801), status: .below, evidence: .conclusive,
      lead: ["Sở Tài nguyên và Môi trường"],
      questions: [
        FlaggedArea.Question(
          id: "C4", text: "Cơ quan trả kết quả đúng thời hạn ghi trên giấy hẹn",
          figure: rate(0.6912, 0.6571, 0.7240, n: 795), difference: -0.1209),
        FlaggedArea.Question(
          id: "C7",
          text: "Người dân chỉ phải bổ sung hồ sơ một lần, được hướng dẫn đầy đủ bằng phiếu",
          figure: rate(0.7433, 0.7105, 0.7742, n: 790), difference: -0.0688),
        FlaggedArea.Question(
          id: "C2", text: "Thủ tục được công khai đầy đủ, dễ hiểu",
          figure: rate(0.8011, 0.7703, 0.8293, n: 799), difference: -0.0110),
      ],
      distributions: [
        distribution(
          "C4", "Cơ quan trả kết quả đúng thời hạn ghi trên giấy hẹn",
          [0.0412, 0.1045, 0.1631, 0.4410, 0.2502]),
        distribution(
          "C7", "Người dân chỉ phải bổ sung hồ sơ một lần, được hướng dẫn đầy đủ bằng phiếu",
          [0.0301, 0.0806, 0.1460, 0.4933, 0.2500]),
        distribution(
          "C2", "Thủ tục được công khai đầy đủ, dễ hiểu", [0.0101, 0.0480, 0.1408, 0.4609, 0.3402]),
      ]),
    FlaggedArea(
      id: "giao-duc", label: "Giáo dục", indicator: "Dịch vụ giáo dục công lập", target: eightyFive,
      figure: rate(0.84996, 0.8288, 0.8698, n: 2_003), status: .below, evidence: .inconclusive,
      moreNeeded: 12_450, lead: ["Sở Giáo dục và Đào tạo"]),
  ]

  static let quality = QualityReport(
    title: "Một cửa (one-stop 1)",
    sources: [
      QualityReport.Source(
        file: "mot-cua.csv",
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        encoding: "UTF-8", delimiter: ";", hasByteOrderMark: true, lineEnding: "CRLF", rows: 5_500)
    ], rowsRead: 5_500, rowsAccepted: 5_412, rowsRejected: 88,
    rules: [
      QualityReport.Rule(
        id: "weight-not-positive", title: "Trọng số phải là số dương",
        advice: "điền trọng số lớn hơn 0", consequence: .reject,
        count: 31,
        examples: [
          QualityReport.Example(line: 102, column: "quyen_so", value: "0"),
          QualityReport.Example(line: 940, column: "quyen_so", value: "-1,5"),
        ]),
      QualityReport.Rule(
        id: "duplicate-response", title: "Một phiếu chỉ được nộp một lần", consequence: .reject,
        count: 57, examples: [QualityReport.Example(line: 18)]),
      QualityReport.Rule(
        id: "answer-out-of-range", title: "Câu trả lời thuộc thang đo", consequence: .exclude,
        count: 12,
        examples: [
          QualityReport.Example(
            line: 77, column: "C4. Cơ quan trả kết quả đúng thời hạn", value: "9")
        ]),
    ],
    unmapped: [
      QualityReport.UnmappedValue(
        column: "C4. Cơ quan trả kết quả\nđúng thời hạn", value: "Hài lònng", count: 9,
        firstLine: 77, suggestion: "Hài lòng"),
      QualityReport.UnmappedValue(column: "lĩnh vực", value: "=1+1", count: 1, firstLine: 80),
    ],
    items: [
      QualityReport.ItemResponse(
        id: "C1", text: "Nơi tiếp nhận sạch sẽ", answered: 5_300, excluded: 60, blank: 52),
      QualityReport.ItemResponse(
        id: "C4", text: "Trả kết quả đúng hạn", answered: 5_188, excluded: 120, blank: 95,
        invalid: 9),
    ], duplicates: 57, straightLining: 640,
    weights: QualityReport.Weights(
      column: "quyen_so", minimum: 0.42, maximum: 6.18, mean: 1.73, sum: 9_362.8,
      designEffect: 1.31),
    design: QualityReport.Design(strata: 9, psus: 74),
    droppedColumns: ["Họ và tên", "Số điện thoại"])

  static func page(_ language: ReportLanguage) -> ReportPage {
    ReportPage(
      language: language,
      plan: ReportPage.Plan(
        id: "can-tho-2025", title: "Kế hoạch công tác cải cách hành chính năm 2025",
        number: "257/KH-UBND", issuer: "Ủy ban nhân dân thành phố Cần Thơ", date: "24/12/2024"),
      period: ReportPage.Period(
        id: "2025-H1",
        title: language == .vietnamese ? "6 tháng đầu năm 2025" : "First half of 2025",
        from: "15/12/2024", to: "14/6/2025", isProvisional: true),
      generatedAt: "2025-06-20 08:00", indicators: indicators, tables: [areas, units],
      flagged: flagged,
      distributions: [
        ReportPage.DistributionGroup(
          title: "Một cửa: toàn bộ phiếu",
          questions: [
            distribution(
              "C1", "Nơi tiếp nhận sạch sẽ, đủ chỗ ngồi", [0.01, 0.02, 0.04, 0.43, 0.50]),
            distribution("C2", "Thủ tục được công khai đầy đủ", [0.01, 0.03, 0.07, 0.44, 0.45]),
          ])
      ],
      quality: [quality],
      missing: [
        ReportPage.MissingItem(
          what: "Tỷ lệ hồ sơ trực tuyến toàn trình", clause: "I.7.b",
          from: ["Sở Thông tin và Truyền thông"])
      ],
      tasks: [
        ReportPage.TaskRow(
          id: "PL-III-15", clause: "PL.III.15",
          task: "Khảo sát, đánh giá mức độ hài lòng đối với dịch vụ y tế công", product: "Báo cáo",
          lead: ["Sở Y tế"], due: "Quý II/2025", state: .overdue)
      ],
      methodNotes: ["Khoảng tin cậy Korn–Graubard 95%."],
      provenance: ReportPage.Provenance(
        program: "hailong 0.1.0", options: "report --plan can-tho-2025 --period 2025-H1",
        instruments: ["one-stop 1", "sipas-33 1"], sources: quality.sources, store: "hailong.db"))
  }
}

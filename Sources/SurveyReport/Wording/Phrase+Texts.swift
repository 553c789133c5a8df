// The wording of every phrase. Vietnamese first; both columns are fixed and are tested for NFC.
extension Phrase {
  typealias Texts = (vietnamese: String, english: String)

  var texts: Texts {
    switch self {
    // Status words
    case .statusMet: ("Đạt", "Met")
    case .statusBelow: ("Chưa đạt", "Below target")
    case .statusUndecided: ("Chưa đủ căn cứ", "Undecided")
    case .statusNoTarget: ("Không có chỉ tiêu", "No target")
    case .statusNoData: ("Không có số liệu", "No data")
    case .statusSuppressed: ("Không công bố", "Not published")
    // Evidence
    case .evidenceConclusive: ("đủ căn cứ", "conclusive")
    case .evidenceInconclusive: ("chưa đủ căn cứ", "inconclusive")
    case .evidenceLegend:
      (
        """
        Đủ căn cứ: cả khoảng tin cậy nằm về một phía của chỉ tiêu. Chưa đủ căn cứ: khoảng \
        tin cậy chứa chỉ tiêu, một mẫu khác có thể cho kết luận ngược lại. Cần thêm: số \
        câu trả lời hiệu dụng cần có thêm để đủ căn cứ, nếu tỷ lệ giữ nguyên.
        """,
        """
        Conclusive: the whole interval lies on one side of the target. Inconclusive: the \
        interval contains the target, so another sample could have come out on the other \
        side. More needed: further effective answers that would settle it if the rate \
        stays.
        """
      )
    // Column headings
    case .indicator: ("Chỉ tiêu", "Indicator")
    case .clause: ("Mục", "Clause")
    case .target: ("Mục tiêu", "Target")
    case .value: ("Kết quả", "Value")
    case .rate: ("Tỷ lệ hài lòng", "Satisfaction rate")
    case .meanScore: ("Điểm trung bình", "Mean score")
    case .interval: ("Khoảng tin cậy", "Interval")
    case .low: ("Cận dưới", "Low")
    case .high: ("Cận trên", "High")
    case .standardError: ("Sai số chuẩn", "Standard error")
    case .answers: ("Số trả lời", "Answers")
    case .effectiveAnswers: ("n hiệu dụng", "Effective n")
    case .degreesOfFreedom: ("Bậc tự do", "df")
    case .designEffect: ("Hệ số thiết kế", "Design effect")
    case .missingRows: ("Khuyết", "Missing")
    case .status: ("Kết luận", "Verdict")
    case .evidence: ("Căn cứ", "Evidence")
    case .gap: ("Chênh lệch (điểm %)", "Gap (points)")
    case .plainGap: ("Chênh lệch", "Gap")
    case .moreNeeded: ("Cần thêm", "More needed")
    case .lead: ("Cơ quan chủ trì", "Lead agency")
    case .measure: ("Cách đo", "Measure")
    case .instrument: ("Phiếu khảo sát", "Instrument")
    case .source: ("Nguồn", "Source")
    case .trend: ("Xu hướng", "Trend")
    case .area: ("Lĩnh vực", "Service area")
    case .unit: ("Đơn vị", "Unit")
    case .domain: ("Miền ước lượng", "Domain")
    case .statistic: ("Đại lượng", "Statistic")
    case .question: ("Câu hỏi", "Question")
    case .code: ("Mã", "Code")
    case .meaning: ("Nội dung quy tắc", "Meaning")
    case .name: ("Mục", "Item")
    case .line: ("dòng", "line")
    case .rank: ("Hạng", "Rank")
    case .rankRange: ("Khoảng hạng", "Rank range")
    case .difference: ("So với lĩnh vực (điểm %)", "Against the area (points)")
    case .sectionTargetTests: ("Kiểm định so với mục tiêu", "Tests against the target")
    case .sectionDifferences: ("Chênh lệch", "Differences")
    case .sectionAssociation: ("Khác nhau giữa các nhóm (Rao-Scott)", "Association (Rao-Scott)")
    case .sectionDrivers:
      ("Yếu tố tác động đến sự hài lòng chung", "Drivers of overall satisfaction")
    case .pValue: ("p", "p")
    case .adjustedPValue: ("p đã điều chỉnh", "p adjusted")
    case .pBelow: ("p thấp hơn", "p below")
    case .pAbove: ("p cao hơn", "p above")
    case .adjustedPBelow: ("p thấp hơn, đã điều chỉnh", "p below, adjusted")
    case .adjustedPAbove: ("p cao hơn, đã điều chỉnh", "p above, adjusted")
    case .groupDifference: ("Chênh lệch", "Difference")
    case .by: ("Theo", "By")
    case .driverItem: ("Câu hỏi", "Item")
    case .driverGroup: ("Nhóm", "Group")
    case .importance: ("Mức tác động", "Importance")
    case .performance: ("Hài lòng", "Satisfied")
    case .driverActFirst: ("ưu tiên cải thiện", "act first")
    case .driverKeepUp: ("duy trì", "keep up")
    case .driverLowPriority: ("ưu tiên thấp", "low priority")
    case .driverNoHurry: ("chưa cấp thiết", "no hurry")
    case .contentArea: ("Nội dung", "Content area")
    case .change: ("Thay đổi (điểm %)", "Change (points)")
    case .administrative: ("Số liệu hành chính", "Administrative figure")
    case .file: ("Tệp", "File")
    case .digest: ("Mã băm SHA-256", "SHA-256 digest")
    case .encoding: ("Bảng mã", "Encoding")
    case .delimiter: ("Dấu phân cách", "Delimiter")
    case .byteOrderMark: ("BOM", "BOM")
    case .lineEnding: ("Xuống dòng", "Line ending")
    case .headerRows: ("Dòng tiêu đề", "Header rows")
    case .rows: ("Số phiếu", "Rows")
    case .rule: ("Quy tắc", "Rule")
    case .consequence: ("Xử lý", "Consequence")
    case .count: ("Số lượng", "Count")
    case .share: ("Tỷ lệ", "Share")
    case .firstPlaces: ("Vị trí đầu tiên", "First places")
    case .column: ("Cột", "Column")
    case .valueFound: ("Giá trị", "Value")
    case .firstLine: ("Dòng đầu", "First line")
    case .suggestion: ("Có phải là", "Did you mean")
    case .answered: ("Trả lời", "Answered")
    case .excluded: ("Không sử dụng", "Not used")
    case .blank: ("Bỏ trống", "Blank")
    case .invalid: ("Không hợp lệ", "Invalid")
    case .nonResponse: ("Không trả lời", "Non-response")
    case .task: ("Nhiệm vụ", "Task")
    case .product: ("Sản phẩm", "Product")
    case .due: ("Thời hạn", "Due")
    case .state: ("Tình trạng", "State")
    case .missingWhat: ("Số liệu còn thiếu", "Missing data")
    case .missingFrom: ("Cơ quan cung cấp", "To be delivered by")
    case .period: ("Kỳ", "Period")
    // Section titles
    case .reportKind: ("Báo cáo mức độ hài lòng", "Satisfaction report")
    case .sectionHeadline: ("Tóm tắt", "Summary")
    case .sectionIndicators: ("Kết quả theo chỉ tiêu của kế hoạch", "Results by plan indicator")
    case .sectionFlagged: ("Lĩnh vực, đơn vị cần chú ý", "Areas and units that need attention")
    case .sectionAreas: ("Kết quả theo lĩnh vực", "Results by service area")
    case .sectionUnits: ("Kết quả theo đơn vị", "Results by unit")
    case .sectionDistributions: ("Cơ cấu câu trả lời", "How people answered")
    case .sectionMissing: ("Số liệu còn thiếu", "Missing data")
    case .sectionTasks: ("Nhiệm vụ đến hạn", "Tasks due")
    case .sectionQuality: ("Chất lượng dữ liệu", "Data quality")
    case .sectionMethod: ("Phương pháp", "Method")
    case .sectionFootnotes: ("Ghi chú", "Notes")
    case .sectionProvenance: ("Nguồn gốc số liệu", "Provenance")
    case .sectionTrend: ("Diễn biến qua các kỳ", "Trend over periods")
    case .sectionRules: ("Quy tắc kiểm tra", "Rules")
    case .sectionUnmapped: ("Giá trị không nhận ra", "Unmapped values")
    case .sectionItems: ("Không trả lời theo câu hỏi", "Item non-response")
    case .sectionWeights: ("Trọng số và thiết kế mẫu", "Weights and sample design")
    case .sectionFiles: ("Tệp đầu vào", "Input files")
    case .sheetSummary: ("Tổng hợp", "Summary")
    case .sheetAreas: ("Lĩnh vực", "Areas")
    case .sheetUnits: ("Đơn vị", "Units")
    case .sheetQuality: ("Chất lượng dữ liệu", "Data quality")
    case .sheetSource: ("Nguồn", "Sources")
    case .sheetTasks: ("Nhiệm vụ", "Tasks")
    case .sheetMissing: ("Còn thiếu", "Missing")
    case .remark: ("Ghi chú", "Remark")
    // Chart words
    case .chartTarget: ("Mục tiêu", "Target")
    case .chartIndicators:
      (
        "Kết quả, khoảng tin cậy và mục tiêu của từng chỉ tiêu",
        "Value, interval and target of each indicator"
      )
    case .chartUnits:
      (
        "Đơn vị xếp theo kết quả, với khoảng tin cậy",
        "Units ordered by value, with intervals"
      )
    case .chartSatisfied: ("Hài lòng", "Satisfied")
    case .chartNotSatisfied: ("Chưa hài lòng", "Not satisfied")
    case .chartReading:
      (
        """
        Dấu ▲ ▼ ●: kết quả. Thanh ngang: khoảng tin cậy. Vạch đứng: mục tiêu. Nền cam: \
        phía chưa đạt.
        """,
        """
        Mark ▲ ▼ ●: value. Bar: interval. Vertical line: target. Orange ground: the side \
        that misses it.
        """
      )
    case .chartAreaRate: ("tỷ lệ của lĩnh vực", "rate of the area")
    // Data quality words
    case .rowsRead: ("Số phiếu đọc được", "Rows read")
    case .rowsAccepted: ("Được chấp nhận", "Accepted")
    case .rowsRejected: ("Bị loại", "Rejected")
    case .consequenceReject: ("loại phiếu", "row rejected")
    case .consequenceExclude: ("bỏ câu trả lời", "answer left out")
    case .consequenceWarn: ("cảnh báo", "warning")
    case .duplicates: ("Phiếu trùng lặp", "Duplicate rows")
    case .straightLining: ("Phiếu trả lời một mức cho mọi câu", "Straight-lining rows")
    case .weightColumn: ("Cột trọng số", "Weight column")
    case .weightRange: ("Nhỏ nhất – lớn nhất", "Smallest – largest")
    case .weightMean: ("Trung bình", "Mean")
    case .weightSum: ("Tổng", "Sum")
    case .weightDesignEffect:
      (
        "Hệ số thiết kế do trọng số (Kish)",
        "Design effect of weights (Kish)"
      )
    case .strata: ("Số tầng", "Strata")
    case .psus: ("Số đơn vị chọn mẫu cấp một", "Primary sampling units")
    case .singlePSUStrata: ("Tầng chỉ có một đơn vị", "Strata with a single unit")
    case .missingColumns: ("Cột còn thiếu", "Missing columns")
    case .droppedColumns: ("Cột thông tin cá nhân đã bỏ", "Personal columns dropped")
    case .noFindings: ("Không phát hiện vi phạm nào.", "Nothing was found.")
    case .yes: ("có", "yes")
    case .no: ("không", "no")
    case .tab: ("TAB", "TAB")
    // Task states
    case .taskOverdue: ("Quá hạn", "Overdue")
    case .taskDue: ("Đến hạn", "Due")
    case .taskWithoutProduct: ("Chưa có sản phẩm", "Without product")
    case .taskDone: ("Đã hoàn thành", "Done")
    case .taskOpen: ("Chưa hoàn thành", "Not done")
    // Measures and method
    case .measurePooled:
      (
        "Tỷ lệ câu trả lời từ mức hài lòng trở lên (gộp các câu)",
        "Share of answers that are satisfied or better (pooled)"
      )
    case .measureAllSatisfied:
      (
        "Tỷ lệ người trả lời hài lòng ở mọi câu",
        "Share of respondents satisfied on every question"
      )
    case .measureElementMean:
      (
        "Trung bình tỷ lệ hài lòng của các yếu tố",
        "Mean of the element rates"
      )
    case .measureMeanOverFive: ("Điểm trung bình chia 5", "Mean score divided by 5")
    case .measureRecords: ("số liệu hành chính", "administrative records")
    case .columnsHidden: ("Cửa sổ hẹp, không hiện", "Not shown for want of width")
    case .placesUp: ("tăng", "up")
    case .places: ("bậc", "places")
    case .measureMeanOfAreas: ("trung bình cộng các lĩnh vực", "plain mean of the areas")
    case .measureMeanOfIndicators: ("trung bình cộng các chỉ tiêu", "plain mean of the indicators")
    case .modelBased:
      (
        """
        Tệp không có thiết kế mẫu xác suất: khoảng tin cậy dựa trên mô hình, coi các phiếu \
        như một mẫu ngẫu nhiên đơn giản, và không phản ánh sai lệch do tự chọn.
        """,
        """
        The file has no probability design: intervals are model-based, treat the responses \
        as a simple random sample, and do not cover self-selection.
        """
      )
    case .probabilityDesign:
      (
        """
        Khoảng tin cậy tính theo thiết kế mẫu (tầng, cụm, trọng số), phương sai tuyến tính \
        hóa.
        """,
        """
        Intervals follow the sample design (strata, clusters, weights) by linearised \
        variance.
        """
      )
    case .unroundedNote:
      (
        """
        Kết luận dùng giá trị chưa làm tròn; số in ra giữ đủ chữ số thập phân để không đổi \
        phía so với mục tiêu.
        """,
        """
        Verdicts use the unrounded value; printed numbers keep enough decimals to stay on \
        their side of the target.
        """
      )
    case .symbolLegend:
      (
        """
        ▲ đạt · ▼ chưa đạt · ● chưa đủ căn cứ · ○ không có chỉ tiêu · – không có số liệu · \
        ⊘ không công bố
        """,
        "▲ met · ▼ below target · ● undecided · ○ no target · – no data · ⊘ not published"
      )
    case .noneFlagged:
      (
        "Không có lĩnh vực hay đơn vị nào dưới mục tiêu.",
        "No area or unit is below its target."
      )
    case .noFigures:
      ("Chưa có chỉ tiêu nào có số liệu trong kỳ này.", "No indicator has a figure in this period.")
    case .nothingMissing: ("Không thiếu số liệu nào.", "Nothing is missing.")
    case .program: ("Chương trình", "Program")
    case .options: ("Tùy chọn", "Options")
    case .planVersion: ("Phiên bản kế hoạch", "Plan version")
    case .instruments: ("Phiếu khảo sát", "Instruments")
    case .store: ("Kho dữ liệu", "Store")
    case .generatedAt: ("Lập lúc", "Made at")
    case .issuer: ("Cơ quan ban hành", "Issuer")
    case .provisional: ("số liệu tạm thời", "provisional")
    case .plan: ("Kế hoạch", "Plan")
    case .contents: ("Mục lục", "Contents")
    // Footnotes
    case .footnoteSuppressed:
      (
        "Không công bố theo quy tắc công bố đã chọn.",
        "Not published under the publication rules in force."
      )
    case .footnoteReview:
      (
        "Cần chuyên gia thống kê xem xét trước khi sử dụng.",
        "To be reviewed by a statistician before use."
      )
    case .footnoteStraddlesTarget:
      (
        "Khoảng tin cậy chứa mục tiêu: chưa đủ căn cứ để kết luận chắc chắn.",
        "The interval contains the target: the result is not conclusive."
      )
    case .footnoteSinglePSU:
      (
        "Có tầng chỉ gồm một đơn vị chọn mẫu nên không tính được sai số chuẩn.",
        "A stratum has a single sampling unit, so there is no standard error."
      )
    case .footnoteNoDegreesOfFreedom:
      (
        "Không có khoảng tin cậy: thiết kế mẫu không còn bậc tự do.",
        "No interval: the design leaves no degrees of freedom."
      )
    case .footnoteNoInterval:
      (
        "Không tính được khoảng tin cậy.",
        "No interval could be computed."
      )
    case .footnoteNoAnswers: ("Không có câu trả lời hợp lệ nào.", "There are no valid answers.")
    case .footnoteUndefined:
      (
        "Đại lượng không xác định với các câu trả lời này.",
        "The statistic is not defined for these answers."
      )
    case .footnoteModelBased:
      (
        "Khoảng tin cậy dựa trên mô hình, không phải thiết kế mẫu xác suất.",
        "The interval is model-based, not from a probability design."
      )
    case .footnoteAdministrative:
      (
        "Số liệu hành chính, không phải kết quả khảo sát; không gộp với kết quả khảo sát.",
        "Administrative figure, not a survey result; never averaged with one."
      )
    case .footnoteProvisional:
      (
        "Số liệu tạm thời, có thể thay đổi.",
        "Provisional figure that may change."
      )
    case .footnoteNotComparable:
      (
        "Không so sánh được với kỳ trước do thay đổi phương pháp hoặc nguồn.",
        "Not comparable with the earlier period: method or source changed."
      )
    }
  }
}

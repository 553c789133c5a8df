/// The issues in words, in both languages; column texts come quoted and shortened.
extension ColumnMatchError.Issue {
  /// Several columns have equally good names for one thing.
  static func fitsSeveral(
    _ id: String, columns: [(name: String, position: Int)], alsoCodeOf form: String?
  ) -> Self {
    let english = columns.map { "\($0.name) (column \($0.position))" }.joined(separator: " and ")
    let vietnamese = columns.map { "\($0.name) (cột \($0.position))" }.joined(separator: " và ")
    return Self(
      kind: .ambiguous, subject: id,
      message: "'\(id)' fits \(columns.count) columns: \(english)",
      fix: form.map {
        "the form gives the code \(id) also to '\($0)': name that column by its content"
      } ?? "rename one of them, or give '\(id)' an alias that only one column has",
      vietnameseMessage: "'\(id)' khớp với \(columns.count) cột: \(vietnamese)",
      vietnameseFix: form.map {
        "phiếu dùng mã \(id) cho cả '\($0)': đặt tên cột đó theo nội dung"
      } ?? "đổi tên một cột, hoặc thêm cho '\(id)' một alias mà chỉ một cột có")
  }

  /// One column is claimed by several questions.
  static func collision(_ ids: [String], column: String, position: Int) -> Self {
    let names = ids.map { "'\($0)'" }
    return Self(
      kind: .collision, subject: ids[0],
      message: "the column \(column) (column \(position)) fits \(names.joined(separator: " and "))",
      fix: "give them different aliases in the instrument, or rename the column",
      vietnameseMessage:
        "cột \(column) (cột \(position)) khớp với cả \(names.joined(separator: " và "))",
      vietnameseFix: "đặt aliases khác nhau trong phiếu, hoặc đổi tên cột")
  }

  /// A bare code that the form gives to an item and to a field of the respondent.
  static func codeOfTwo(_ id: String, position: Int, field: String, witness: String) -> Self {
    Self(
      kind: .ambiguous, subject: id,
      message:
        "the column '\(id)' (column \(position)) may be item \(id) or the field '\(field)', which "
        + "the form codes \(id) too (the file also has \(witness), a code of the respondent's part)",
      fix: "name the respondent's columns by their content, such as '\(field)'",
      vietnameseMessage:
        "cột '\(id)' (cột \(position)) có thể là câu \(id) hoặc mục '\(field)', vì phiếu cũng "
        + "dùng mã \(id) cho mục này (tệp còn có \(witness), mã của phần người trả lời)",
      vietnameseFix: "đặt tên các cột về người trả lời theo nội dung, như '\(field)'")
  }

  /// No column has any of the accepted names.
  static func noColumn(
    _ id: String, title: String, nearest: String?, accepted: [String]
  ) -> Self {
    let headers = accepted.joined(separator: ", ")
    return Self(
      kind: .missing, subject: id, message: "no column for '\(id)' (\(title))",
      fix: (nearest.map { "did you mean the column '\($0)'? " } ?? "")
        + "accepted headers: \(headers)",
      vietnameseMessage: "không có cột cho '\(id)' (\(title))",
      vietnameseFix: (nearest.map { "có phải là cột '\($0)'? " } ?? "")
        + "tiêu đề được nhận: \(headers)")
  }

  /// No column of the file is any question's.
  static func noQuestions(_ instrument: String, count: Int, columns: [String]) -> Self {
    let found = columns.joined(separator: ", ")
    return Self(
      kind: .missing, subject: instrument,
      message: "no column fits any of the \(count) questions of '\(instrument)'",
      fix: "check the delimiter and the header row (--header-rows), or choose another instrument;"
        + " the file's columns: \(found)",
      vietnameseMessage:
        "không cột nào khớp với câu hỏi nào trong \(count) câu của '\(instrument)'",
      vietnameseFix: "kiểm tra dấu phân cách và dòng tiêu đề (--header-rows), hoặc chọn phiếu khác;"
        + " các cột của tệp: \(found)")
  }

  /// A question has no column.
  static func noQuestionColumn(_ id: String, text: String, nearest: String?) -> Self {
    Self(
      kind: .missing, subject: id, message: "no column for question '\(id)' (\(text))",
      fix: (nearest.map { "did you mean the column '\($0)'? " } ?? "")
        + "add the header to the question's aliases, or mark it optional: true",
      vietnameseMessage: "không có cột cho câu '\(id)' (\(text))",
      vietnameseFix: (nearest.map { "có phải là cột '\($0)'? " } ?? "")
        + "thêm tiêu đề vào aliases của câu, hoặc ghi optional: true")
  }

  /// More questions have no column than are listed.
  static func moreQuestions(_ instrument: String, count: Int, listed: Int) -> Self {
    Self(
      kind: .missing, subject: instrument,
      message: "\(count) questions have no column; the first \(listed) are listed",
      fix: "check that the file belongs to '\(instrument)'",
      vietnameseMessage: "\(count) câu không có cột; chỉ liệt kê \(listed) câu đầu",
      vietnameseFix: "kiểm tra xem tệp có đúng là của phiếu '\(instrument)' không")
  }
}

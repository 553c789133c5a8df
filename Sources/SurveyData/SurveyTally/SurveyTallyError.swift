/// Why survey tallies cannot be made, merged or used.
public enum SurveyTallyError: Error, Hashable, Sendable {
  /// The design needs all rows at once.
  case needsRows
  /// The tallies answer different questions; why.
  case differentDefinitions(BilingualText)
  /// The tally was made by another instrument, or another version of it; why.
  case otherInstrument(BilingualText)
  /// Two tallies hold the responses of the same file.
  case sameSource(String)
  /// Two tallies hold the same responses.
  case sameResponses(Int, files: [String])
  /// What is asked for was not tallied.
  case notTallied(BilingualText, fix: BilingualText)
  /// What is asked for was put with other cells, because it was small.
  case withheld(BilingualText, minimum: Int)
}

extension SurveyTallyError: CustomStringConvertible {
  /// What is wrong.
  public var description: String { message.en }

  /// ``description`` in Vietnamese.
  public var vietnamese: String { message.vi }

  private var message: BilingualText {
    switch self {
    case .needsRows:
      BilingualText(
        vi:
          "mẫu nhiều giai đoạn có tổng thể, hoặc trọng số suy ra từ tổng thể, cần đọc mọi phiếu cùng "
          + "lúc; khảo sát như vậy không lập bảng cộng dồn được",
        en: "several stages with populations, or weights that come from populations, need all rows "
          + "at once; such a survey cannot be tallied")
    case .differentDefinitions(let difference):
      BilingualText(
        vi: "các bảng cộng dồn không cùng định nghĩa: \(difference.vi)",
        en: "the tallies are of different definitions: \(difference.en)")
    case .otherInstrument(let difference): difference
    case .sameSource(let file):
      BilingualText(
        vi: "phiếu của \(file) có trong cả hai bảng cộng dồn và sẽ bị tính hai lần",
        en: "the responses of \(file) are in both tallies and would count twice")
    case .sameResponses(let count, let files):
      BilingualText(
        vi:
          "\(count) phiếu của \(files.joined(separator: ", ")) cũng có trong các bảng cộng dồn khác và "
          + "sẽ bị tính hai lần",
        en: "\(count) response\(count == 1 ? "" : "s") of \(files.joined(separator: ", ")) "
          + "\(count == 1 ? "is" : "are") in the other tallies too and would count twice")
    case .notTallied(let what, _):
      BilingualText(
        vi: "bảng cộng dồn không trả lời được \(what.vi)",
        en: "the tally does not answer \(what.en)")
    case .withheld(let what, let minimum):
      BilingualText(
        vi: "\(what.vi) được giữ kín: có ô dưới \(minimum) phiếu trong một phần nào đó",
        en: "\(what.en) is withheld: it has cells with fewer than \(minimum) responses in some part"
      )
    }
  }

  /// What to do about it.
  public var fix: String { remedy.en }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String { remedy.vi }

  private var remedy: BilingualText {
    switch self {
    case .needsRows:
      BilingualText(
        vi: "đưa thẳng các tệp CSV cho compare hoặc feed",
        en: "give the CSV files to compare or feed")
    case .differentDefinitions:
      BilingualText(
        vi:
          "lập mọi bảng cộng dồn với cùng tùy chọn, cùng phiếu khảo sát và cùng phiên bản chương trình",
        en: "make all tallies with the same options, instrument and version of the program")
    case .otherInstrument:
      BilingualText(
        vi:
          "dùng phiếu khảo sát đã lập bảng cộng dồn, hoặc lập lại bảng cộng dồn với phiếu khảo sát này",
        en: "use the instrument that the tally was made by, or make the tally anew with this one")
    case .sameSource:
      BilingualText(
        vi: "gộp bảng cộng dồn của mỗi tệp một lần", en: "merge the tally of every file once")
    case .sameResponses:
      BilingualText(
        vi: "bỏ các phiếu đó khỏi một trong các tệp rồi lập lại bảng cộng dồn của tệp ấy",
        en: "take the responses out of one of the files and make its tally anew")
    case .notTallied(_, let fix): fix
    case .withheld:
      BilingualText(
        vi: "bỏ qua, hoặc đề nghị bên gửi dùng --minimum-cell nhỏ hơn",
        en: "leave it out, or ask the sender for a smaller --minimum-cell")
    }
  }
}

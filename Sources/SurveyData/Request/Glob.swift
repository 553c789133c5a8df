/// A pattern in which `*` is any text, `?` one character and `[a-z0]` one of the characters listed
/// (`[!…]` none of them).
///
/// A bracket that is not closed stands for itself, and so does `]` as the first of a list.
struct Glob: Sendable {
  private enum Token {
    case anyText
    case anyCharacter
    case one(Character)
    case list([ClosedRange<Character>], isExcluded: Bool)

    func matches(_ character: Character) -> Bool {
      switch self {
      case .anyText, .anyCharacter: true
      case .one(let wanted): wanted == character
      case .list(let ranges, let isExcluded):
        ranges.contains { $0.contains(character) } != isExcluded
      }
    }
  }

  private let tokens: [Token]

  init(_ pattern: String) {
    var tokens: [Token] = []
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
      switch character {
      case "*": tokens.append(.anyText)
      case "?": tokens.append(.anyCharacter)
      case "[":
        if let list = Self.list(&rest) {
          tokens.append(list)
        } else {
          tokens.append(.one("["))
        }
      default: tokens.append(.one(character))
      }
    }
    self.tokens = tokens
  }

  /// Reads a list up to its `]`; `nil`, with nothing read, when it is not closed.
  private static func list(_ rest: inout Substring) -> Token? {
    var inside = rest
    let isExcluded = inside.first == "!"
    if isExcluded { inside.removeFirst() }
    guard let end = inside.dropFirst().firstIndex(of: "]") else { return nil }
    var characters = Array(inside[..<end])
    rest = inside[inside.index(after: end)...]
    var ranges: [ClosedRange<Character>] = []
    while let first = characters.first {
      if characters.count > 2, characters[1] == "-", first <= characters[2] {
        ranges.append(first...characters[2])
        characters.removeFirst(3)
      } else {
        ranges.append(first...first)
        characters.removeFirst()
      }
    }
    return .list(ranges, isExcluded: isExcluded)
  }

  /// Whether the whole text fits; linear in practice, by remembering the last `*`.
  func matches(_ text: String) -> Bool {
    let text = Array(text)
    var at = 0
    var index = 0
    var star: (token: Int, text: Int)?
    while index < text.count {
      if at < tokens.count, case .anyText = tokens[at] {
        star = (at, index)
        at += 1
      } else if at < tokens.count, tokens[at].matches(text[index]) {
        at += 1
        index += 1
      } else if let last = star {
        star = (last.token, last.text + 1)
        at = last.token + 1
        index = last.text + 1
      } else {
        return false
      }
    }
    return tokens[at...].allSatisfy { if case .anyText = $0 { true } else { false } }
  }
}

/// Says which service area of an instrument a cell names.
struct AreaMatcher: Sendable {
  /// The area of every record, for instruments of one area.
  let fixed: String?
  private var index = FoldedIndex<String>()
  private let keepsUnlisted: Bool

  init?(_ instrument: Instrument) {
    switch instrument.serviceAreas {
    case .none: return nil
    case .fixed(let area):
      fixed = area.id
      keepsUnlisted = false
    case .column(_, let areas, let unlisted):
      fixed = nil
      keepsUnlisted = unlisted == .keep
      for area in areas {
        for name in [area.id, area.title.vi, area.title.en] + area.aliases {
          index.insert(name, for: area.id)
        }
      }
    }
  }

  /// The id of the area that a cell names; `nil` when it names none.
  func area(named text: String) -> String? {
    let folded = FoldedText(text)
    if case .found(let id) = index.exact(folded) { return id }
    if let listed = ListMark(text), case .found(let id) = index.exact(FoldedText(listed.label)) {
      return id
    }
    if case .found(let id) = index.plain(folded) { return id }
    return nil
  }

  /// The id under which a record counts: the area named, else the name as written.
  func id(of text: String) -> String { area(named: text) ?? UnitIndex.displayForm(text) }

  /// Whether a cell that names no listed area is accepted as an area of its own.
  func accepts(_ text: String) -> Bool {
    area(named: text) != nil || keepsUnlisted && !FoldedText(text).isEmpty
  }
}

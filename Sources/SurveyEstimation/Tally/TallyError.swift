/// Why tallies cannot be merged or read.
public enum TallyError: Error, Hashable, Sendable {
  /// The tallies answer different questions or describe different designs.
  case differentDefinitions(TallyDifference)
  /// Two tallies hold the rows of the same file.
  case sameSource(String)
  /// The bytes are no tally.
  case notATally
  /// The tally was written by a later version.
  case unknownVersion(Int)
  /// The bytes end too early.
  case truncated
  /// The bytes do not match their checksum.
  case corrupt
}

extension TallyError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .differentDefinitions(let difference):
      "the tallies are of different definitions: \(difference.rawValue)"
    case .sameSource(let file): "the rows of \(file) are in both tallies and would count twice"
    case .notATally: "this is no tally"
    case .unknownVersion(let version):
      "the tally has version \(version); this program reads versions "
        + "\(TallyContainer.earliestVersion) to \(TallyContainer.version)"
    case .truncated: "the tally ends too early"
    case .corrupt: "the tally does not match its checksum"
    }
  }
  /// What to do about it.
  public var fix: String {
    switch self {
    case .differentDefinitions: "make all tallies with the same options of the same version"
    case .sameSource: "merge every file's tally once"
    case .notATally: "make one with hailong tally"
    case .unknownVersion: "use the version of the program that wrote it, or make the tally anew"
    case .truncated, .corrupt: "copy the file again, or make the tally anew"
    }
  }
}

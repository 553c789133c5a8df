/// A place in a file, counted from 1; column counts Unicode scalars.
public struct SourcePlace: Hashable, Sendable {
  /// Name of the file as the caller gave it.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column, from 1.
  public var column: Int

  /// Names a place.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

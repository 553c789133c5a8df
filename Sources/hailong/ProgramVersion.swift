/// Name and version of the program, as provenance and reports give them.
enum ProgramVersion {
  static let number = "0.1.0"
  static let description = "HaiLong \(number)"
}

internal import Definitions

/// Names of the file formats that this module reads and writes.
enum PlanSchema: String, CaseIterable {
  case plan = "hailong.plan/1"
  case calendar = "hailong.calendar/1"
  case publication = "hailong.publication/1"
  case scores = "hailong.scores/1"

  /// Takes the key `schema` and refuses any other format or version.
  func check(_ reader: inout MappingReader) throws(PlanError) {
    let node = try reader.required("schema")
    let name = try node.string("schema")
    guard name != rawValue else { return }
    let family = rawValue.prefix { $0 != "/" }
    if name.hasPrefix(family + "/") {
      throw PlanError(
        .unsupportedSchema, at: node.place, cause: "this version reads \(rawValue), not `\(name)`",
        fix: "use a program at least as new as the file",
        vi: "phiên bản này đọc \(rawValue), không đọc `\(name)`",
        viFix: "dùng chương trình mới ít nhất bằng tệp")
    }
    throw PlanError(
      .unsupportedSchema, at: node.place, cause: "`\(name)` is not \(rawValue)",
      fix: "the first line of this kind of file is `schema: \(rawValue)`",
      vi: "`\(name)` không phải là \(rawValue)",
      viFix: "dòng đầu của loại tệp này là `schema: \(rawValue)`")
  }
}

extension DocumentNode {
  /// Reads a YAML file of a kind; what makes it unreadable is an error with its place.
  init(yaml text: String, file: String, as schema: PlanSchema) throws(PlanError) {
    do {
      self = try YAMLReader.read(text, file: file, schema: schema.rawValue)
    } catch {
      throw PlanError(
        error.isDuplicateKey ? .duplicate : .syntax, at: error.place, cause: error.cause,
        fix: error.fix, vi: error.vietnameseCause, viFix: error.vietnameseFix)
    }
  }
}

internal import Definitions

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds instruments by id in a folder, or by file path.
///
/// The folder is the caller's to name; the library looks nowhere else.
public struct InstrumentLibrary: Sendable {
  /// The folder with `*.yaml` definitions.
  public let folder: String

  /// A library over a folder.
  public init(folder: String) { self.folder = folder }

  /// Ids of the definitions in the folder, sorted; empty when the folder cannot be read.
  ///
  /// An id is the file's name without `.yaml`.
  public func ids() -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Reads an instrument.
  ///
  /// - Parameter name: An id of the folder, or a path (anything with `/` or ending in `.yaml` or `.yml`).
  /// - Throws: ``DefinitionError``: the file is missing (with the nearest id), unreadable or wrong.
  public func instrument(_ name: String) throws(DefinitionError) -> Instrument {
    let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    let path = isPath ? name : "\(folder)/\(name).yaml"
    if !isPath {
      let known = ids()
      guard known.contains(name) else {
        let near = NearestName.nearest(to: name, among: known)
        throw DefinitionError(
          file: folder, message: "there is no instrument '\(name)'",
          fix: (near.map { "did you mean '\($0)'? " } ?? "")
            + "known: \(known.joined(separator: ", ")); or give the path of a .yaml file",
          vi: "không có phiếu khảo sát '\(name)'",
          viFix: (near.map { "có phải là '\($0)'? " } ?? "")
            + "hiện có: \(known.joined(separator: ", ")); hoặc ghi đường dẫn tệp .yaml")
      }
    }
    let instrument = try Instrument(yaml: Self.text(of: path), file: path)
    if !isPath, instrument.id != name {
      throw DefinitionError(
        file: path, line: 1, column: 1, path: "id",
        message: "the file is named '\(name)' but its id is '\(instrument.id)'",
        fix: "make the two agree",
        vi: "tệp tên là '\(name)' nhưng id của phiếu là '\(instrument.id)'",
        viFix: "đặt hai tên cho giống nhau")
    }
    return instrument
  }

  /// The text of a definition file.
  static func text(of path: String) throws(DefinitionError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DefinitionError(
        file: path, message: "the file is missing or cannot be read",
        fix: "check the path and permissions", vi: "không có tệp này, hoặc không đọc được",
        viFix: "kiểm tra đường dẫn và quyền đọc")
    }
    guard data.count <= YAMLReader.maximumBytes else {
      throw DefinitionError(
        file: path,
        message:
          "the file has \(data.count) bytes; at most \(YAMLReader.maximumBytes) are read",
        fix: "check that this is a definition and not a data file",
        vi: "tệp dài \(data.count) byte; chỉ đọc tối đa \(YAMLReader.maximumBytes) byte",
        viFix: "kiểm tra xem đây có đúng là tệp định nghĩa, không phải tệp số liệu")
    }
    guard var text = String(validating: data, as: UTF8.self) else {
      throw DefinitionError(
        file: path, message: "the file is not UTF-8", fix: "save it as UTF-8",
        vi: "tệp không phải bảng mã UTF-8", viFix: "lưu lại tệp thành UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }
}

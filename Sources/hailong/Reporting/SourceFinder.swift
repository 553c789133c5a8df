import CSVIO
import Foundation

/// Finds recorded files again, by content wherever they lie and whatever they are called now.
struct SourceFinder {
  /// What became of a file.
  enum Finding: Hashable {
    /// The same content under the same name.
    case found(String)
    /// The same content under another name.
    case renamed(String)
    /// A file of that name with other content.
    case changed(String, sha256: String)
    /// Neither the name nor the content.
    case missing

    /// Path of the file with the recorded content.
    var path: String? {
      switch self {
      case .found(let path), .renamed(let path): path
      case .changed, .missing: nil
      }
    }
  }

  /// Names of the kinds of file that are compared by content when no name fits.
  private static let extensions: Set<String> = ["csv", "tsv", "txt", "yaml", "yml"]

  private let candidates: [String]
  private var digests: [String: String] = [:]

  /// - Parameter places: Files, and folders whose files (not those of folders in them) are looked at.
  init(_ places: [String]) throws {
    var candidates: [String] = []
    for place in places {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
        throw CommandFailure.inputMissing(
          "\(place): no such file or folder", fix: "name where the recorded files lie",
          vi: "\(place): không có tệp hoặc thư mục này", viFix: "ghi nơi có các tệp đã ghi nhận")
      }
      guard isFolder.boolValue else {
        candidates.append(place)
        continue
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      candidates += names.sorted().map { place == "." ? $0 : "\(place)/\($0)" }
    }
    self.candidates = candidates
  }

  mutating func find(_ name: String, sha256 digest: String) -> Finding {
    let named = candidates.filter { ($0 as NSString).lastPathComponent == name }
    if let path = named.first(where: { self.digest(of: $0) == digest }) { return .found(path) }
    for path in candidates
    where Self.extensions.contains((path as NSString).pathExtension.lowercased())
      && self.digest(of: path) == digest
    {
      return .renamed(path)
    }
    guard let path = named.first, let other = self.digest(of: path) else { return .missing }
    return .changed(path, sha256: other)
  }

  /// SHA-256 of a file, read in pieces; `nil` for what is no readable file.
  private mutating func digest(of path: String) -> String? {
    if let known = digests[path] { return known }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      !isFolder.boolValue, let digest = try? CSVIO.sha256(ofFile: path)
    else { return nil }
    digests[path] = digest
    return digest
  }
}

import Foundation
import SurveyData

/// The folder that holds `instruments/`, `plans/` and `samples/`.
///
/// Looked for in this order: `--surveys DIR`, the variable HAILONG_SURVEYS, `surveys` beside or above the
/// binary (a build folder inside the checkout), `share/hailong/surveys` beside the binary's folder (an
/// installation), `surveys` in the current folder.
struct SurveysFolder {
  let path: String

  static func find(option: String?) throws -> SurveysFolder {
    if let option {
      guard isFolder(option) else {
        throw CommandFailure.inputMissing(
          "--surveys \(option): no such folder",
          fix: "name the folder that holds instruments/ and plans/",
          vi: "--surveys \(option): không có thư mục này",
          viFix: "ghi thư mục có instruments/ và plans/")
      }
      return SurveysFolder(path: option)
    }
    if let named = ProcessInfo.processInfo.environment["HAILONG_SURVEYS"], !named.isEmpty {
      guard isFolder(named) else {
        throw CommandFailure.inputMissing(
          "HAILONG_SURVEYS=\(named): no such folder",
          fix: "set it to the folder that holds instruments/ and plans/, or unset it",
          vi: "HAILONG_SURVEYS=\(named): không có thư mục này",
          viFix: "đặt biến này thành thư mục có instruments/ và plans/, hoặc bỏ biến")
      }
      return SurveysFolder(path: named)
    }
    let binary = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
      .resolvingSymlinksInPath()
    var folder = binary.deletingLastPathComponent()
    let installed = folder.deletingLastPathComponent()
      .appendingPathComponent("share/hailong/surveys").path
    if isFolder(installed) { return SurveysFolder(path: installed) }
    for _ in 0..<5 {
      let candidate = folder.appendingPathComponent("surveys").path
      if isFolder(candidate + "/instruments") { return SurveysFolder(path: candidate) }
      folder.deleteLastPathComponent()
    }
    if isFolder("surveys/instruments") { return SurveysFolder(path: "surveys") }
    throw CommandFailure.inputMissing(
      "the folder with the instruments and plans was not found",
      fix: "name it with --surveys DIR or the variable HAILONG_SURVEYS",
      vi: "không tìm thấy thư mục phiếu khảo sát và kế hoạch",
      viFix: "ghi bằng --surveys THƯ_MỤC hoặc biến HAILONG_SURVEYS")
  }

  /// The file of an instrument or plan: a path as it stands, or `NAME` for `FOLDER/kind/NAME.yaml`.
  func file(_ name: String, in kind: String) throws -> String {
    if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      || name.hasSuffix(".json")
    {
      return name
    }
    let candidate = "\(path)/\(kind)/\(name).yaml"
    if FileManager.default.fileExists(atPath: candidate) { return candidate }
    let known = names(in: kind)
    let near = NearestName.nearest(to: name, among: known)
    let list = known.joined(separator: ", ")
    throw CommandFailure.inputMissing(
      "no \(kind.dropLast()) is called '\(name)'",
      fix: (near.map { "did you mean '\($0)'? " } ?? "")
        + "known: \(list); or give the path of a YAML file",
      vi: "không có \(kind == "plans" ? "kế hoạch" : "phiếu khảo sát") nào tên '\(name)'",
      viFix: (near.map { "có phải là '\($0)'? " } ?? "")
        + "hiện có: \(list); hoặc ghi đường dẫn tệp YAML")
  }

  /// The names of the files of one kind, sorted.
  func names(in kind: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(kind)")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}

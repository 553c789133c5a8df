import Foundation
import SurveyEstimation

/// Files that are tallies rather than CSV.
struct TallyInput {
  private let files: [String]

  /// The files, when the first bytes of all of them say so; `nil` when none does.
  ///
  /// Only regular files are looked at, so that a pipe keeps all its bytes.
  init?(_ files: [String]) throws {
    let tallies = files.filter(Self.isTally)
    if tallies.isEmpty { return nil }
    guard tallies.count == files.count else {
      throw CommandFailure.usage(
        "tallies and other files cannot be mixed", fix: "make a tally of the CSV files first")
    }
    self.files = files
  }

  private static func isTally(_ path: String) -> Bool {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let handle = FileHandle(forReadingAtPath: path)
    else { return false }
    defer { try? handle.close() }
    let start = (try? handle.read(upToCount: TallyFile.magic.count)) ?? nil
    return TallyFile.isTally(start ?? Data())
  }

  /// Refuses tallies where CSV is read.
  static func refuse(_ files: [String], fix: String) throws {
    for file in files where isTally(file) {
      throw CommandFailure.unusable("\(file): this is a tally, not CSV", fix: fix)
    }
  }

  /// The tallies, merged.
  func merged() throws -> TallyFile {
    var whole: TallyFile?
    for file in files {
      let part = try Self.read(file)
      do {
        if whole == nil { whole = part } else { try whole?.merge(part) }
      } catch {
        throw CommandFailure.unusable("\(file): \(error)", fix: error.fix)
      }
    }
    guard let whole else { throw CommandFailure.usage("no tally is named") }
    return whole
  }

  /// Reads one tally.
  static func read(_ path: String) throws -> TallyFile {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw CommandFailure.inputMissing("\(path): no such file, or it cannot be read")
    }
    do {
      return try TallyFile(bytes: [UInt8](data))
    } catch {
      throw CommandFailure.unusable("\(path): \(error)", fix: error.fix)
    }
  }
}

extension TallyError {
  /// What to do about it.
  var fix: String {
    switch self {
    case .differentDefinitions: "make all tallies with the same options of the same version"
    case .sameSource: "merge every file's tally once"
    case .notATally: "make one with hailong tally"
    case .unknownVersion: "use the version of the program that wrote it"
    case .corrupt: "copy the file again"
    }
  }
}

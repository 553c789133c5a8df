import Foundation
import SurveyData
import SurveyEstimation

/// Files that are tallies rather than CSV.
struct TallyInput {
  /// What happens with a tally whose files are all merged already.
  enum Known: String, CaseIterable {
    /// It is refused, like one of which some files are merged.
    case refuse
    /// It is left out, and named on standard error.
    case skip
  }

  private let files: [String]
  private let known: Known

  /// The files, when the first bytes of all of them say so; `nil` when none does.
  ///
  /// Only regular files are looked at, so that a pipe keeps all its bytes.
  init?(_ files: [String], known: Known = .refuse) throws {
    let tallies = files.filter(Self.isTally)
    if tallies.isEmpty { return nil }
    guard tallies.count == files.count else {
      throw CommandFailure.usage(
        "tallies and other files cannot be mixed", fix: "make a tally of the CSV files first",
        vi: "không trộn bảng cộng dồn với tệp loại khác được",
        viFix: "lập bảng cộng dồn cho các tệp CSV trước")
    }
    self.files = files
    self.known = known
  }

  /// Whether the tallies are of a survey, made with --survey; told by the first.
  var areOfSurvey: Bool { files.first.flatMap(Self.start).flatMap(TallyContainer.kind) == .survey }

  private static func start(_ path: String) -> [UInt8]? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let handle = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? handle.close() }
    let start = (try? handle.read(upToCount: TallyContainer.magic.count + 2)) ?? nil
    return start.map { [UInt8]($0) }
  }

  private static func isTally(_ path: String) -> Bool {
    start(path).map { TallyContainer.isTally($0) } ?? false
  }

  /// Refuses tallies where CSV is read.
  static func refuse(_ files: [String], fix: String, viFix: String) throws {
    for file in files where isTally(file) {
      throw CommandFailure.unusable(
        "\(file): this is a tally, not CSV", fix: fix,
        vi: "\(file): đây là bảng cộng dồn, không phải CSV", viFix: viFix)
    }
  }

  /// The bytes of the merged tallies, of whichever kind.
  func mergedBytes() throws -> [UInt8] {
    areOfSurvey ? try mergedSurvey().bytes() : try merged().bytes
  }

  /// The tallies of statistics, merged.
  func merged() throws -> TallyFile {
    try merged(.statistics, { bytes throws(TallyError) in try TallyFile(bytes: bytes) }) {
      whole, part in
      try whole.merge(part)
    } sources: {
      $0.sources.map(\.sha256)
    }
  }

  /// The tallies of a survey, merged.
  func mergedSurvey() throws -> SurveyTally {
    try merged(.survey, { bytes throws(TallyError) in try SurveyTally(bytes: bytes) }) {
      whole, part in
      try whole.merge(part)
    } sources: {
      $0.sources.map(\.sha256)
    }
  }

  private func merged<Part>(
    _ kind: TallyContainer.Kind, _ decode: ([UInt8]) throws(TallyError) -> Part,
    merge: (inout Part, Part) throws -> Void, sources: (Part) -> [String]
  ) throws -> Part {
    var whole: Part?
    for file in files {
      let part = try Self.read(file, as: kind, decode)
      guard var soFar = whole else {
        whole = part
        continue
      }
      let mine = Set(sources(soFar))
      if known == .skip, !sources(part).isEmpty, mine.isSuperset(of: sources(part)) {
        ExitStatus.writeWarning(
          "\(file): left out, its files are merged already",
          vi: "\(file): bỏ qua, các tệp của nó đã được gộp rồi")
        continue
      }
      do {
        try merge(&soFar, part)
      } catch let error as any TallyFailure {
        throw error.failure(in: file)
      }
      whole = soFar
    }
    guard let whole else {
      throw CommandFailure.usage("no tally is named", vi: "chưa ghi tên bảng cộng dồn nào")
    }
    return whole
  }

  /// Reads one tally.
  private static func read<Part>(
    _ path: String, as kind: TallyContainer.Kind, _ decode: ([UInt8]) throws(TallyError) -> Part
  ) throws -> Part {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw CommandFailure.inputMissing(
        "\(path): no such file, or it cannot be read",
        vi: "\(path): không có tệp này, hoặc không đọc được")
    }
    let bytes = [UInt8](data)
    if let own = TallyContainer.kind(of: bytes), own != kind {
      throw CommandFailure.unusable(
        own == .survey
          ? "\(path): this is the tally of a survey"
          : "\(path): this tally answers questions of its own and knows no instrument",
        fix: own == .survey
          ? "merge it with tallies made with --survey only"
          : "make it with hailong tally --survey",
        vi: own == .survey
          ? "\(path): đây là bảng cộng dồn của một khảo sát"
          : "\(path): bảng cộng dồn này trả lời câu hỏi riêng, không gắn với phiếu khảo sát",
        viFix: own == .survey
          ? "chỉ gộp với các bảng lập bằng --survey" : "lập bằng hailong tally --survey")
    }
    do {
      return try decode(bytes)
    } catch {
      throw error.failure(in: path)
    }
  }
}

/// An error of tallies: what is wrong and what to do about it, in both languages.
protocol TallyFailure: Error, CustomStringConvertible {
  var fix: String { get }
  var vietnamese: String { get }
  var vietnameseFix: String { get }
}

extension TallyError: TallyFailure {}
extension SmallCellError: TallyFailure {}
extension SurveyTallyError: TallyFailure {}

extension TallyFailure {
  /// The command's failure; `file` is where it was found.
  func failure(in file: String? = nil) -> CommandFailure {
    let place = file.map { "\($0): " } ?? ""
    return .unusable(
      "\(place)\(self)", fix: fix, vi: "\(place)\(vietnamese)", viFix: vietnameseFix)
  }
}

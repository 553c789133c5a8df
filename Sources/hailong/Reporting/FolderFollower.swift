import CSVIO
import Foundation
import PlanModel
import PlanStore
import SurveyData
import SurveyEstimation

/// Feeds a survey from a folder to which files are added: every file is read once, by content.
///
/// The tally of each file is kept in the store; the figures of the period are made from the tallies in
/// force, merged, and are those of all files read together.
struct FolderFollower {
  /// What one look into the folder came to.
  struct Pass {
    /// The tallies in force.
    fileprivate(set) var parts: [SurveyPart] = []
    /// Whether a file was added, replaced or named anew.
    var hasChanged = false
    var news: [FolderNews] = []

    /// Whether some file could not be used.
    var hasFailures: Bool { news.contains { $0.isFailure } }
  }

  let folder: String
  let survey: SurveyOptions
  let instrument: Instrument
  let plan: Plan
  let period: Period
  let definition: SurveyTallyDefinition
  let judgement: JudgementOptions
  /// Seconds for which a file must not have changed.
  let settling: Double

  /// A file of the folder, ready to be read.
  private struct Candidate {
    var name: String
    var sha256: String
  }

  /// Looks once and reads what is new.
  func pass(_ store: PlanStore, key: ResponseIdKey) throws -> Pass {
    var pass = Pass()
    let files = try candidates(&pass)
    let series = try series(of: store, present: Set(files.map(\.sha256)))
    var parts = series.filter { !$0.isReplaced }
    var seen: [String: String] = [:]
    for file in files {
      if let other = seen[file.sha256] {
        pass.news.append(FolderNews(file.name, .sameContent(as: other)))
        continue
      }
      seen[file.sha256] = file.name
      if let position = parts.firstIndex(where: { $0.sha256 == file.sha256 }) {
        guard parts[position].name != file.name,
          !files.contains(where: { $0.name == parts[position].name && $0.sha256 == file.sha256 })
        else { continue }
        pass.hasChanged = true
        parts[position].name = file.name
        try store.put(parts[position], at: Self.now)
        pass.news.append(FolderNews(file.name, .renamed))
      }
    }
    let present = Set(files.map(\.sha256))
    var earlier: Set<UInt64>?
    for file in files where seen[file.sha256] == file.name {
      guard !parts.contains(where: { $0.sha256 == file.sha256 }) else { continue }
      let replaced = parts.filter { $0.name == file.name && !present.contains($0.sha256) }
      let others = parts.filter { part in !replaced.contains { $0.sha256 == part.sha256 } }
      if !replaced.isEmpty { earlier = nil }
      let ids = try earlier ?? self.ids(of: others)
      earlier = ids
      do {
        let found =
          try known(file, in: series, earlier: ids)
          ?? read(file, earlier: ids, key: key, news: &pass.news)
        guard let (part, tally) = found else { continue }
        try store.put(part, replacing: replaced.map(\.sha256), at: Self.now)
        parts = others + [part]
        earlier?.formUnion(tally.responseIds)
        pass.hasChanged = true
        pass.news.append(
          FolderNews(file.name, replaced.isEmpty ? .added : .replaced, rows: tally.sources.first))
      } catch let error as PlanStoreError {
        throw error
      } catch {
        // What a file of this name said before stays in force.
        earlier = nil
        pass.news.append(FolderNews(file.name, .failed(ExitStatus.message(for: error))))
      }
    }
    pass.parts = parts
    return pass
  }

  private static var now: String { ISO8601DateFormatter().string(from: Date()) }

  // MARK: The folder

  private func candidates(_ pass: inout Pass) throws -> [Candidate] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw CommandFailure.inputMissing(
        "\(folder): no such folder, or it cannot be read", fix: "check the name",
        vi: "\(folder): không có thư mục này, hoặc không đọc được", viFix: "kiểm tra tên")
    }
    var files: [Candidate] = []
    for name in names where Self.isWanted(name) {
      let path = self.path(name)
      guard let before = FileState(path) else {
        pass.news.append(FolderNews(name, .notAFile))
        continue
      }
      guard -before.changed.timeIntervalSinceNow >= settling else {
        pass.news.append(FolderNews(name, .changing))
        continue
      }
      do {
        let hash = try sha256(ofFile: path)
        guard FileState(path) == before else {
          pass.news.append(FolderNews(name, .changing))
          continue
        }
        files.append(Candidate(name: name, sha256: hash))
      } catch {
        pass.news.append(FolderNews(name, .failed(ExitStatus.message(for: error))))
      }
    }
    return files
  }

  private func path(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }

  /// Text files by their ending; hidden files and those still being copied have other names.
  private static func isWanted(_ name: String) -> Bool {
    guard !name.hasPrefix("."), !name.hasPrefix("~") else { return false }
    return ["csv", "tsv", "txt"].contains((name as NSString).pathExtension.lowercased())
  }

  // MARK: Parts

  /// The parts of this survey, those replaced among them.
  ///
  /// - Throws: when files that counted under another definition are no longer there to be read again.
  private func series(of store: PlanStore, present: Set<String>) throws -> [SurveyPart] {
    let all = try store.parts(plan: plan.id, period: period)
    let own = try key(of: definition)
    let series = all.filter { $0.definition == own }
    let known = Set(series.map(\.sha256)).union(present)
    let lost = try all.filter { part in
      guard part.definition != own, !part.isReplaced, !known.contains(part.sha256) else {
        return false
      }
      return try SurveyTally(bytes: part.content).definition.instrument == instrument.id
    }
    guard lost.isEmpty else {
      throw CommandFailure.unusable(
        "\(lost.map(\.name).joined(separator: ", ")): counted by another version of the instrument or "
          + "other options, and no longer in \(folder) to be read again",
        fix: "put the files back, or use the instrument and the options as before",
        vi:
          "\(lost.map(\.name).joined(separator: ", ")): đã được tính bằng phiên bản khác của phiếu hoặc tùy chọn khác, và không còn trong \(folder) để đọc lại",
        viFix: "đưa các tệp trở lại, hoặc dùng phiếu và tùy chọn như trước")
    }
    return series
  }

  private func key(of definition: SurveyTallyDefinition) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return sha256(of: [UInt8](try encoder.encode(definition)))
  }

  /// A part that was replaced and whose file is there again, unless its responses count otherwise now.
  private func known(
    _ file: Candidate, in series: [SurveyPart], earlier: Set<UInt64>
  ) throws -> (SurveyPart, SurveyTally)? {
    guard var part = series.first(where: { $0.sha256 == file.sha256 }) else { return nil }
    let tally = try SurveyTally(bytes: part.content)
    guard earlier.isDisjoint(with: tally.responseIds) else { return nil }
    part.name = file.name
    part.isReplaced = false
    return (part, tally)
  }

  /// Reads a file; `nil` when it has changed in the meantime.
  private func read(
    _ file: Candidate, earlier: Set<UInt64>, key: ResponseIdKey, news: inout [FolderNews]
  ) throws -> (SurveyPart, SurveyTally)? {
    var screening = try survey.screening(for: plan)
    screening.idKey = key
    screening.earlierIds = earlier
    let (tally, check) = try SurveyTally.read(
      [.file(path(file.name))], instrument: instrument, definition: definition,
      options: try survey.reading.csvOptions(digest: true), profile: try survey.platform(),
      screening: screening)
    guard tally.sources.first?.sha256 == file.sha256 else {
      news.append(FolderNews(file.name, .changing))
      return nil
    }
    try judgement.checkRejections(check)
    let part = SurveyPart(
      plan: plan.id, period: period, definition: try self.key(of: definition), name: file.name,
      sha256: file.sha256, content: try tally.bytes())
    return (part, tally)
  }

  private func ids(of parts: [SurveyPart]) throws -> Set<UInt64> {
    try parts.reduce(into: []) { ids, part in
      ids.formUnion(try SurveyTally(bytes: part.content).responseIds)
    }
  }

  /// The survey so far; `nil` while there is no response.
  func merged(_ pass: Pass) throws -> SurveyTally? {
    var whole: SurveyTally?
    for part in pass.parts.sorted(by: { $0.name < $1.name }) {
      let tally = try SurveyTally(bytes: part.content)
      if whole == nil { whole = tally } else { try whole?.merge(tally) }
    }
    return whole.flatMap { $0.responses > 0 ? $0 : nil }
  }
}

/// Size and time of the last change of a regular file; links are not followed.
private struct FileState: Equatable {
  let size: Int
  let changed: Date

  init?(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular,
      let size = attributes[.size] as? Int, let changed = attributes[.modificationDate] as? Date
    else { return nil }
    self.size = size
    self.changed = changed
  }
}

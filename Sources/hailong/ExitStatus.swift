import ArgumentParser
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import PlanStore
import SurveyData
import SurveyEstimation
import SurveyReport

/// The exit statuses of all verbs; those from 64 on are sysexits(3).
enum ExitStatus: Int32 {
  case done = 0
  /// A value is below its target.
  case below = 3
  /// Nothing is below, but something cannot be decided.
  case undecided = 4
  case usage = 64
  case unusable = 65
  case inputMissing = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74

  /// The status for an error; `nil` for those of the argument parser, which knows its own.
  init?(for error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure.status
    case let error as CSVError:
      switch error.category {
      case .missing: self = .inputMissing
      case .unusable: self = .unusable
      case .inputOutput: self = .inputOutput
      }
    case let refusal as RefusedReading:
      guard let status = ExitStatus(for: refusal.cause) else { return nil }
      self = status
    case let error as RequestError: self = error.category == .usage ? .usage : .unusable
    case is EstimationError, is WeightingError, is ReplicateError, is SamplingError, is PlanError,
      is TallyError, is SmallCellError:
      self = .unusable
    case is DecodingError, is DefinitionError, is ColumnMatchError, is SurveyEstimateError,
      is SurveyTallyError, is PlanFeedError:
      self = .unusable
    case let error as PlanStoreError: self = ExitStatus(for: error.kind)
    case let error as ReportError:
      switch error {
      case .cannotCreate: self = .cannotCreate
      case .cannotWrite: self = .inputOutput
      }
    default: return nil
    }
  }

  /// The status for a problem with the store.
  private init(for kind: PlanStoreError.Kind) {
    self =
      switch kind {
      case .missing, .unreadable: .inputMissing
      case .cannotOpen, .readOnly: .cannotCreate
      case .inputOutput, .locked: .inputOutput
      case .unexpected: .internalError
      case .notADatabase, .foreignDatabase, .newerSchema, .corrupt, .invalidPlan, .unknownPlan,
        .unknownIndicator, .unknownMeasurement, .invalidPeriod, .invalidFigure, .conflict:
        .unusable
      }
  }

  /// Runs the tool: parses the arguments, runs the verb, ends the process with its status.
  static func run(_ command: (some ParsableCommand).Type) -> Never {
    do {
      try checkVerb(of: command)
      var verb = try command.parseAsRoot()
      try verb.run()
      command.exit(withError: nil)
    } catch {
      guard let status = ExitStatus(for: error) else {
        if let text = ValidationError.vietnamese(command.fullMessage(for: error)) {
          writeError(text)
          Foundation.exit(command.exitCode(for: error).rawValue)
        }
        command.exit(withError: error)
      }
      writeError(message(for: error))
      Foundation.exit(status.rawValue)
    }
  }

  /// Refuses a first word that is no verb, with the nearest one; options and help are the parser's.
  private static func checkVerb(of command: any ParsableCommand.Type) throws {
    let verbs = command.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !verbs.contains(word), word != "help"
    else { return }
    let nearest = NearestName.nearest(to: word, among: verbs)
    throw CommandFailure.usage(
      "'\(word)' is no verb of hailong",
      fix: (nearest.map { "did you mean '\($0)'? " } ?? "")
        + "the verbs are \(verbs.joined(separator: ", "))", vi: "hailong không có lệnh '\(word)'",
      viFix: (nearest.map { "có phải là '\($0)'? " } ?? "")
        + "các lệnh là \(verbs.joined(separator: ", "))")
  }

  /// What went wrong, and what to do about it, in the language of messages.
  static func message(for error: any Error) -> String {
    message(for: error, in: MessageLanguage.current)
  }

  /// What went wrong, and what to do about it, in a language.
  static func message(for error: any Error, in language: ReportLanguage) -> String {
    if let refusal = error as? RefusedReading {
      let lines = RejectionLines.lines(
        refusal.rejected, counts: refusal.rejectedCounts, limit: 20, in: language)
      return (lines + [message(for: refusal.cause, in: language)]).joined(separator: "\n")
    }
    return language == .vietnamese ? vietnamese(error) : english(error)
  }

  private static func english(_ error: any Error) -> String {
    switch error {
    case let error as EstimationError: "error: \(error)\n  hint: \(error.fix)"
    case let error as WeightingError: "error: \(error)\n  hint: \(error.fix)"
    case let error as ReplicateError: "error: \(error)\n  hint: \(error.fix)"
    case let error as any TallyFailure: error.failure().text(.english)
    case let error as SurveyEstimateError: "error: \(error)"
    case let error as PlanFeedError: "error: \(error)"
    case let error as SamplingError: "error: \(error)\n  hint: \(error.fix)"
    default: "\(error)"
    }
  }

  private static func vietnamese(_ error: any Error) -> String {
    func said(_ cause: String, _ fix: String) -> String { "lỗi: \(cause)\n  gợi ý: \(fix)" }
    return switch error {
    case let error as EstimationError: said(error.vietnamese, error.vietnameseFix)
    case let error as WeightingError: said(error.vietnamese, error.vietnameseFix)
    case let error as ReplicateError: said(error.vietnamese, error.vietnameseFix)
    case let error as SamplingError: said(error.vietnamese, error.vietnameseFix)
    case let error as any TallyFailure: error.failure().text(.vietnamese)
    case let error as CommandFailure: error.text(.vietnamese)
    case let error as CSVError: error.vietnamese
    case let error as ColumnMatchError: error.vietnamese
    case let error as RequestError: error.vietnamese
    case let error as DefinitionError: error.vietnamese
    case let error as SurveyEstimateError: "lỗi: \(error.vietnamese)"
    case let error as PlanError: error.vietnamese
    case let error as PlanFeedError: "lỗi: \(error.vietnamese)"
    case let error as PlanStoreError: error.vietnamese
    case let error as ReportError: error.vietnamese
    default: "\(error)"
    }
  }

  /// A finding on a plan, in the language of messages.
  static func text(_ finding: PlanFinding) -> String {
    MessageLanguage.current == .vietnamese ? finding.vietnamese : finding.description
  }

  /// Writes lines to standard error.
  static func writeError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Writes data to standard output.
  ///
  /// - Throws: `CommandFailure` when it cannot be written (a full disk, a closed pipe).
  static func writeOutput(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw CommandFailure(
        .inputOutput, "cannot write to standard output: \(error.localizedDescription)",
        vi: "không ghi được ra đầu ra chuẩn: \(error.localizedDescription)")
    }
  }
}

/// A failure that the tool itself finds: files, folders, combinations of options.
struct CommandFailure: Error, CustomStringConvertible {
  let status: ExitStatus
  let message: String
  let fix: String?
  /// What went wrong, in Vietnamese.
  let vietnameseMessage: String
  /// What to do about it, in Vietnamese.
  let vietnameseFix: String?

  init(
    _ status: ExitStatus, _ message: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) {
    assert((fix == nil) == (viFix == nil), "a hint is said in both languages or in none")
    self.status = status
    self.message = message
    self.fix = fix
    vietnameseMessage = vi
    vietnameseFix = viFix
  }

  /// Options that contradict each other or cannot be read.
  static func usage(
    _ message: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) -> CommandFailure {
    CommandFailure(.usage, message, fix: fix, vi: vi, viFix: viFix)
  }

  /// A file or folder that is not there.
  static func inputMissing(
    _ message: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) -> CommandFailure {
    CommandFailure(.inputMissing, message, fix: fix, vi: vi, viFix: viFix)
  }

  /// Data or a definition that cannot be used.
  static func unusable(
    _ message: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) -> CommandFailure {
    CommandFailure(.unusable, message, fix: fix, vi: vi, viFix: viFix)
  }

  /// A file that cannot be made.
  static func cannotCreate(
    _ message: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) -> CommandFailure {
    CommandFailure(.cannotCreate, message, fix: fix, vi: vi, viFix: viFix)
  }

  var description: String { text(.english) }

  /// Message and fix in a language.
  func text(_ language: ReportLanguage) -> String {
    if language == .vietnamese {
      return "lỗi: \(vietnameseMessage)" + (vietnameseFix.map { "\n  gợi ý: \($0)" } ?? "")
    }
    return "error: \(message)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }
}

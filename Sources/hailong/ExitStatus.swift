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
      is TallyError:
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
      guard let status = ExitStatus(for: error) else { command.exit(withError: error) }
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
        + "the verbs are \(verbs.joined(separator: ", "))")
  }

  /// What went wrong, and what to do about it, in the language of messages.
  static func message(for error: any Error) -> String {
    let language = MessageLanguage.current
    switch error {
    case let error as CSVError: return language == .vietnamese ? error.vietnamese : "\(error)"
    case let error as ColumnMatchError:
      return language == .vietnamese ? error.vietnamese : "\(error)"
    case let error as CommandFailure: return error.text(language)
    case let error as EstimationError: return "error: \(error)\n  hint: \(error.fix)"
    case let error as WeightingError: return "error: \(error)\n  hint: \(error.fix)"
    case let error as ReplicateError: return "error: \(error)\n  hint: \(error.fix)"
    case let error as SurveyTallyError: return "error: \(error)\n  hint: \(error.fix)"
    case let error as SamplingError: return "error: \(error)\n  hint: \(error.fix)"
    case let error as RefusedReading:
      let lines = RejectionLines.lines(error.rejected, counts: error.rejectedCounts, limit: 20)
      return (lines + [message(for: error.cause)]).joined(separator: "\n")
    default: return "\(error)"
    }
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
        .inputOutput, "cannot write to standard output: \(error.localizedDescription)")
    }
  }
}

/// A failure that the tool itself finds: files, folders, combinations of options.
struct CommandFailure: Error, CustomStringConvertible {
  let status: ExitStatus
  let message: String
  let fix: String?
  /// Message and fix in Vietnamese, for what officers meet every day.
  var vietnamese: (message: String, fix: String)?

  init(_ status: ExitStatus, _ message: String, fix: String? = nil) {
    self.status = status
    self.message = message
    self.fix = fix
  }

  /// Options that contradict each other or cannot be read.
  static func usage(_ message: String, fix: String? = nil) -> CommandFailure {
    CommandFailure(.usage, message, fix: fix)
  }

  /// A file or folder that is not there.
  static func inputMissing(_ message: String, fix: String? = nil) -> CommandFailure {
    CommandFailure(.inputMissing, message, fix: fix)
  }

  /// Data or a definition that cannot be used.
  static func unusable(_ message: String, fix: String? = nil) -> CommandFailure {
    CommandFailure(.unusable, message, fix: fix)
  }

  /// A file that cannot be made.
  static func cannotCreate(_ message: String, fix: String? = nil) -> CommandFailure {
    CommandFailure(.cannotCreate, message, fix: fix)
  }

  var description: String { text(.english) }

  /// Message and fix in a language, in English where there is no other.
  func text(_ language: ReportLanguage) -> String {
    if language == .vietnamese, let vietnamese {
      return "lỗi: \(vietnamese.message)\n  gợi ý: \(vietnamese.fix)"
    }
    return "error: \(message)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }

  /// The same failure, said in Vietnamese as well.
  func saying(vi message: String, fix: String) -> CommandFailure {
    var copy = self
    copy.vietnamese = (message, fix)
    return copy
  }
}

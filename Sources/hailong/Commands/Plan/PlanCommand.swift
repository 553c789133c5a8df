import ArgumentParser
import Foundation
import PlanModel
import PlanStore

/// `hailong plan`: the indicator model.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plans, their indicators, and what was measured.",
    discussion: """
      A store is one SQLite file. Measurements are only ever added to it: a corrected figure is a \
      revision that names what it replaces.

      Example:

        hailong plan import can-tho-2025 --store can-tho.sqlite
        hailong plan status --plan can-tho-2025 --period 2025-H1 --store can-tho.sqlite
      """,
    subcommands: [
      PlanImportCommand.self, PlanListCommand.self, PlanShowCommand.self, PlanStatusCommand.self,
      PlanRecordCommand.self, PlanHistoryCommand.self, PlanUnitsCommand.self,
      PlanExportCommand.self,
      PlanValidateCommand.self, PlanVerifyCommand.self, PlanScoreCommand.self,
    ])
}

/// The store that a verb works on.
struct StoreOption: ParsableArguments {
  @Option(help: ArgumentHelp("The store, one SQLite file.", valueName: "file"))
  var store: String

  func open(_ access: PlanStore.Access) throws -> PlanStore {
    try PlanStore(path: store, access: access)
  }
}

/// The moment of the run, as the store keeps it.
enum Now {
  static var text: String { ISO8601DateFormatter().string(from: Date()) }
}

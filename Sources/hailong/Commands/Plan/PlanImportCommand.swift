import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import PlanStore

/// `hailong plan import`: loads plans, or a whole exported store.
struct PlanImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Load plans into a store, or what `plan export` wrote.",
    discussion: """
      Names of built-in plans, YAML or JSON files. A plan that differs from the stored one becomes a \
      new version; the old one is kept. A JSON export holds everything and reads back unchanged; a \
      CSV export (--all) holds the measurements of plans that the store has. All files are one \
      transaction each: a file with an error changes nothing.

      Example:

        hailong plan import can-tho-2025 minh-duc-2025 --store ke-hoach.sqlite
      """)

  @Argument(help: "Plans: ids, YAML or JSON files, or an exported store (JSON or CSV).")
  var plans: [String]

  @OptionGroup var storeOption: StoreOption
  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  func run() throws {
    let now = Now.text
    // Everything is read and checked before the store is touched.
    let library = try existingPlans()
    let documents = try plans.map { try document($0, library: library) }
    let store = try storeOption.open(.create)
    for document in documents {
      switch document {
      case .plan(let plan):
        for finding in plan.differingDates(in: try known(store)) {
          ExitStatus.writeError(ExitStatus.text(finding))
        }
        let text: String =
          switch try store.importPlan(plan, at: now) {
          case .added: MessageLanguage.said("added", vi: "đã thêm")
          case .changed(let version):
            MessageLanguage.said("changed; version \(version)", vi: "đã đổi; phiên bản \(version)")
          case .unchanged: MessageLanguage.said("unchanged", vi: "không đổi")
          }
        try ExitStatus.writeOutput(
          "\(plan.id): \(text) "
            + MessageLanguage.said(
              "(\(plan.indicators.count) indicators, \(plan.tasks.count) tasks)\n",
              vi: "(\(plan.indicators.count) chỉ tiêu, \(plan.tasks.count) nhiệm vụ)\n"))
      case .store(let content, let name):
        let added = try store.importDocument(content)
        try ExitStatus.writeOutput(
          MessageLanguage.said(
            "\(name): \(content.plans.count) plan versions, \(added) measurements added\n",
            vi: "\(name): \(content.plans.count) phiên bản kế hoạch, thêm \(added) kết quả đo\n"))
      }
    }
    try store.close()
  }

  private enum Document {
    case plan(Plan)
    case store(StoreDocument, String)
  }

  /// The plans of the store, if it is there: parents may be among them.
  private func existingPlans() throws -> [Plan] {
    guard FileManager.default.fileExists(atPath: storeOption.store) else { return [] }
    let store = try storeOption.open(.read)
    let plans = try known(store)
    try store.close()
    return plans
  }

  private func document(_ name: String, library: [Plan]) throws -> Document {
    if name.hasSuffix(".csv") {
      let table = try CSVTable(.file(name))
      let (content, withheld) = try StoreDocument.reading(
        csv: table.columns, rows: table.rows.map { ($0.line, $0.cells) }, name: name)
      if withheld > 0 {
        ExitStatus.writeNote(
          "\(withheld) withheld figures have no value and are left out",
          vi: "bỏ \(withheld) số liệu không công bố vì không có giá trị")
      }
      return .store(content, name)
    }
    if name.hasSuffix(".json") {
      let text = try SurveysOption.text(name)
      if text.prefix(200).contains("hailong.store/") {
        return .store(try StoreDocument(json: text, name: name), name)
      }
    }
    return .plan(try definitions.plan(name, library: library))
  }

  private func known(_ store: PlanStore) throws -> [Plan] {
    try store.plans().map { try store.plan($0.id) }
  }
}

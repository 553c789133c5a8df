import ArgumentParser
import Definitions
import PlanModel
import SurveyData
import SurveyReport

/// `hailong plan validate`: checks plan files.
struct PlanValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check plan files.",
    discussion: """
      Prints errors and warnings as file:line:column. The plans are also held against each other and \
      against those of the folder: dates of cited documents, parents in a circle. Bindings are held \
      against the instruments of their family. Exit status 65 when a file has an error.

      Example:

        hailong plan validate ke-hoach-2026.yaml
      """)

  @Argument(help: "Plans: ids, YAML or JSON files.")
  var plans: [String]

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  func run() throws {
    let words = PlanWords(language.language(standard: .english))
    var failed = 0
    var files: [(path: String, file: PlanFile)] = []
    for name in plans {
      let path = try definitions.path(ofPlan: name)
      do {
        files.append((path, try Self.read(path)))
      } catch let error as PlanError {
        failed += 1
        ExitStatus.writeError(ExitStatus.message(for: error))
      }
    }
    let library = try files.map(\.file.plan) + builtIn()
    let instruments = try definitions.instruments()
    for (path, file) in files {
      let all = file.findings + file.findings(among: library) + file.bindingFindings(instruments)
      let findings = all.enumerated().sorted { left, right in
        (left.element.error.place?.line ?? 0, left.offset)
          < (right.element.error.place?.line ?? 0, right.offset)
      }.map(\.element)
      for finding in findings { ExitStatus.writeError(ExitStatus.text(finding)) }
      let errors = findings.count { $0.severity == .error }
      let warnings = findings.count - errors
      failed += errors > 0 ? 1 : 0
      let (indicators, tasks) = (file.plan.indicators.count, file.plan.tasks.count)
      try ExitStatus.writeOutput(
        "\(path): "
          + words(
            "\(errors) lỗi, \(warnings) cảnh báo, \(indicators) chỉ tiêu, \(tasks) nhiệm vụ",
            [
              Self.plural(errors, "error"), Self.plural(warnings, "warning"),
              Self.plural(indicators, "indicator"), Self.plural(tasks, "task"),
            ].joined(separator: ", ")) + "\n")
    }
    if failed > 0 { throw ExitCode(ExitStatus.unusable.rawValue) }
  }

  private static func plural(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  private static func read(_ path: String) throws -> PlanFile {
    let text = try SurveysOption.text(path)
    return path.hasSuffix(".json")
      ? try PlanFile(json: text, name: path) : try PlanFile(yaml: text, name: path)
  }

  /// The folder's plans, as far as they can be read: their own mistakes are not this file's.
  private func builtIn() throws -> [Plan] {
    try definitions.folder().names(in: "plans").compactMap { name in
      try? Self.read(definitions.path(ofPlan: name)).plan
    }
  }
}

extension SurveysOption {
  /// The file of a plan, by id or path.
  func path(ofPlan name: String) throws -> String {
    if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      || name.hasSuffix(".json")
    {
      return name
    }
    return try folder().file(name, in: "plans")
  }

  /// The folder's instruments, as far as they can be read.
  fileprivate func instruments() throws -> [Instrument] {
    let folder = try folder()
    return folder.names(in: "instruments").compactMap { try? instrument($0) }
  }
}

extension PlanFile {
  /// Bindings that no instrument of their family can answer: a service area, element or measure that
  /// none has, or questions about the other object.
  fileprivate func bindingFindings(_ instruments: [Instrument]) -> [PlanFinding] {
    plan.indicators.compactMap { indicator in
      guard let binding = indicator.binding else { return nil }
      let family = instruments.filter { binding.families.contains($0.family.rawValue) }
      guard !family.isEmpty else {
        return PlanFinding(
          .warning,
          PlanError(
            .invalidBinding, at: bindingPlace(of: indicator.id),
            cause: "no instrument at hand can answer `\(indicator.id)`: none is of the family "
              + binding.families.joined(separator: ", "),
            fix: "families at hand: "
              + Set(instruments.map(\.family.rawValue)).sorted().joined(separator: ", "),
            vi: "không phiếu khảo sát nào hiện có trả lời được `\(indicator.id)`: không phiếu nào "
              + "thuộc nhóm \(binding.families.joined(separator: ", "))",
            viFix: "các nhóm phiếu hiện có: "
              + Set(instruments.map(\.family.rawValue)).sorted().joined(separator: ", ")))
      }
      var refusals: [BindingRefusal] = []
      for instrument in family {
        do throws(BindingRefusal) {
          _ = try instrument.measure(
            forFamilies: binding.families, rates: binding.rates.rawValue, measure: binding.measure,
            element: binding.element, areas: binding.areas)
          return nil
        } catch {
          refusals.append(error)
        }
      }
      // The refusal with a suggestion tells most.
      guard
        let refusal = refusals.first(where: { $0.fix.en.contains("did you mean") })
          ?? refusals.first
      else { return nil }
      return PlanFinding(
        .warning,
        PlanError(
          .invalidBinding, at: bindingPlace(of: indicator.id),
          cause: "no instrument at hand can answer `\(indicator.id)`: \(refusal.instrument): "
            + refusal.reason.en, fix: refusal.fix.en,
          vi: "không phiếu khảo sát nào hiện có trả lời được `\(indicator.id)`: "
            + "\(refusal.instrument): \(refusal.reason.vi)", viFix: refusal.fix.vi))
    }
  }
}

import ArgumentParser
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation

/// `tally --survey`: the measures of an instrument, for `compare` and `feed`.
struct SurveyTallyOptions: ParsableArguments {
  @OptionGroup var screening: SurveyScreening

  @Option(
    help: ArgumentHelp(
      "With --survey: hold the measures that this plan asks for, and no others, by area and unit.",
      valueName: "plan"))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      "With --survey: measure to be held by area and unit (repeats; default: the plan's, else all but the means of questions).",
      valueName: "id"))
  var measure: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --survey: file with a secret; ids of responses are kept, hashed with it, so that merging notices the same response in two tallies.",
      valueName: "file"))
  var idKey: String?

  /// Makes the tally of files.
  func tally(
    _ files: [String], by: [String], isNested: Bool, minimumCell: Int, reading: ReadingOptions
  ) throws -> SurveyTally {
    for name in by where name != "unit" {
      throw CommandFailure.usage(
        "--by '\(name)' is not known with --survey",
        fix: "use --by unit; service areas are always told apart",
        vi: "không dùng --by '\(name)' với --survey được",
        viFix: "dùng --by unit; các lĩnh vực luôn được tách riêng")
    }
    let instrument = try screening.instrument()
    let plan = try plan.map { try screening.definitions.plan($0) }
    if let plan, let period = try screening.reportingPeriod() { try plan.check(period) }
    let key = try key()
    if key != nil, files.contains("-") {
      throw CommandFailure.usage(
        "ids are hashed before the answers are read, and standard input can be read only once",
        fix: "give the file by its name, or leave out --id-key",
        vi: "mã phiếu được băm trước khi đọc câu trả lời, mà đầu vào chuẩn chỉ đọc được một lần",
        viFix: "ghi tên tệp, hoặc bỏ --id-key")
    }
    var options = try screening.options(for: plan, isNested: isNested)
    options.idKey = key
    let definition = try definition(
      instrument, plan: plan, by: by, isNested: isNested, idKey: key?.digest)
    let progress = ProgressLine(reading: files)
    defer { progress.finish() }
    let (tally, check) = try SurveyTally.read(
      files.map { $0 == "-" ? .standardInput : .file($0) }, instrument: instrument,
      definition: definition,
      options: try reading.csvOptions(digest: true, progress: { progress.advance($0) }),
      profile: try screening.platform(), screening: options)
    for rule in check.rejections {
      ExitStatus.writeWarning(
        "rejected by rule \(rule.rule.rawValue): \(rule.records)",
        vi: "bị loại theo quy tắc \(rule.rule.rawValue): \(rule.records)")
    }
    return try tally.protected(minimum: minimumCell)
  }

  /// What is tallied: the measures that the plan asks for, or those that are cheap to hold.
  func definition(
    _ instrument: Instrument, plan: Plan?, by: [String], isNested: Bool, idKey: String?
  ) throws -> SurveyTallyDefinition {
    for id in measure where instrument.measure(id) == nil {
      throw OptionText.unknown("--measure", id, among: instrument.measures.map(\.id))
    }
    let standard = instrument.defaultMeasure?.id
    var wanted = measure
    if let plan {
      let figures = try PlanBindings(plan: plan, instrument: instrument).figures
      wanted += figures.compactMap(\.measure) + [standard].compactMap { $0 }
    } else if measure.isEmpty {
      // Means over questions need the products of all pairs of questions, in every cell.
      wanted = instrument.measures.filter {
        $0.id == standard || ![.meanOfQuestions, .sumOfMeans].contains($0.kind)
      }.map(\.id)
    }
    return SurveyTallyDefinition(
      instrument: instrument, measures: wanted, byUnit: by.contains("unit"), isNested: isNested,
      screening: try screening.words(for: plan), idKey: idKey)
  }

  private func key() throws -> ResponseIdKey? {
    guard let idKey else { return nil }
    guard let data = FileManager.default.contents(atPath: idKey) else {
      throw CommandFailure.inputMissing(
        "\(idKey): no such file, or it cannot be read",
        vi: "\(idKey): không có tệp này, hoặc không đọc được")
    }
    var bytes = [UInt8](data)
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    guard let key = ResponseIdKey(bytes) else {
      throw CommandFailure.unusable(
        "\(idKey): the secret has fewer than 16 bytes",
        fix: "make one: head -c 32 /dev/urandom | base64 > \(idKey)",
        vi: "\(idKey): khóa bí mật ngắn hơn 16 byte",
        viFix: "tạo khóa: head -c 32 /dev/urandom | base64 > \(idKey)")
    }
    return key
  }
}

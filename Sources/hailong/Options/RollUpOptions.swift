import ArgumentParser
import CSVIO
import PlanModel
import PlanStore
import SurveyData

/// Rolling the figures of units up to a level, by the weights that a register states.
struct RollUpOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put figures of units together for this level of the register (the plan's own level is its whole unit); needs --units.",
      valueName: "level"))
  var level: String?

  @Option(
    help: ArgumentHelp(
      "Register of units, CSV code,name,level,parent,weight[,validFrom,validTo].",
      valueName: "file"))
  var units: String?

  @Option(
    help: ArgumentHelp(
      "Least share of the stated weight that units with a figure must have.", valueName: "percent"))
  var minCoverage: Double = 100

  func validate() throws {
    if level != nil, units == nil {
      throw ValidationError(
        "--level needs --units, the register with parents and weights",
        vi: "--level cần có --units, danh mục đơn vị có cấp trên và trọng số")
    }
    if level == nil, minCoverage != 100 {
      throw ValidationError("--min-coverage is for --level", vi: "--min-coverage đi với --level")
    }
    if !(minCoverage > 0 && minCoverage <= 100) {
      throw ValidationError(
        "--min-coverage is a per cent above 0, up to 100",
        vi: "--min-coverage là phần trăm lớn hơn 0, đến 100")
    }
  }

  /// How figures are rolled up; `nil` without `--level`.
  ///
  /// Recorded units that the register does not have are named on standard error.
  func rollUp(_ store: PlanStore, day: PlanDate) throws -> RollUp? {
    guard let level, let units else { return nil }
    let register = try UnitRegister(.file(units))
    let date = CalendarDate(year: day.year, month: day.month, day: day.day)
    let valid = register.units.filter { unit in date.map { unit.isValid(on: $0) } ?? true }
    let tree: UnitTree
    do throws(PlanError) {
      tree = try UnitTree(
        valid.map {
          .init(
            code: $0.code, name: $0.name, level: $0.level, parent: $0.parent, weight: $0.weight)
        })
    } catch {
      throw CommandFailure.unusable(
        "\(units): \(error.cause)", fix: error.fix, vi: "\(units): \(error.vietnameseCause)",
        viFix: error.vietnameseFix)
    }
    return RollUp(
      tree: tree, level: level, minimumCoverage: minCoverage / 100,
      codes: try UnitCodes.codes(of: store.units(), in: register, day: date, announces: true))
  }
}

/// Codes of units that were recorded by name.
enum UnitCodes {
  static func codes(
    of units: [String], in register: UnitRegister, day: CalendarDate? = nil,
    announces: Bool = false
  ) -> [String: String] {
    var codes: [String: String] = [:]
    for unit in units {
      switch register.match(unit, on: day) {
      case .found(let code), .notValid(let code, _, _): codes[unit] = code
      case .leadingZeros, .ambiguous, .unknown:
        if announces {
          ExitStatus.writeNote(
            "the unit '\(unit)' is not in \(register.file)",
            vi: "đơn vị '\(unit)' không có trong \(register.file)")
        }
      }
    }
    return codes
  }
}

import CSVIO
import SurveyData
import Testing

@Suite("Unit register")
struct UnitRegisterTests {
  let provinces: UnitRegister
  let before: CalendarDate
  let after: CalendarDate

  init() throws {
    provinces = try UnitRegister(.file(builtIn.folder + "/../units/provinces.csv"))
    before = try #require(CalendarDate("2025-06-30"))
    after = try #require(CalendarDate("2025-07-01"))
  }

  @Test("there are 63 provinces before 1 July 2025 and 34 from then on")
  func counts() {
    #expect(provinces.units.count { $0.isValid(on: before) } == 63)
    #expect(provinces.units.count { $0.isValid(on: after) } == 34)
  }

  @Test("every province that ended went wholly to one that exists")
  func successors() {
    for unit in provinces.units where unit.validTo != nil {
      #expect(unit.successors.map(\.share) == [1])
      #expect(
        unit.successors.allSatisfy { provinces.match($0.code, on: after) == .found(code: $0.code) })
    }
  }

  @Test("codes are text, and a lost zero has its own message")
  func codes() {
    #expect(provinces.match("01") == .found(code: "01"))
    #expect(provinces.match("1") == .leadingZeros(code: "01"))
    #expect(provinces.match("001") == .unknown(suggestion: "01"))
  }

  @Test("a name means the unit of the day")
  func names() {
    #expect(provinces.match("Bắc Ninh", on: before) == .found(code: "27"))
    #expect(provinces.match("Tỉnh Bắc Ninh", on: after) == .found(code: "24"))
    #expect(provinces.match("bac_ninh", on: after) == .found(code: "24"))
    #expect(provinces.match("TP. Cần Thơ", on: after) == .found(code: "92"))
    #expect(
      provinces.match("Hậu Giang", on: after)
        == .notValid(code: "93", on: after, successors: ["92"]))
    #expect(provinces.match("Hậu Giangg") == .unknown(suggestion: "Hậu Giang"))
  }

  private func value(
    of code: String, _ register: UnitRegister, _ values: [String: Double]
  ) -> UnitRegister.EarlierValue {
    UnitRegister.earlierValue(
      of: register.predecessors(of: code, on: after, at: before),
      values: values.mapValues { ($0, nil) })
  }

  /// The provinces with weights for some of those of the earlier day.
  private func weighted(_ weights: [String: Double]) -> UnitRegister {
    UnitRegister(
      units: provinces.units.map { unit in
        var unit = unit
        unit.weight = unit.isValid(on: before) ? weights[unit.code] : nil
        return unit
      })
  }

  @Test("the earlier value of a merged unit needs stated weights, and is not a plain mean")
  func earlierValue() throws {
    let values = ["92": 0.80, "93": 0.90, "94": 0.70]
    #expect(
      value(of: "92", provinces, values) == .notComparable(.noWeight(["92", "93", "94"])))
    let weighted = weighted(["92": 2, "93": 1, "94": 1])
    #expect(value(of: "92", weighted, ["92": 0.8]) == .notComparable(.noValue(["93", "94"])))
    guard case .value(let merged, nil) = value(of: "92", weighted, values) else {
      Issue.record("no value")
      return
    }
    #expect(abs(merged - 0.80) < 1e-12)
    // A unit that did not change needs no weight.
    #expect(value(of: "22", provinces, ["22": 0.9]) == .value(0.9, standardError: nil))
    #expect(value(of: "93", provinces, values) == .notComparable(.noPredecessor))
  }

  @Test("a code means a unit only together with a day, through two changes of a unit as well")
  func predecessors() throws {
    let parts = provinces.predecessors(of: "24", on: after, at: before)
    #expect(parts.map(\.unit.name) == ["Bắc Giang", "Bắc Ninh"])
    #expect(parts.map(\.unit.code) == ["24", "27"])
    let early = try #require(CalendarDate("2024-06-30"))
    #expect(
      provinces.predecessors(of: "46", on: after, at: early).map(\.unit.name)
        == ["Thừa Thiên Huế"])
    #expect(
      provinces.predecessors(of: "82", on: after, at: before).map(\.unit.name)
        == ["Tiền Giang", "Đồng Tháp"])
  }

  @Test("the standard error of a merged unit's earlier value is that of the weighted mean")
  func mergedError() throws {
    let parts = weighted(["24": 3, "27": 1]).predecessors(of: "24", on: after, at: before)
    guard
      case .value(let value, let error) = UnitRegister.earlierValue(
        of: parts, values: ["24": (0.9, 0.03), "27": (0.6, 0.04)])
    else {
      Issue.record("no value")
      return
    }
    // (3 x 0.9 + 0.6) / 4; sqrt((3 x 0.03)^2 + 0.04^2) / 4.
    #expect(abs(value - 0.825) < 1e-12)
    #expect(abs(try #require(error) - (0.0081 + 0.0016).squareRoot() / 4) < 1e-12)
  }

  @Test("a unit divided over several needs shares")
  func divided() throws {
    func register(_ rows: String) throws -> UnitRegister {
      try UnitRegister(
        .bytes(
          Array(("code,name,weight,validFrom,validTo,successors\n" + rows).utf8), name: "r.csv"))
    }
    let later = "x,X,,2025-07-01,,\ny,Y,,2025-07-01,,\n"
    let open = try register(
      "a,A,1,,2025-06-30,x:0.25|y:0.75\nb,B,1,,2025-06-30,x\nc,C,1,,2025-06-30,x|y\n" + later)
    #expect(
      value(of: "x", open, ["a": 1, "b": 0, "c": 1]) == .notComparable(.noShare(["c"])))
    let known = try register(
      "a,A,1,,2025-06-30,x:0.25|y:0.75\nb,B,1,,2025-06-30,x\n" + later)
    #expect(value(of: "x", known, ["a": 1, "b": 0]) == .value(0.2, standardError: nil))
  }

  @Test("a register that contradicts itself is refused with the line")
  func contradictions() {
    for (rows, wanted) in [
      ("01,A,,,\n01,B,,,\n", "r.csv:3:1: error: code: '01' already means 'A'"),
      ("01,A,2025-07-01,2025-06-30,\n", "r.csv:2:4: error: validTo: '01' ends before it begins"),
      ("01,A,,2025-06-30,02\n03,C,,,\n", "r.csv:2:5: error: successors: there is no unit '02'"),
      ("01,A,,2025-06-30,02:0.7|03:0.7\n02,B,,,\n03,C,,,\n", "add up to 1.4"),
      ("01,A,,,02\n02,B,,,\n", "'01' has successors and no last day"),
    ] {
      #expect {
        try UnitRegister(
          .bytes(Array(("code,name,validFrom,validTo,successors\n" + rows).utf8), name: "r.csv"))
      } throws: { error in
        "\(error)".contains(wanted)
      }
    }
  }

  @Test("every row of the provinces says how sure it is and where it was read; none is official")
  func certainty() {
    #expect(provinces.units.allSatisfy { $0.certainty == "secondary" && $0.source != nil })
  }

  @Test("a wrong register names line, column and fix")
  func wrong() {
    #expect {
      try UnitRegister(.bytes(Array("code,name,validFrom\n01,A,1/7/2025\n".utf8), name: "r.csv"))
    } throws: { error in
      "\(error)".hasPrefix("r.csv:2:3: error: validFrom: '1/7/2025' is not a date")
    }
    #expect {
      try UnitRegister(.bytes(Array("ma,name\n01,A\n".utf8), name: "r.csv"))
    } throws: { error in
      "\(error)".contains("no column 'code'")
    }
  }

  @Test("the register that an instrument names is used, and only from the definition's folder")
  func named() throws {
    let text = smallInstrument + "\nunit: {column: {id: unit}, register: provinces.csv}\n"
    let file = builtIn.folder + "/../units/small.yaml"
    let data = CSVInput.bytes(
      Array("A1,A2,G1,field,unit\n1,2,,Đất đai,01\n1,2,,Đất đai,1\n".utf8), name: "a.csv")
    let report = try ResponseCheck(instrument: try Instrument(yaml: text, file: file)).run([data])
    #expect(report.findings(.unitLeadingZeros)?.items.map(\.line) == [3])
    #expect(report.rows.accepted == 1)
    for path in ["/etc/hosts", "../reference/sipas-national.csv"] {
      let outside = try Instrument(yaml: text.replacing("provinces.csv", with: path), file: file)
      #expect {
        try ResponseCheck(instrument: outside).run([data])
      } throws: { error in
        "\(error)".contains("leads out of the definition's folder")
      }
    }
  }
}

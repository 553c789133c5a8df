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

  @Test("the earlier value of a merged unit needs stated weights, and is not a plain mean")
  func earlierValue() throws {
    let values = ["92": 0.80, "93": 0.90, "94": 0.70]
    #expect(provinces.earlierValue(of: "92", values: values, weights: [:]) == nil)
    #expect(
      provinces.earlierValue(of: "92", values: ["92": 0.8], weights: ["92": 1, "93": 1, "94": 1])
        == nil)
    let value = try #require(
      provinces.earlierValue(of: "92", values: values, weights: ["92": 2, "93": 1, "94": 1]))
    #expect(abs(value - 0.80) < 1e-12)
  }

  @Test("a unit divided over several needs shares")
  func divided() throws {
    let register = try UnitRegister(
      .bytes(
        Array("code,name,successors\na,A,x:0.25|y:0.75\nb,B,x\nc,C,x|y\nx,X,\ny,Y,\n".utf8),
        name: "r.csv"))
    #expect(
      register.earlierValue(
        of: "x", values: ["a": 1, "b": 0, "c": 1], weights: ["a": 1, "b": 1, "c": 1]) == nil)
    let known = try UnitRegister(
      .bytes(
        Array("code,name,successors\na,A,x:0.25|y:0.75\nb,B,x\nx,X,\ny,Y,\n".utf8), name: "r.csv"))
    #expect(
      known.earlierValue(of: "x", values: ["a": 1, "b": 0], weights: ["a": 1, "b": 1]) == 0.2)
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

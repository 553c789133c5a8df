import SurveyReport
import Testing

@Suite("Numbers as the reader writes them") struct NumberStyleTests {
  let vietnamese = NumberStyle(.vietnamese)
  let english = NumberStyle(.english)

  @Test("Marks follow the language")
  func marks() {
    #expect(vietnamese.decimal(1_234_567.891, decimals: 2) == "1.234.567,89")
    #expect(english.decimal(1_234_567.891, decimals: 2) == "1,234,567.89")
    #expect(vietnamese.integer(-1_234) == "\u{2212}1.234")
    #expect(NumberStyle(.vietnamese, ascii: true).integer(-1_234) == "-1.234")
    #expect(english.integer(Int.min) == "\u{2212}9,223,372,036,854,775,808")
  }

  @Test(
    "Rounding is half away from zero on the decimal that is read",
    arguments: [
      (0.845, "84.5%"), (0.8455, "84.6%"), (0.10049999, "10.0%"), (1.0, "100.0%"), (0.0, "0.0%"),
      (0.99999, "100.0%"), (0.0005, "0.1%"), (1e-9, "0.0%"), (0.285, "28.5%"), (1.5, "150.0%"),
    ])
  func rounding(_ share: Double, _ text: String) {
    #expect(english.percent(share) == text)
  }

  @Test(
    "A value keeps its side of the target",
    arguments: [
      (0.84996, 0.85, "84.996%"), (0.84949, 0.85, "84.9%"), (0.8499999, 0.85, "84.99999%"),
      (0.85, 0.85, "85.0%"), (0.85004, 0.85, "85.004%"), (0.8550, 0.855, "85.5%"),
      (0.8549, 0.855, "85.49%"), (0.9, 0.9, "90.0%"), (0.89999999999, 0.9, "90.000000%"),
    ])
  func sides(_ share: Double, _ target: Double, _ text: String) {
    #expect(english.percent(share, target: target) == text)
  }

  @Test("Printed and unrounded value never lie on different sides, for all per mille of per mille")
  func sidesExhaustively() {
    let target = 0.85
    for step in 849_000...851_000 {
      let share = Double(step) / 1_000_000
      let printed = Double(english.percent(share, target: target).dropLast()) ?? .nan
      #expect((printed < 85) == (share < target), "\(share) prints \(printed)")
    }
  }

  @Test("Thresholds take the decimals they need")
  func thresholds() {
    #expect(vietnamese.thresholdPercent(0.9) == "90%")
    #expect(vietnamese.thresholdPercent(0.855) == "85,5%")
    #expect(english.thresholdPercent(0.07) == "7%")
    #expect(english.thresholdPercent(1) == "100%")
  }

  @Test("Differences are signed and a small one is not zero")
  func points() {
    #expect(vietnamese.points(-0.019) == "\u{2212}1,9")
    #expect(vietnamese.points(0.0341) == "+3,4")
    #expect(english.points(-0.00004) == "\u{2212}0.004")
    #expect(english.points(0) == "0.0")
  }

  @Test("What is not a number prints as a dash")
  func notFinite() {
    #expect(english.percent(.nan) == "–")
    #expect(english.decimal(.infinity, decimals: 1) == "–")
    #expect(english.points(.nan) == "–")
  }

  @Test("Plain numbers drop trailing zeros")
  func plain() {
    #expect(english.plain(2, maximum: 2) == "2")
    #expect(english.plain(2.50, maximum: 2) == "2.5")
    #expect(english.plain(1e21, maximum: 0) == "1,000,000,000,000,000,000,000")
    #expect(english.plain(1.23456e-5, maximum: 2) == "0")
    #expect(english.plain(-0.0, maximum: 2) == "0")
  }
}

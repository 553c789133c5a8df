import SurveyData
import Testing

@Suite("Conditions")
struct ConditionTests {
  private func outcomes(_ text: String, _ cells: [String], missing: [String] = []) throws -> [UInt8]
  {
    let condition = try Condition(text)
    return cells.map { condition.outcome($0, missing: missing.map { CellValue($0) }).rawValue }
  }

  @Test("one value: true, false, and missing where the cell is empty or NA")
  func oneValue() throws {
    #expect(try outcomes("awards=Yes", ["Yes", "No", "", " ", "NA", "yes"]) == [1, 0, 2, 2, 2, 1])
  }

  @Test("several values, and the valid ones after of")
  func valuesAndValid() throws {
    let cells = ["1", "3", "4", "5", "9", "0", "NA"]
    #expect(try outcomes("q1=4|5", cells) == [0, 0, 1, 1, 0, 0, 2])
    #expect(try outcomes("q1=4|5 of 1|2|3|4|5", cells) == [0, 0, 1, 1, 2, 2, 2])
    #expect(try outcomes("q1!=9 of 1|3|9", cells) == [1, 1, 2, 2, 0, 2, 2])
  }

  @Test("numbers compare by value; texts have no place in a numeric comparison")
  func numbers() throws {
    let cells = ["3", "4", "4.0", "4.5", "-1", "many", ""]
    #expect(try outcomes("q1>=4", cells) == [0, 1, 1, 1, 0, 2, 2])
    #expect(try outcomes("q1>4", cells) == [0, 0, 0, 1, 0, 2, 2])
    #expect(try outcomes("q1<4", cells) == [1, 0, 0, 0, 1, 2, 2])
    #expect(try outcomes("q1<=-1", cells) == [0, 0, 0, 0, 1, 2, 2])
  }

  @Test("1 is 1.0, but a padded code is only itself")
  func textAndNumber() throws {
    #expect(try outcomes("q=1", ["1", "1.0", " 1 ", "01", "1.5", "10"]) == [1, 1, 1, 0, 0, 0])
    #expect(try outcomes("unit=007", ["007", "7", "7.0"]) == [1, 0, 0])
  }

  @Test("Vietnamese spellings are one after folding")
  func folding() throws {
    #expect(
      try outcomes("q=Rất hài lòng", ["RẤT HÀI LÒNG", "rất  hài lòng", "hài lòng"]) == [1, 1, 0])
    #expect(try outcomes("q=hoà giải", ["hòa giải"]) == [1])
  }

  @Test("codes named as missing leave the denominator")
  func missingCodes() throws {
    #expect(try outcomes("q=4|5", ["5", "9", "99", "3"], missing: ["9", "99"]) == [1, 2, 2, 0])
  }

  @Test("the name is the text, or what stands before :=")
  func names() throws {
    #expect(try Condition("q1=4|5 of 1|2|3|4|5").name == "q1=4|5 of 1|2|3|4|5")
    let named = try Condition("satisfied:=#12=4|5")
    #expect(named.name == "satisfied")
    #expect(named.column.position == 11)
    #expect(try Condition("Câu 1:=4").column.text == "Câu 1:")
  }

  @Test("split at the first operator, the rest literal")
  func literalRest() throws {
    let condition = try Condition("Q [a, b]=5 (very >= good), yes")
    #expect(condition.column.text == "Q [a, b]")
    #expect(condition.values.map(\.text) == ["5 (very >= good), yes"])
  }

  @Test("a backslash escapes bars, equals signs and the blank before of")
  func escapes() throws {
    let condition = try Condition(#"a\=b=one\|two|out\ of order of x|y"#)
    #expect(condition.column.text == "a=b")
    #expect(condition.values.map(\.text) == ["one|two", "out of order"])
    #expect(condition.valid.map(\.text) == ["x", "y"])
  }

  @Test(
    "what is no condition is a mistake of the user",
    arguments: ["q1", "", "=4", "q1=", "q1=4|", "q1>=high", "q1=4 of "])
  func malformed(text: String) {
    #expect { try Condition(text) } throws: { ($0 as? RequestError)?.category == .usage }
  }
}

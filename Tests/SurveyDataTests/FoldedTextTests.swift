import SurveyData
import Testing

@Suite("Folded text")
struct FoldedTextTests {
  @Test(
    "spellings of one text fold to one key",
    arguments: [
      ("hoà", "hòa"), ("thuỷ", "thủy"), ("uỷ ban", "Ủy ban"), ("khoẻ", "khỏe"), ("QUÝ", "quý"),
      ("Rất hài lòng", "Râ\u{301}t ha\u{300}i lo\u{300}ng"),  // NFD and mixed
      ("Rất hài lòng", "R\u{E2}\u{301}t h\u{E0}i l\u{F2}ng"),  // as Windows-1258 decodes
      ("Một", "M\u{F4}\u{323}t"), ("Một", "Mo\u{323}\u{302}t"), ("Sở", "So\u{31B}\u{309}"),
      ("Rất  hài\u{A0}lòng.", "rất hài lòng"), ("rất_hài-lòng", "Rất hài lòng"),
      ("Đất đai", "ĐẤT ĐAI"), ("Câu hỏi…", "Câu hỏi"), ("Câu hỏi ...", "Câu hỏi:"),
      ("Câu hỏi *", "Câu hỏi"),
      ("“Tốt”", "Tốt"), ("• Nam", "Nam"), ("18–25", "18-25"), ("Có / Không", "Có/Không"),
      ("👍🏽", "👍"),
      ("☹️", "☹"), ("5️⃣", "5"), ("ＯＫ", "ok"), ("Người\r\ndân", "Người dân"),
    ])
  func spellingsAreOne(left: String, right: String) {
    #expect(FoldedText(left) == FoldedText(right))
    #expect(FoldedText(left).hashValue == FoldedText(right).hashValue)
  }

  @Test(
    "different texts stay different",
    arguments: [
      ("Hài lòng", "Không hài lòng"), ("ma", "má"), ("mã", "mả"), ("do", "đo"), ("an", "ân"),
      ("-1", "1"),
      ("1.5", "15"), ("01", "1"), ("o", "ơ"), ("Nam", "Năm"), ("😀", "🙁"),
    ])
  func differentStayDifferent(left: String, right: String) {
    #expect(FoldedText(left) != FoldedText(right))
  }

  @Test("blank text is empty, a lone dash is not")
  func blanks() {
    #expect(FoldedText(" \u{A0}\t").isEmpty)
    #expect(FoldedText("\u{FEFF}").isEmpty)
    #expect(!FoldedText("...").isEmpty)
  }

  @Test("the plain key has neither accents nor separators")
  func plainKey() {
    #expect(FoldedText("Rất hài lòng").plainKey == "rathailong")
    #expect(FoldedText("rat_hai_long").plainKey == "rathailong")
    #expect(FoldedText("Đất đai").plainKey == "datdai")
    #expect(FoldedText("Rất hài lòng").hasAccents)
    #expect(!FoldedText("rat_hai_long").hasAccents)
  }

  @Test(
    "folding a key again changes nothing",
    arguments: ["Hoà Bình", "5 - Rất hài lòng", "Đ/đ", "  a - b_c …"])
  func idempotent(text: String) {
    let once = FoldedText(text).key
    #expect(FoldedText(once).key == once)
  }

  @Test(
    "list marks are told from numbers",
    arguments: [
      ("1. Nam", "1", "Nam"), ("a) Có", "a", "Có"), ("5 - Rất hài lòng", "5", "Rất hài lòng"),
      ("5 (Hoàn toàn đồng ý)", "5", "Hoàn toàn đồng ý"), ("(3) Bình thường", "3", "Bình thường"),
      ("Rất hài lòng (5)", "5", "Rất hài lòng"), ("A1. Các sơ đồ", "A1", "Các sơ đồ"),
      ("4 Tốt", "4", "Tốt"),
    ])
  func listMarks(text: String, mark: String, label: String) throws {
    let found = try #require(ListMark(text))
    #expect(found.mark == mark)
    #expect(found.label == label)
  }

  @Test(
    "no list mark in", arguments: ["18-25", "1.5", "Nam", "5", "2024/12", "", "(", "a", "TP. Huế"])
  func noListMark(text: String) { #expect(ListMark(text) == nil) }

  @Test("the nearest name is found, a far one is not")
  func nearest() {
    let names = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
    #expect(NearestName.nearest(to: "Rat hai lòng", among: names) == "Rất hài lòng")
    #expect(NearestName.nearest(to: "binh thuong", among: names) == "Bình thường")
    #expect(NearestName.nearest(to: "Khong hai long", among: names) == "Không hài lòng")
    #expect(NearestName.nearest(to: "vâng", among: names) == nil)
    #expect(NearestName.nearest(to: "wieght", among: ["weight", "height", "strata"]) == "weight")
  }

  @Test("an accent-less text is found only where one value has it")
  func plainLevel() {
    var index = FoldedIndex<Int>()
    index.insert("Má", for: 1)
    index.insert("Mà", for: 2)
    index.insert("Rất hài lòng", for: 3)
    #expect(index.lookUp("rat_hai_long") == .found(3))
    #expect(index.lookUp("RatHaiLong") == .found(3))
    #expect(index.lookUp("ma") == .ambiguous(["Má", "Mà"]))
    #expect(index.lookUp("rất hai long") == .none)
    #expect(index.lookUp("mà") == .found(2))
  }
}

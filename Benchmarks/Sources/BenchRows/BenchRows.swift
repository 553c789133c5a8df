/// SplitMix64 (Steele, Lea & Flood 2014): the same seed gives the same file everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}

/// A synthetic satisfaction survey as CSV, the same for the same seed everywhere.
///
/// 31 columns: stratum (40), psu (50 in each), weight, area (12), q01...q20 (1-5, 3 % blank), sex,
/// age, date, unit, comment and two more texts; some comments hold commas, quotes and line breaks.
public struct BenchRows {
  private static let areas = [
    "land", "health", "education", "construction", "investment", "justice", "labour", "transport",
    "police", "tax", "insurance", "electricity",
  ]
  private static let comments = [
    "", "", "", "", "\"Cán bộ nhiệt tình, đúng hẹn\"", "Hài lòng",
    "\"Chờ lâu,\nphải đi lại 3 lần\"",
    "ok", "\"Anh \"\"một cửa\"\" rất tốt\"", "Không có ý kiến", "", "",
  ]
  private static let districts = [
    "Ninh Kiều", "Cái Răng", "Bình Thủy", "Ô Môn", "Thốt Nốt", "Phong Điền",
  ]
  private static let channels = ["truc-tuyen", "truc-tiep", "buu-chinh"]

  private var random: SplitMix64

  /// Rows from a seed.
  public init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// The names of the questions.
  public static let questions = (1...20).map { $0 < 10 ? "q0\($0)" : "q\($0)" }

  /// The header line.
  public static var header: [UInt8] {
    let names =
      ["stratum", "psu", "weight", "area"] + questions
      + ["sex", "age", "date", "unit", "comment", "district", "channel"]
    return Array((names.joined(separator: ",") + "\n").utf8)
  }

  /// A header and a number of rows.
  public static func file(rows: Int, seed: UInt64) -> [UInt8] {
    var generator = BenchRows(seed: seed)
    var out = header
    for _ in 0..<rows { generator.append(to: &out) }
    return out
  }

  /// Appends the next row.
  public mutating func append(to out: inout [UInt8]) {
    let stratum = random.below(40)
    let psu = random.below(50)
    let area = random.below(Self.areas.count)
    Self.append(&out, "S")
    Self.digits(&out, stratum + 1, width: 2)
    out.append(0x2C)
    Self.append(&out, "P")
    Self.digits(&out, stratum * 50 + psu + 1, width: 4)
    out.append(0x2C)
    Self.digits(&out, 1 + random.below(99), width: 1)
    out.append(0x2E)
    Self.digits(&out, random.below(10_000), width: 4)
    out.append(0x2C)
    Self.append(&out, Self.areas[area])
    // Levels differ by stratum, PSU and area, so that the rates and their variances are not trivial.
    let shift = (stratum % 5) + (psu % 4) + (area % 3)
    for _ in 0..<20 {
      out.append(0x2C)
      let draw = random.below(1000)
      if draw < 30 { continue }
      let level =
        draw < 80 + shift
        ? 1 : draw < 160 + shift * 2 ? 2 : draw < 330 + shift * 4 ? 3 : draw < 700 ? 4 : 5
      out.append(0x30 + UInt8(level))
    }
    out.append(0x2C)
    out.append(random.below(2) == 0 ? 0x31 : 0x32)
    out.append(0x2C)
    Self.digits(&out, 18 + random.below(60), width: 2)
    Self.append(&out, ",2025-")
    Self.digits(&out, 1 + random.below(12), width: 2)
    out.append(0x2D)
    Self.digits(&out, 1 + random.below(28), width: 2)
    Self.append(&out, ",H29.")
    Self.digits(&out, 1 + random.below(103), width: 3)
    out.append(0x2C)
    Self.append(&out, Self.comments[random.below(Self.comments.count)])
    out.append(0x2C)
    Self.append(&out, Self.districts[random.below(Self.districts.count)])
    out.append(0x2C)
    Self.append(&out, Self.channels[random.below(Self.channels.count)])
    out.append(0x0A)
  }

  private static func append(_ out: inout [UInt8], _ text: String) {
    out.append(contentsOf: text.utf8)
  }

  private static func digits(_ out: inout [UInt8], _ value: Int, width: Int) {
    let text = String(value)
    for _ in 0..<max(0, width - text.utf8.count) { out.append(0x30) }
    out.append(contentsOf: text.utf8)
  }
}

import Foundation

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

/// `bench-data ROWS [SEED]`: a synthetic satisfaction survey as CSV on standard output.
///
/// 31 columns: stratum (40), psu (50 in each), weight, area (12), q01...q20 (1-5, 3 % blank), sex,
/// age, date, unit, comment and two more texts; some comments hold commas, quotes and line breaks.
@main
struct BenchData {
  static let areas = [
    "land", "health", "education", "construction", "investment", "justice", "labour", "transport",
    "police", "tax", "insurance", "electricity",
  ]
  static let comments = [
    "", "", "", "", "\"Cán bộ nhiệt tình, đúng hẹn\"", "Hài lòng",
    "\"Chờ lâu,\nphải đi lại 3 lần\"",
    "ok", "\"Anh \"\"một cửa\"\" rất tốt\"", "Không có ý kiến", "", "",
  ]
  static let districts = ["Ninh Kiều", "Cái Răng", "Bình Thủy", "Ô Môn", "Thốt Nốt", "Phong Điền"]
  static let channels = ["truc-tuyen", "truc-tiep", "buu-chinh"]

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let rows = Int(arguments[1]) else {
      FileHandle.standardError.write(Data("usage: bench-data ROWS [SEED]\n".utf8))
      exit(64)
    }
    var random = SplitMix64(state: arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1)
    var out: [UInt8] = []
    out.reserveCapacity(1 << 20)
    let names =
      ["stratum", "psu", "weight", "area"] + (1...20).map { String(format: "q%02d", $0) }
      + ["sex", "age", "date", "unit", "comment", "district", "channel"]
    append(&out, names.joined(separator: ","))
    out.append(0x0A)
    for _ in 0..<rows {
      row(&out, &random)
      if out.count > 1 << 19 { flush(&out) }
    }
    flush(&out)
  }

  static func row(_ out: inout [UInt8], _ random: inout SplitMix64) {
    let stratum = random.below(40)
    let psu = random.below(50)
    let area = random.below(areas.count)
    append(&out, "S")
    digits(&out, stratum + 1, width: 2)
    out.append(0x2C)
    append(&out, "P")
    digits(&out, stratum * 50 + psu + 1, width: 4)
    out.append(0x2C)
    digits(&out, 1 + random.below(99), width: 1)
    out.append(0x2E)
    digits(&out, random.below(10_000), width: 4)
    out.append(0x2C)
    append(&out, areas[area])
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
    digits(&out, 18 + random.below(60), width: 2)
    append(&out, ",2025-")
    digits(&out, 1 + random.below(12), width: 2)
    out.append(0x2D)
    digits(&out, 1 + random.below(28), width: 2)
    append(&out, ",H29.")
    digits(&out, 1 + random.below(103), width: 3)
    out.append(0x2C)
    append(&out, comments[random.below(comments.count)])
    out.append(0x2C)
    append(&out, districts[random.below(districts.count)])
    out.append(0x2C)
    append(&out, channels[random.below(channels.count)])
    out.append(0x0A)
  }

  static func append(_ out: inout [UInt8], _ text: String) { out.append(contentsOf: text.utf8) }

  static func digits(_ out: inout [UInt8], _ value: Int, width: Int) {
    let text = String(value)
    for _ in 0..<max(0, width - text.utf8.count) { out.append(0x30) }
    out.append(contentsOf: text.utf8)
  }

  static func flush(_ out: inout [UInt8]) {
    var written = 0
    out.withUnsafeBytes { buffer in
      while written < buffer.count {
        let n = write(1, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if n <= 0 { exit(74) }
        written += n
      }
    }
    out.removeAll(keepingCapacity: true)
  }
}

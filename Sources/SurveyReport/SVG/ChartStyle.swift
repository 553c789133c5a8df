/// Colours and measures that all charts and the page share.
///
/// Blue against orange stays apart in every common colour-vision deficiency (after Okabe & Ito 2008,
/// darkened until text in them has a contrast of at least 4.5 against white); shape and word tell
/// the status as well.
enum ChartStyle {
  static let text = "#1c2430"
  static let muted = "#56606e"
  static let grid = "#dde1e7"
  static let axis = "#9aa3af"
  static let target = "#1c2430"
  static let short = "#fdf1e7"
  static let reached = "#eef5fb"
  static let fontFamily =
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"

  static func color(_ status: ReportStatus) -> String {
    switch status {
    case .met: "#00639c"
    case .below: "#b53c00"
    case .undecided: "#5d5470"
    case .noTarget: "#4d6470"
    case .noData, .suppressed: "#6b7280"
    }
  }

  static func paleColor(_ status: ReportStatus) -> String {
    switch status {
    case .met: "#9cc7e6"
    case .below: "#f2b690"
    case .undecided: "#c9c2d6"
    case .noTarget: "#bccbd3"
    case .noData, .suppressed: "#d3d7dd"
    }
  }

  /// Colours of answer levels from worst to best, blue–orange around a neutral middle.
  static func levelColors(_ levels: [AnswerDistribution.Level]) -> [(fill: String, text: String)] {
    let low = [("#b53c00", "#ffffff"), ("#eea57a", text), ("#f7d3bd", text)]
    let high = [("#a9d0ec", text), ("#5a9fd1", text), ("#00639c", "#ffffff")]
    let neutral = ("#dfe3e8", text)
    let satisfied = levels.filter(\.isSatisfied).count
    let others = levels.count - satisfied
    // A scale of five has two levels below its middle; the middle counts as not satisfied.
    let negatives = others > 1 ? others - 1 : others
    var colors: [(fill: String, text: String)] = []
    for index in 0..<negatives { colors.append(pick(low, index, of: negatives, fromStart: true)) }
    if others > negatives { colors.append(neutral) }
    for index in 0..<satisfied { colors.append(pick(high, index, of: satisfied, fromStart: false)) }
    return colors
  }

  private static func pick(
    _ colors: [(String, String)], _ index: Int, of count: Int, fromStart: Bool
  ) -> (fill: String, text: String) {
    let offset = fromStart ? index : index + max(0, colors.count - count)
    let color = colors[min(max(0, offset), colors.count - 1)]
    return (color.0, color.1)
  }

  /// A coordinate with at most one decimal.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : rounded.description
  }
}

/// Text in a chart, broken by an estimate of its width (0.53 em per character for sans faces).
struct ChartText {
  var size: Double
  var color = ChartStyle.text
  var weight = "400"
  var anchor = "start"

  static let emPerCharacter = 0.53

  func line(_ text: String, x: Double, y: Double) -> Markup {
    .tag(
      "text",
      [
        "x": ChartStyle.coordinate(x), "y": ChartStyle.coordinate(y),
        "font-size": ChartStyle.coordinate(size), "fill": color, "font-weight": weight,
        "text-anchor": anchor,
      ], text)
  }

  func width(_ text: String) -> Double {
    Double(DisplayWidth.of(text)) * size * Self.emPerCharacter
  }

  func wrapped(_ text: String, width: Double, lines maximum: Int) -> [String] {
    let cells = max(4, Int(width / (size * Self.emPerCharacter)))
    var lines = DisplayWidth.wrapped(text, to: cells).filter { !$0.isEmpty }
    if lines.count > maximum {
      let rest = lines[(maximum - 1)...].joined(separator: " ")
      lines = Array(lines.prefix(maximum - 1)) + [DisplayWidth.truncated(rest, to: cells)]
    }
    return lines
  }
}

/// A linear scale of shares with round ticks.
struct ShareScale {
  let lower: Double
  let upper: Double
  let step: Double
  let left: Double
  let right: Double

  /// Spans all values with some air, in steps that give four to eight ticks, inside 0...1.
  init(_ values: [Double], left: Double, right: Double) {
    let finite = values.filter(\.isFinite)
    var low = max(0, min(1, finite.min() ?? 0))
    var high = max(0, min(1, finite.max() ?? 1))
    let air = max(0.015, (high - low) * 0.06)
    low = max(0, low - air)
    high = min(1, high + air)
    if high - low < 0.1 {
      let middle = (low + high) / 2
      low = max(0, min(middle - 0.05, 0.9))
      high = min(1, low + 0.1)
    }
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25]
    let chosen = steps.first { (high - low) / $0 <= 8 } ?? 0.25
    step = chosen
    lower = max(0, (low / chosen + 1e-9).rounded(.down) * chosen)
    upper = min(1, (high / chosen - 1e-9).rounded(.up) * chosen)
    self.left = left
    self.right = right
  }

  func x(_ share: Double) -> Double {
    let clamped = max(lower, min(upper, share))
    return left + (clamped - lower) / (upper - lower) * (right - left)
  }

  var ticks: [Double] {
    let count = Int(((upper - lower) / step).rounded())
    return (0...max(1, count)).map { min(upper, lower + Double($0) * step) }
  }
}

/// A figure over periods in the size of a table cell, with the target as a dashed line.
struct Sparkline {
  var trend: FigureTrend
  var target: ReportTarget?
  var status: ReportStatus
  var wording: Wording

  private static let width = 132.0
  private static let height = 40.0

  /// `nil` when fewer than two periods have a figure that may be shown.
  var markup: Markup? {
    let points = trend.points.enumerated().compactMap { index, point -> (Int, String, Double)? in
      guard let figure = point.figure?.shown, figure.unit == .share, let value = figure.value
      else { return nil }
      return (index, point.period, value)
    }
    guard points.count >= 2, let first = points.first, let last = points.last else { return nil }
    var values = points.map(\.2)
    if let target, target.unit == .share { values.append(target.value) }
    let low = (values.min() ?? 0) - 0.01
    let high = (values.max() ?? 1) + 0.01
    func x(_ index: Int) -> Double {
      8 + Double(index) / Double(max(1, trend.points.count - 1)) * (Self.width - 16)
    }
    func y(_ value: Double) -> Double { 24 - (value - low) / (high - low) * 20 }
    let c = ChartStyle.coordinate
    var items: [Markup] = []
    if let target, target.unit == .share {
      items.append(
        .tag(
          "line",
          [
            "x1": "0", "x2": c(Self.width), "y1": c(y(target.value)), "y2": c(y(target.value)),
            "stroke": ChartStyle.axis, "stroke-width": "1", "stroke-dasharray": "3 3",
          ]))
    }
    items.append(
      .tag(
        "polyline",
        [
          "points": points.map { "\(c(x($0.0))),\(c(y($0.2)))" }.joined(separator: " "),
          "fill": "none", "stroke": ChartStyle.muted, "stroke-width": "1.5",
        ]))
    for point in points {
      let isLast = point.0 == last.0
      items.append(
        .tag(
          "circle",
          [
            "cx": c(x(point.0)), "cy": c(y(point.2)), "r": isLast ? "4" : "2",
            "fill": isLast ? ChartStyle.color(status) : ChartStyle.muted,
          ]))
    }
    let small = ChartText(size: 9.5, color: ChartStyle.muted)
    items.append(small.line(first.1, x: 0, y: 38))
    var end = small
    end.anchor = "end"
    items.append(end.line(last.1, x: Self.width, y: 38))
    let spoken =
      points
      .map { "\($0.1) \(wording.numbers.percent($0.2, target: target?.value))" }
      .joined(separator: ", ")
    return .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "spark", "role": "img",
        "aria-label": "\(wording[.trend]): \(spoken)", "viewBox": "0 0 132 40", "width": "132",
        "height": "40", "font-family": ChartStyle.fontFamily,
      ], items)
  }
}

/// Rates as dots with interval bars against their targets: one row per area, unit or question.
///
/// With one target for all rows, one line runs through the chart and the side that misses it is
/// tinted; with a target per row, each row has its own mark.
struct IntervalChart {
  struct Row {
    var label: String
    var detail: String?
    var figure: ReportFigure
    var status: ReportStatus
    var evidence: ReportEvidence?
    var target: ReportTarget?
    var rank: String?
    /// Draws the label further right, as part of the row above.
    var isPart = false
  }

  var rows: [Row]
  var commonTarget: ReportTarget?
  /// A second line, such as the area's own rate, with its label.
  var reference: (share: Double, label: String)?
  var description: String
  var wording: Wording
  /// Thin rows for long lists.
  var isCompact = false

  private static let width = 960.0
  private static let widestLabel = 310.0
  private static let valueWidth = 190.0

  private var rowHeight: Double { isCompact ? 26 : (commonTarget == nil ? 58 : 46) }
  private var left: Double { labelWidth + (hasRanks ? 64 : 0) }
  /// Labels take what they need up to `widestLabel`, so that lists of short names leave room.
  private var labelWidth: Double {
    let style = ChartText(size: isCompact ? 12.5 : 13.5)
    let widest = rows.map { style.width($0.label) * 1.08 + ($0.isPart ? 18 : 0) }.max() ?? 0
    return min(Self.widestLabel, max(120, widest + 20))
  }
  private var top: Double { reference == nil ? 40 : 56 }
  private var right: Double { Self.width - Self.valueWidth }
  private var hasRanks: Bool { rows.contains { $0.rank != nil } }
  private var bottom: Double { top + Double(rows.count) * rowHeight }

  var markup: Markup {
    let scale = ShareScale(shares, left: left, right: right)
    var children: [Markup] = background(scale)
    for (index, row) in rows.enumerated() {
      children.append(draw(row, y: top + (Double(index) + 0.5) * rowHeight, scale))
    }
    children += lines(scale)
    let height = bottom + 34
    return .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img",
        "aria-label": description,
        "viewBox": "0 0 960 \(ChartStyle.coordinate(height))", "width": "960",
        "height": ChartStyle.coordinate(height), "font-family": ChartStyle.fontFamily,
      ], children)
  }

  private var shares: [Double] {
    var shares: [Double] = []
    for row in rows where row.figure.unit == .share {
      let shown = row.figure.shown
      for value in [shown.value, shown.low, shown.high] {
        if let value { shares.append(value) }
      }
      if let target = row.target, target.unit == .share { shares.append(target.value) }
    }
    if let target = commonTarget, target.unit == .share { shares.append(target.value) }
    if let reference { shares.append(reference.share) }
    return shares
  }

  private func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: String, radius: Double = 0
  ) -> Markup {
    .tag(
      "rect",
      [
        "x": ChartStyle.coordinate(x), "y": ChartStyle.coordinate(y),
        "width": ChartStyle.coordinate(max(0, width)), "height": ChartStyle.coordinate(height),
        "rx": ChartStyle.coordinate(radius), "fill": fill,
      ])
  }

  private func rule(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ stroke: String, _ width: Double = 1,
    dash: String? = nil
  ) -> Markup {
    let line = Markup.tag(
      "line",
      [
        "x1": ChartStyle.coordinate(x1), "y1": ChartStyle.coordinate(y1),
        "x2": ChartStyle.coordinate(x2), "y2": ChartStyle.coordinate(y2), "stroke": stroke,
        "stroke-width": ChartStyle.coordinate(width),
      ])
    return dash.map { line.adding("stroke-dasharray", $0) } ?? line
  }

  private func background(_ scale: ShareScale) -> [Markup] {
    var items: [Markup] = []
    let height = bottom - top
    if let target = commonTarget, target.unit == .share {
      let x = scale.x(target.value)
      let higherIsBetter = target.comparison == .atLeast || target.comparison == .above
      let sides =
        higherIsBetter
        ? (ChartStyle.short, ChartStyle.reached) : (ChartStyle.reached, ChartStyle.short)
      items.append(rect(left, top, x - left, height, sides.0))
      items.append(rect(x, top, right - x, height, sides.1))
    }
    let label = ChartText(size: 12, color: ChartStyle.muted, anchor: "middle")
    for tick in scale.ticks {
      let x = scale.x(tick)
      items.append(rule(x, top, x, bottom, ChartStyle.grid))
      items.append(
        label.line(wording.numbers.thresholdPercent(rounded(tick)), x: x, y: bottom + 18))
    }
    items.append(rule(left, bottom, right, bottom, ChartStyle.axis))
    return items
  }

  /// Ticks are sums of steps; this removes their binary residue before they are printed.
  private func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }

  private func lines(_ scale: ShareScale) -> [Markup] {
    var rules: [Markup] = []
    var labels: [Markup] = []
    if let reference {
      let x = scale.x(reference.share)
      rules.append(rule(x, top - 26, x, bottom, ChartStyle.muted, 1.5, dash: "5 4"))
      labels.append(label(reference.label, x: x, y: top - 32, weight: "400"))
    }
    if let target = commonTarget, target.unit == .share {
      let x = scale.x(target.value)
      let text = "\(wording[.chartTarget]) \(wording.target(target))"
      rules.append(rule(x, top - 8, x, bottom, ChartStyle.target, 2))
      labels.append(label(text, x: x, y: top - 14, weight: "700"))
    }
    // Labels come last and have a white edge, so that a line behind them does not cross the words.
    return rules
      + labels.map {
        $0.adding("stroke", "#ffffff").adding("stroke-width", "4")
          .adding("paint-order", "stroke")
      }
  }

  private func label(_ text: String, x: Double, y: Double, weight: String) -> Markup {
    var style = ChartText(size: 12.5, weight: weight, anchor: "middle")
    let half = style.width(text) / 2
    if x - half < 0 { style.anchor = "start" }
    if x + half > Self.width { style.anchor = "end" }
    return style.line(text, x: x, y: y)
  }

  private func draw(_ row: Row, y: Double, _ scale: ShareScale) -> Markup {
    let target = row.target ?? commonTarget
    var items: [Markup] = [
      .tag("title", [:], "\(row.label): \(spoken(row, target))"),
      rule(0, y + rowHeight / 2, Self.width, y + rowHeight / 2, "#eef0f3"),
    ]
    items += labels(row, y: y)
    let shown = row.figure.shown
    let color = ChartStyle.color(row.status)
    if shown.unit == .share {
      if commonTarget == nil, let target = row.target, target.unit == .share {
        items += rowTarget(target, y: y, scale)
      }
      if let low = shown.low, let high = shown.high {
        let thickness = isCompact ? 6.0 : 10.0
        items.append(
          rect(
            scale.x(low), y - thickness / 2, scale.x(high) - scale.x(low), thickness,
            ChartStyle.paleColor(row.status), radius: thickness / 2))
      }
      if let value = shown.value { items.append(mark(row.status, scale.x(value), y, color)) }
    }
    items += values(row, target, y: y, color)
    return .tag("g", [:], items)
  }

  private func spoken(_ row: Row, _ target: ReportTarget?) -> String {
    var text = wording.value(row.figure, target: target)
    let interval = wording.interval(row.figure, target: target)
    if interval != wording.dash { text += " [\(interval)]" }
    if let target { text += ", \(wording[.chartTarget].lowercasedFirst) \(wording.target(target))" }
    return text + ", " + wording.verdict(row.status, row.evidence)
  }

  private func labels(_ row: Row, y: Double) -> [Markup] {
    var items: [Markup] = []
    let start = row.isPart ? 18.0 : 0
    let style = ChartText(size: isCompact ? 12.5 : 13.5, weight: isCompact ? "400" : "600")
    let width = labelWidth - start - 16
    let maximum = isCompact ? 1 : (rowHeight > 50 ? 3 : 2)
    let lines = style.wrapped(row.label, width: width, lines: maximum)
    let hasDetail = row.detail != nil && !isCompact && lines.count == 1
    let step = 16.0
    let count = Double(lines.count + (hasDetail ? 1 : 0))
    var baseline = y + 4.5 - (count - 1) * step / 2
    for line in lines {
      items.append(style.line(line, x: start, y: baseline))
      baseline += step
    }
    if hasDetail, let detail = row.detail {
      let small = ChartText(size: 11.5, color: ChartStyle.muted)
      let text = small.wrapped(detail, width: width, lines: 1).first ?? ""
      items.append(small.line(text, x: start, y: baseline - 1))
    }
    if let rank = row.rank {
      items.append(
        ChartText(size: 12, color: ChartStyle.muted, anchor: "end").line(
          rank, x: left - 14, y: y + 4))
    }
    return items
  }

  private func rowTarget(_ target: ReportTarget, y: Double, _ scale: ShareScale) -> [Markup] {
    let x = scale.x(target.value)
    // The target's label stands above the band, which leaves the row its middle line; thin rows
    // have no room for it, the table has it.
    let half = isCompact ? rowHeight / 2 - 3 : rowHeight / 2 - 15
    let higherIsBetter = target.comparison == .atLeast || target.comparison == .above
    let sides =
      higherIsBetter
      ? (ChartStyle.short, ChartStyle.reached) : (ChartStyle.reached, ChartStyle.short)
    let text = ChartText(size: 11, color: ChartStyle.muted, anchor: "middle")
    let band = [
      rect(left, y - half, x - left, 2 * half, sides.0),
      rect(x, y - half, right - x, 2 * half, sides.1),
      rule(x, y - half - 2, x, y + half + 2, ChartStyle.target, 2),
    ]
    return isCompact ? band : band + [text.line(wording.target(target), x: x, y: y - half - 5)]
  }

  private func values(_ row: Row, _ target: ReportTarget?, y: Double, _ color: String) -> [Markup] {
    let x = right + 16
    let value = wording.value(row.figure, target: target)
    let interval = wording.interval(row.figure, target: target)
    let hasInterval = interval != wording.dash
    let size = isCompact ? 12.5 : 15.0
    if row.figure.isSuppressed || row.figure.value == nil {
      let style = ChartText(size: 12.5, color: ChartStyle.color(row.status), weight: "600")
      return [style.line(wording.statusMark(row.status), x: x, y: y + 4)]
    }
    let style = ChartText(size: size, color: color, weight: "700")
    let text = row.status.symbol + " " + value
    let small = ChartText(size: isCompact ? 11.5 : 12, color: ChartStyle.muted)
    if isCompact {
      return [
        style.line(text, x: x, y: y + 4.5),
        small.line(hasInterval ? interval : "", x: x + 78, y: y + 4.5),
      ]
    }
    var second = hasInterval ? interval : ""
    if row.evidence == .inconclusive {
      second += (second.isEmpty ? "" : " · ") + wording.evidence(.inconclusive)
    }
    return [
      style.line(text, x: x, y: y + (second.isEmpty ? 5 : -2)), small.line(second, x: x, y: y + 15),
    ]
  }

  /// The mark differs in shape as well as in colour: triangle up, triangle down, circle.
  private func mark(_ status: ReportStatus, _ x: Double, _ y: Double, _ color: String) -> Markup {
    let r = isCompact ? 5.0 : 7.0
    let path: String
    switch status {
    case .met:
      path = "M\(c(x)) \(c(y - r)) L\(c(x + r)) \(c(y + r * 0.8)) L\(c(x - r)) \(c(y + r * 0.8)) Z"
    case .below:
      path = "M\(c(x)) \(c(y + r)) L\(c(x + r)) \(c(y - r * 0.8)) L\(c(x - r)) \(c(y - r * 0.8)) Z"
    case .undecided, .noTarget, .noData, .suppressed:
      return .tag(
        "circle",
        [
          "cx": c(x), "cy": c(y), "r": c(r - 0.5), "fill": color, "stroke": "#ffffff",
          "stroke-width": "1.5",
        ])
    }
    return .tag(
      "path",
      [
        "d": path, "fill": color, "stroke": "#ffffff", "stroke-width": "1.5",
        "stroke-linejoin": "round",
      ])
  }

  private func c(_ value: Double) -> String { ChartStyle.coordinate(value) }
}

/// Answers to each question as a bar of 100 %, split by the levels of the scale.
struct AnswerChart {
  var questions: [AnswerDistribution]
  var description: String
  var wording: Wording

  private static let width = 960.0
  private static let left = 330.0
  private static let right = 880.0
  private static let rowHeight = 40.0

  var markup: Markup {
    let (legend, top) = self.legend()
    var children = legend
    for (index, question) in questions.enumerated() {
      children.append(draw(question, y: top + Double(index) * Self.rowHeight))
    }
    let height = top + Double(questions.count) * Self.rowHeight + 4
    return .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img",
        "aria-label": description,
        "viewBox": "0 0 960 \(ChartStyle.coordinate(height))", "width": "960",
        "height": ChartStyle.coordinate(height), "font-family": ChartStyle.fontFamily,
      ], children)
  }

  private func legend() -> ([Markup], Double) {
    guard let levels = questions.first?.levels, !levels.isEmpty else { return ([], 8) }
    let colors = ChartStyle.levelColors(levels)
    let style = ChartText(size: 12, color: ChartStyle.muted)
    var items: [Markup] = []
    var x = Self.left
    var y = 14.0
    for (level, color) in zip(levels, colors) {
      let width = 18 + style.width(level.label) + 18
      if x + width > Self.width, x > Self.left {
        x = Self.left
        y += 20
      }
      items.append(box(x, y - 10, 12, 12, color.fill))
      items.append(style.line(level.label, x: x + 18, y: y))
      x += width
    }
    let satisfied = ChartText(size: 12, color: ChartStyle.muted, weight: "600", anchor: "end")
    items.append(satisfied.line(wording[.chartSatisfied], x: Self.width, y: y + 22))
    return (items, y + 28)
  }

  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: String)
    -> Markup
  {
    .tag(
      "rect",
      [
        "x": ChartStyle.coordinate(x), "y": ChartStyle.coordinate(y),
        "width": ChartStyle.coordinate(max(0, width)), "height": ChartStyle.coordinate(height),
        "fill": fill,
      ])
  }

  private func draw(_ question: AnswerDistribution, y: Double) -> Markup {
    let spoken = question.levels
      .map { "\($0.label) \(wording.numbers.percent($0.share))" }.joined(separator: ", ")
    var items: [Markup] = [.tag("title", [:], "\(question.id). \(question.text): \(spoken)")]
    let style = ChartText(size: 12.5)
    let label = question.id.isEmpty ? question.text : "\(question.id). \(question.text)"
    let lines = style.wrapped(label, width: Self.left - 20, lines: 2)
    var baseline = y + 20 - Double(lines.count - 1) * 7.5
    for line in lines {
      items.append(style.line(line, x: 0, y: baseline))
      baseline += 15
    }
    let colors = ChartStyle.levelColors(question.levels)
    let total = question.levels.reduce(0) { $0 + max(0, $1.share) }
    var x = Self.left
    for (level, color) in zip(question.levels, colors) where total > 0 && level.share > 0 {
      let width = (Self.right - Self.left) * level.share / total
      items.append(
        box(x, y + 4, width, 24, color.fill).adding("stroke", "#ffffff")
          .adding("stroke-width", "1"))
      let text = wording.numbers.percent(level.share, decimals: 0)
      let inside = ChartText(size: 11.5, color: color.text, weight: "600", anchor: "middle")
      if width > inside.width(text) + 8 {
        items.append(inside.line(text, x: x + width / 2, y: y + 20))
      }
      x += width
    }
    let satisfied = question.levels.filter(\.isSatisfied).reduce(0) { $0 + $1.share }
    items.append(
      ChartText(size: 13.5, weight: "700", anchor: "end")
        .line(wording.numbers.percent(satisfied), x: Self.width, y: y + 21))
    return .tag("g", [:], items)
  }
}

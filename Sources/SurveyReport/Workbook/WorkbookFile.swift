import Clibxlsxwriter

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One XLSX file being written; owns the C workbook and frees it exactly once.
///
/// Every cell is written as a number or as a string, never as a formula or a link, so no text from
/// a survey can become either.
final class WorkbookFile {
  /// How a cell looks; each combination becomes one C format.
  struct Look: Hashable {
    enum Kind: Hashable {
      case text, title, subtitle, heading, note
      case integer
      case share(decimals: Int)
      case number(decimals: Int)
      case status(ReportStatus)
    }

    var kind: Kind
    /// Draws a line under the cell.
    var isRuled = true
  }

  /// One sheet of the workbook.
  final class Sheet {
    fileprivate let pointer: UnsafeMutablePointer<lxw_worksheet>
    let name: String
    fileprivate var widths: [Int: Double] = [:]
    /// Lines that the fullest cell of a row needs; programs other than Excel do not fit rows alone.
    fileprivate var lines: [Int: Int] = [:]

    fileprivate init(pointer: UnsafeMutablePointer<lxw_worksheet>, name: String) {
      self.pointer = pointer
      self.name = name
    }
  }

  let path: String
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var sheets: [Sheet] = []
  private var formats: [Look: UnsafeMutablePointer<lxw_format>] = [:]

  /// Starts a workbook; the file itself is written by `close`.
  ///
  /// Opens the path first, because the C library reports a path that cannot be written only at the
  /// end, and on standard error.
  init(path: String) throws(ReportError) {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
    guard descriptor >= 0 else {
      throw .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    _ = Self.closeDescriptor(descriptor)
    guard let created = workbook_new(path) else {
      throw .cannotCreate(path: path, reason: "out of memory")
    }
    workbook = created
  }

  deinit {
    // Reached without `close` only when writing was given up: nothing may be left allocated.
    if let workbook { lxw_workbook_free(workbook) }
  }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
    Glibc.close(descriptor)
    #else
    Darwin.close(descriptor)
    #endif
  }

  /// Writes the file and ends the use of this object.
  func close() throws(ReportError) {
    guard let finished = workbook else { return }
    workbook = nil
    for sheet in sheets {
      for (row, lines) in sheet.lines.sorted(by: { $0.key < $1.key }) {
        let height = Self.lineHeight * Double(lines) + 3
        worksheet_set_row(sheet.pointer, lxw_row_t(clamping: row), height, nil)
      }
    }
    let result = workbook_close(finished)
    guard result == LXW_NO_ERROR else {
      let reason = lxw_strerror(result).map { String(cString: $0) } ?? "error \(result.rawValue)"
      throw .cannotWrite(path: path, reason: reason)
    }
  }

  /// Sets the document's title and, for repeatable output, its time of creation.
  func setProperties(title: String, author: String, created: Int?) {
    guard let workbook else { return }
    title.withCString { title in
      author.withCString { author in
        var properties = lxw_doc_properties()
        // The library copies the strings; it only declares them as writable.
        properties.title = UnsafeMutablePointer(mutating: title)
        properties.author = UnsafeMutablePointer(mutating: author)
        if let created { properties.created = time_t(created) }
        _ = workbook_set_properties(workbook, &properties)
      }
    }
  }

  /// Adds a sheet; `nil` when the name is not one that Excel takes (empty, over 31 letters, `[]:*?/\`).
  func addSheet(_ name: String) -> Sheet? {
    guard let workbook, let pointer = workbook_add_worksheet(workbook, name) else { return nil }
    worksheet_set_paper(pointer, 9)  // A4
    worksheet_set_landscape(pointer)
    worksheet_fit_to_pages(pointer, 1, 0)
    worksheet_gridlines(pointer, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    let sheet = Sheet(pointer: pointer, name: name)
    sheets.append(sheet)
    return sheet
  }

  /// Sets a column's width in characters.
  func setWidth(_ sheet: Sheet, column: Int, _ width: Double) {
    let index = lxw_col_t(clamping: column)
    sheet.widths[column] = width
    worksheet_set_column(sheet.pointer, index, index, width, nil)
  }

  /// Keeps the rows above `row` and the columns left of `column` in view, and repeats them in print.
  func freeze(_ sheet: Sheet, row: Int, column: Int) {
    worksheet_freeze_panes(sheet.pointer, lxw_row_t(clamping: row), lxw_col_t(clamping: column))
    if row > 0 {
      worksheet_repeat_rows(
        sheet.pointer, lxw_row_t(clamping: row - 1), lxw_row_t(clamping: row - 1))
    }
  }

  /// Prints only the cells from A1 to the given corner.
  func setPrintArea(_ sheet: Sheet, lastRow: Int, lastColumn: Int) {
    worksheet_print_area(
      sheet.pointer, 0, 0, lxw_row_t(clamping: lastRow), lxw_col_t(clamping: lastColumn))
  }

  /// Adds filter buttons to a header row.
  func addFilter(_ sheet: Sheet, row: Int, lastRow: Int, lastColumn: Int) {
    worksheet_autofilter(
      sheet.pointer, lxw_row_t(clamping: row), 0, lxw_row_t(clamping: lastRow),
      lxw_col_t(clamping: lastColumn))
  }

  /// Writes text as text; what exceeds Excel's cell is cut at 32,767 UTF-16 units or less.
  func write(_ sheet: Sheet, _ row: Int, _ column: Int, _ text: String, _ look: Look) {
    let cleaned = Self.cellText(text)
    switch look.kind {
    case .title: sheet.lines[row] = 2
    case .text, .heading, .status:
      let cells = max(4, Int(sheet.widths[column] ?? 8) - 2)
      let lines = min(Self.mostLines, DisplayWidth.wrapped(cleaned, to: cells).count)
      sheet.lines[row] = max(lines, sheet.lines[row] ?? 1)
    default: break
    }
    worksheet_write_string(
      sheet.pointer, lxw_row_t(clamping: row), lxw_col_t(clamping: column), cleaned, format(look))
  }

  /// Writes a finite number as a number; others leave the cell blank.
  func write(_ sheet: Sheet, _ row: Int, _ column: Int, _ number: Double, _ look: Look) {
    guard number.isFinite else { return }
    worksheet_write_number(
      sheet.pointer, lxw_row_t(clamping: row), lxw_col_t(clamping: column), number, format(look))
  }

  /// Points per line of 11-point text.
  private static let lineHeight = 15.0
  /// Rows are not made higher than this many lines.
  private static let mostLines = 6

  /// Excel holds at most this many characters in a cell.
  static let maximumCellLength = 32_767

  static func cellText(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      let isForbidden =
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || scalar.value == 0xFFFE
        || scalar.value == 0xFFFF
      length += scalar.value > 0xFFFF ? 2 : 1
      if length > maximumCellLength { break }
      scalars.append(isForbidden ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
  }

  private func format(_ look: Look) -> UnsafeMutablePointer<lxw_format>? {
    if let known = formats[look] { return known }
    guard let workbook, let format = workbook_add_format(workbook) else { return nil }
    format_set_font_name(format, "Calibri")
    format_set_font_size(format, 11)
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    switch look.kind {
    case .text:
      format_set_text_wrap(format)
      format_set_indent(format, 1)
    case .title:
      format_set_bold(format)
      format_set_font_size(format, 16)
      format_set_font_color(format, 0x0B4F8A)
    case .subtitle:
      format_set_bold(format)
      format_set_font_size(format, 12)
    case .note:
      format_set_font_color(format, 0x56606E)
    case .heading:
      format_set_bold(format)
      format_set_text_wrap(format)
      format_set_font_color(format, 0xFFFFFF)
      format_set_bg_color(format, 0x0B4F8A)
      format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
      format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .integer:
      format_set_num_format(format, "#,##0")
    case .share(let decimals):
      format_set_num_format(format, "0." + String(repeating: "0", count: max(1, decimals)) + "%")
    case .number(let decimals):
      let fraction = decimals > 0 ? "." + String(repeating: "0", count: decimals) : ""
      format_set_num_format(format, "#,##0" + fraction)
    case .status(let status):
      format_set_bold(format)
      format_set_text_wrap(format)
      format_set_font_color(format, Self.color(status))
      format_set_indent(format, 1)
    }
    if look.isRuled, look.kind != .heading {
      format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_bottom_color(format, 0xDDE1E7)
    }
    formats[look] = format
    return format
  }

  private static func color(_ status: ReportStatus) -> lxw_color_t {
    lxw_color_t(ChartStyle.color(status).dropFirst(), radix: 16) ?? 0
  }
}

extension WorkbookFile {
  /// A block of cells in one column.
  struct Cells {
    var sheet: Sheet
    var column: Int
    var firstRow: Int
    var lastRow: Int
  }

  /// Adds a chart of values with their intervals as vertical lines; the category axis is the target.
  func addIntervalChart(
    _ sheet: Sheet, row: Int, column: Int, title: String, labels: Cells, value: Cells, low: Cells,
    high: Cells, names: (value: String, low: String, high: String), target: Double?,
    range: (lower: Double, upper: Double)
  ) {
    guard let workbook, let chart = workbook_add_chart(workbook, UInt8(LXW_CHART_LINE.rawValue))
    else { return }
    for (cells, name, marker) in [
      (high, names.high, LXW_CHART_MARKER_SHORT_DASH),
      (value, names.value, LXW_CHART_MARKER_CIRCLE),
      (low, names.low, LXW_CHART_MARKER_SHORT_DASH),
    ] {
      guard let series = addSeries(chart, labels, cells, name) else { continue }
      var line = lxw_chart_line()
      line.none = 1
      chart_series_set_line(series, &line)
      chart_series_set_marker_type(series, UInt8(marker.rawValue))
      chart_series_set_marker_size(series, 8)
      var fill = lxw_chart_fill()
      fill.color = 0x0B4F8A
      chart_series_set_marker_fill(series, &fill)
    }
    var stroke = lxw_chart_line()
    stroke.color = 0x5A9FD1
    stroke.width = 2.25
    chart_set_high_low_lines(chart, &stroke)
    chart_axis_set_num_format(chart.pointee.y_axis, "0%")
    chart_axis_set_min(chart.pointee.y_axis, range.lower)
    chart_axis_set_max(chart.pointee.y_axis, range.upper)
    var grid = lxw_chart_line()
    grid.color = 0xDDE1E7
    chart_axis_major_gridlines_set_line(chart.pointee.y_axis, &grid)
    chart_axis_set_label_position(
      chart.pointee.x_axis, UInt8(LXW_CHART_AXIS_LABEL_POSITION_LOW.rawValue))
    if let target {
      chart_axis_set_crossing(chart.pointee.y_axis, target)
      var axis = lxw_chart_line()
      axis.color = 0xB53C00
      axis.width = 2
      chart_axis_set_line(chart.pointee.x_axis, &axis)
    }
    place(chart, sheet, row, column, title)
  }

  /// Adds a chart of two columns of shares side by side.
  func addColumnChart(
    _ sheet: Sheet, row: Int, column: Int, title: String, labels: Cells,
    series: [(cells: Cells, name: String, color: UInt32)]
  ) {
    guard let workbook, let chart = workbook_add_chart(workbook, UInt8(LXW_CHART_BAR.rawValue))
    else { return }
    for item in series {
      guard let added = addSeries(chart, labels, item.cells, item.name) else { continue }
      var fill = lxw_chart_fill()
      fill.color = item.color
      chart_series_set_fill(added, &fill)
    }
    chart_axis_set_num_format(chart.pointee.x_axis, "0%")
    var grid = lxw_chart_line()
    grid.color = 0xDDE1E7
    chart_axis_major_gridlines_set_line(chart.pointee.x_axis, &grid)
    chart_axis_set_max(chart.pointee.x_axis, 1)
    chart_axis_set_reverse(chart.pointee.y_axis)
    place(chart, sheet, row, column, title)
  }

  private func addSeries(
    _ chart: UnsafeMutablePointer<lxw_chart>, _ labels: Cells, _ values: Cells, _ name: String
  ) -> UnsafeMutablePointer<lxw_chart_series>? {
    guard let series = chart_add_series(chart, nil, nil) else { return nil }
    chart_series_set_categories(
      series, labels.sheet.name, lxw_row_t(clamping: labels.firstRow),
      lxw_col_t(clamping: labels.column), lxw_row_t(clamping: labels.lastRow),
      lxw_col_t(clamping: labels.column))
    chart_series_set_values(
      series, values.sheet.name, lxw_row_t(clamping: values.firstRow),
      lxw_col_t(clamping: values.column), lxw_row_t(clamping: values.lastRow),
      lxw_col_t(clamping: values.column))
    chart_series_set_name(series, Self.chartText(name))
    return series
  }

  private func place(
    _ chart: UnsafeMutablePointer<lxw_chart>, _ sheet: Sheet, _ row: Int, _ column: Int,
    _ title: String
  ) {
    chart_title_set_name(chart, Self.chartText(title))
    var font = lxw_chart_font()
    font.size = 11
    font.bold = 1
    chart_title_set_name_font(chart, &font)
    chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
    var options = lxw_chart_options()
    options.x_scale = 1.5
    options.y_scale = 1.35
    worksheet_insert_chart_opt(
      sheet.pointer, lxw_row_t(clamping: row), lxw_col_t(clamping: column), chart, &options)
  }

  /// A chart's title or name that begins with `=` would be taken for a reference to a cell.
  static func chartText(_ text: String) -> String {
    let cleaned = cellText(text)
    return cleaned.hasPrefix("=") ? " " + cleaned : cleaned
  }
}

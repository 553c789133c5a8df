/// Writes numbers the way the reader's language does.
///
/// Rounding is half away from zero on the shortest decimal that reads back to the same double, so
/// 0.845 is 84.5 % on every machine and no binary residue shows.
public struct NumberStyle: Hashable, Sendable {
  /// Decimal mark.
  public let decimalMark: String
  /// Mark between groups of three digits.
  public let groupMark: String
  /// Minus sign: U+2212, or the hyphen in ASCII output.
  public let minus: String
  /// Between the limits of an interval.
  public let rangeMark: String

  /// The style of a language.
  ///
  /// - Parameters:
  ///   - language: vi: 1.234,5; en: 1,234.5.
  ///   - ascii: Hyphen for the minus sign and the range mark.
  public init(_ language: ReportLanguage, ascii: Bool = false) {
    decimalMark = language == .vietnamese ? "," : "."
    groupMark = language == .vietnamese ? "." : ","
    minus = ascii ? "-" : "\u{2212}"
    rangeMark = ascii ? " - " : "–"
  }

  /// A number with a fixed count of decimals, grouped by thousands; `–` when not finite.
  public func decimal(_ value: Double, decimals: Int) -> String {
    guard let digits = DecimalDigits(value) else { return "–" }
    let rounded = digits.rounded(decimals: max(0, decimals))
    return mark(rounded, decimals: max(0, decimals))
  }

  /// A whole number, grouped by thousands.
  public func integer(_ value: Int) -> String {
    let sign = value < 0 ? minus : ""
    return sign + grouped(String(value.magnitude))
  }

  /// A share in 0...1 as per cent, with at least one decimal and never misplaced by rounding.
  ///
  /// Decimals are added (up to `maximumPercentDecimals`) until the printed number lies on the same
  /// side of `target` as the unrounded one: 0.84996 against 0.85 prints 84.996 %, not 85.0 %.
  ///
  /// - Parameters:
  ///   - share: The share.
  ///   - target: The share that it is compared with; `nil` for none.
  ///   - decimals: Fewest decimals.
  public func percent(_ share: Double, target: Double? = nil, decimals: Int = 1) -> String {
    guard let digits = DecimalDigits(share)?.shifted(by: 2) else { return "–" }
    let places = percentDecimals(share, target: target, decimals: decimals)
    return mark(digits.rounded(decimals: places), decimals: places) + "%"
  }

  /// How many decimals `percent` gives a share: for formats that round on their own.
  public func percentDecimals(_ share: Double, target: Double? = nil, decimals: Int = 1) -> Int {
    guard let digits = DecimalDigits(share)?.shifted(by: 2) else { return decimals }
    let threshold = target.flatMap { DecimalDigits($0)?.shifted(by: 2) }
    return decimalsKeepingSide(digits, target: threshold, decimals: decimals)
  }

  /// An interval of shares in per cent: `80,1–86,0%`.
  public func percentInterval(_ low: Double, _ high: Double, target: Double? = nil) -> String {
    let first = percent(low, target: target)
    return String(first.dropLast()) + rangeMark + percent(high, target: target)
  }

  /// A threshold in per cent with as many decimals as it needs: 0.9 is `90%`, 0.855 is `85,5%`.
  public func thresholdPercent(_ share: Double) -> String {
    guard let digits = DecimalDigits(share)?.shifted(by: 2) else { return "–" }
    let places = digits.fractionDigits
    return mark(
      digits.rounded(decimals: min(places, Self.maximumPercentDecimals)),
      decimals: min(places, Self.maximumPercentDecimals)) + "%"
  }

  /// A difference of shares in percentage points with an explicit sign, without the unit.
  ///
  /// A difference that is not zero never prints as zero.
  public func points(_ difference: Double) -> String {
    guard let digits = DecimalDigits(difference)?.shifted(by: 2) else { return "–" }
    let zero = DecimalDigits.zero
    let places = decimalsKeepingSide(digits, target: zero, decimals: 1)
    let text = mark(digits.rounded(decimals: places), decimals: places)
    return difference > 0 ? "+" + text : text
  }

  /// A number with as many decimals as it has, at most `maximum`.
  public func plain(_ value: Double, maximum: Int = 2) -> String {
    guard let digits = DecimalDigits(value) else { return "–" }
    let rounded = digits.rounded(decimals: maximum)
    return mark(rounded, decimals: min(rounded.fractionDigits, maximum))
  }

  /// No printed percentage has more decimals than this.
  public static let maximumPercentDecimals = 6

  private func decimalsKeepingSide(
    _ digits: DecimalDigits, target: DecimalDigits?, decimals: Int
  ) -> Int {
    guard let target else { return decimals }
    let side = digits.compared(to: target)
    var places = decimals
    while places < Self.maximumPercentDecimals,
      digits.rounded(decimals: places).compared(to: target) != side
    {
      places += 1
    }
    return places
  }

  private func mark(_ digits: DecimalDigits, decimals: Int) -> String {
    let text = digits.fixed(decimals: decimals)
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let whole = grouped(String(parts[0]))
    let sign = digits.isNegative && !digits.isZero ? minus : ""
    guard parts.count > 1 else { return sign + whole }
    return sign + whole + decimalMark + parts[1]
  }

  private func grouped(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    var output = ""
    for (offset, character) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { output += groupMark }
      output.append(character)
    }
    return output
  }
}

/// A double as the shortest decimal that reads back to it: digits × 10^exponent.
struct DecimalDigits: Hashable {
  /// Significant digits, most significant first, without leading zeros; empty for zero.
  var digits: [UInt8]
  /// Power of ten of the last digit.
  var exponent: Int
  var isNegative: Bool

  static let zero = DecimalDigits(digits: [], exponent: 0, isNegative: false)

  init(digits: [UInt8], exponent: Int, isNegative: Bool) {
    self.digits = digits
    self.exponent = exponent
    self.isNegative = isNegative
  }

  /// Reads the standard description; `nil` for infinities and NaN.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    var mantissa: [UInt8] = []
    var power = 0
    var fraction = false
    var text = Substring(value.magnitude.description)
    if let mark = text.firstIndex(of: "e") {
      power = Int(text[text.index(after: mark)...]) ?? 0
      text = text[..<mark]
    }
    for unit in text.utf8 {
      if unit == UInt8(ascii: ".") {
        fraction = true
      } else {
        mantissa.append(unit - UInt8(ascii: "0"))
        if fraction { power -= 1 }
      }
    }
    self.init(digits: mantissa, exponent: power, isNegative: value.sign == .minus)
    normalize()
  }

  var isZero: Bool { digits.isEmpty }

  /// Decimals that are needed to write it in full.
  var fractionDigits: Int { max(0, -exponent) }

  func shifted(by power: Int) -> DecimalDigits {
    guard !isZero else { return self }
    return DecimalDigits(digits: digits, exponent: exponent + power, isNegative: isNegative)
  }

  /// Rounds half away from zero.
  func rounded(decimals: Int) -> DecimalDigits {
    let drop = -decimals - exponent
    guard drop > 0 else { return self }
    if drop > digits.count { return .zero }
    let isUp = digits[digits.count - drop] >= 5
    var kept = Array(digits.dropLast(drop))
    if isUp {
      var index = kept.count - 1
      while index >= 0, kept[index] == 9 {
        kept[index] = 0
        index -= 1
      }
      if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
    }
    var result = DecimalDigits(digits: kept, exponent: -decimals, isNegative: isNegative)
    result.normalize()
    return result
  }

  /// −1, 0 or 1 as the number is smaller than, equal to or larger than `other`.
  func compared(to other: DecimalDigits) -> Int {
    if isZero, other.isZero { return 0 }
    let sign = isZero ? 0 : (isNegative ? -1 : 1)
    let otherSign = other.isZero ? 0 : (other.isNegative ? -1 : 1)
    guard sign == otherSign else { return sign < otherSign ? -1 : 1 }
    let magnitude = comparedMagnitude(to: other)
    return isNegative ? -magnitude : magnitude
  }

  private func comparedMagnitude(to other: DecimalDigits) -> Int {
    let top = digits.count + exponent
    let otherTop = other.digits.count + other.exponent
    guard top == otherTop else { return top < otherTop ? -1 : 1 }
    for index in 0..<max(digits.count, other.digits.count) {
      let left = index < digits.count ? digits[index] : 0
      let right = index < other.digits.count ? other.digits[index] : 0
      if left != right { return left < right ? -1 : 1 }
    }
    return 0
  }

  /// The magnitude with exactly `decimals` decimals and a point; digits beyond them are cut.
  func fixed(decimals: Int) -> String {
    let firstPower = digits.count + exponent - 1
    var text = ""
    for power in stride(from: max(firstPower, 0), through: -decimals, by: -1) {
      if power == -1 { text += "." }
      let index = firstPower - power
      let digit = index >= 0 && index < digits.count ? digits[index] : 0
      text.unicodeScalars.append(UnicodeScalar(UInt8(ascii: "0") + digit))
    }
    return text
  }

  private mutating func normalize() {
    if let first = digits.firstIndex(where: { $0 != 0 }) {
      digits.removeFirst(first)
    } else {
      digits = []
      exponent = 0
      return
    }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
  }
}

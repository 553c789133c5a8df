/// Powers of ten that a `Double` holds exactly.
private let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// A parsed cell.
struct ParsedNumber {
  var value: Double
  var state: NumberState

  static let empty = ParsedNumber(value: .nan, state: .empty)
  static let invalid = ParsedNumber(value: .nan, state: .invalid)
}

/// Reads a decimal number from bytes, correctly rounded.
///
/// Accepted: an optional sign, digits with at most one decimal mark and correctly grouped
/// thousands, an exponent (`1e-5`), and a final `%`, which divides by 100. Up to 19 digits whose
/// value fits 2^53, with a power of ten up to 22, take one exact multiplication or division
/// (Clinger 1990); the rest goes through the standard library's conversion. Infinities, NaN and
/// hexadecimal are not numbers here.
///
/// - Parameters:
///   - cell: The bytes; blanks around are ignored.
///   - length: Number of bytes.
///   - mark: Notation.
///   - isMarkFound: Whether the notation was found in other cells rather than given; then a single group
///     after the other mark (`1.234` among decimal commas) stays ambiguous instead of a thousand times more.
/// - Returns: Value and state.
func parseNumber(
  _ cell: UnsafePointer<UInt8>, _ length: Int, mark: DecimalMark, isMarkFound: Bool = false
) -> ParsedNumber {
  var at = 0
  var end = length
  while at < end, cell[at] == 0x20 || cell[at] == 0x09 { at &+= 1 }
  while end > at, cell[end &- 1] == 0x20 || cell[end &- 1] == 0x09 { end &-= 1 }
  if at == end { return .empty }
  var negative = false
  if cell[at] == 0x2D || cell[at] == 0x2B {
    negative = cell[at] == 0x2D
    at &+= 1
  }
  let start = at
  var mantissa: UInt64 = 0
  var digits = 0
  while at < end {
    let digit = cell[at] &- 0x30
    if digit > 9 { break }
    mantissa = mantissa &* 10 &+ UInt64(digit)
    digits &+= 1
    at &+= 1
  }
  if at == end && digits > 0 && digits <= 18 {
    let value = Double(mantissa)
    return ParsedNumber(value: negative ? -value : value, state: .ok)
  }
  var fraction = 0
  if at < end, cell[at] == 0x2E, mark == .point {
    at &+= 1
    while at < end {
      let digit = cell[at] &- 0x30
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      fraction &+= 1
      at &+= 1
    }
    digits &+= fraction
    if at == end && digits > 0 && digits <= 18 && fraction <= 22 && mantissa <= 1 << 53 {
      let value = Double(mantissa) / exactPowersOfTen[fraction]
      return ParsedNumber(value: negative ? -value : value, state: .ok)
    }
  }
  return parseUnusualNumber(
    UnsafeBufferPointer(start: cell + start, count: end - start), negative: negative, mark: mark,
    isMarkFound: isMarkFound)
}

/// The general case: marks by locale, groups, exponent, percent sign, many digits.
@inline(never)
private func parseUnusualNumber(
  _ cell: UnsafeBufferPointer<UInt8>, negative: Bool, mark: DecimalMark, isMarkFound: Bool
) -> ParsedNumber {
  var body = cell[...]
  var percent = false
  if body.last == UInt8(ascii: "%") {
    percent = true
    body = body.dropLast()
    while body.last == 0x20 { body = body.dropLast() }
  }
  var exponent = 0
  if let e = body.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
    var power = body[(e + 1)...]
    var down = false
    if let sign = power.first, sign == 0x2B || sign == 0x2D {
      down = sign == 0x2D
      power = power.dropFirst()
    }
    guard !power.isEmpty, power.count <= 5, power.allSatisfy({ $0 &- 0x30 <= 9 }) else {
      return .invalid
    }
    for digit in power { exponent = exponent * 10 + Int(digit - 0x30) }
    if down { exponent = -exponent }
    body = body[..<e]
  }
  guard let (decimalIndex, state) = decimalMark(in: body, mark: mark, isMarkFound: isMarkFound)
  else { return .invalid }
  var digits: [UInt8] = []
  var fraction = 0
  for i in body.indices where body[i] &- 0x30 <= 9 {
    digits.append(body[i])
    if let decimalIndex, i > decimalIndex { fraction += 1 }
  }
  guard !digits.isEmpty else { return .invalid }
  let power = exponent - fraction - (percent ? 2 : 0)
  let value = correctlyRounded(digits, power)
  guard value.isFinite else { return .invalid }
  return ParsedNumber(value: negative ? -value : value, state: state)
}

/// `digits` times ten to the `power`, correctly rounded.
private func correctlyRounded(_ digits: [UInt8], _ power: Int) -> Double {
  let significant = digits.drop { $0 == 0x30 }
  if significant.isEmpty { return 0 }
  if significant.count <= 18, abs(power) <= 22 {
    let mantissa = significant.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
    if mantissa <= 1 << 53 {
      let scale = exactPowersOfTen[abs(power)]
      return power < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
    }
  }
  return Double(String(decoding: significant, as: UTF8.self) + "e\(power)") ?? .nan
}

/// Finds which mark is the decimal mark; `nil` when the marks make no number.
///
/// - Returns: The index of the decimal mark (`nil` inside: none) and the state.
private func decimalMark(
  in body: Slice<UnsafeBufferPointer<UInt8>>, mark: DecimalMark, isMarkFound: Bool
) -> (Int?, NumberState)? {
  let point = UInt8(ascii: ".")
  let comma = UInt8(ascii: ",")
  var points: [Int] = []
  var commas: [Int] = []
  for i in body.indices {
    switch body[i] {
    case 0x30...0x39: continue
    case point: points.append(i)
    case comma: commas.append(i)
    default: return nil
    }
  }
  if points.isEmpty && commas.isEmpty { return (nil, .ok) }
  if !points.isEmpty && !commas.isEmpty {
    let pointIsDecimal = points[points.count - 1] > commas[commas.count - 1]
    let decimal = pointIsDecimal ? points : commas
    let groups = pointIsDecimal ? commas : points
    guard decimal.count == 1, isGrouped(body, marks: groups, end: decimal[0]),
      mark == .automatic || (mark == .point) == pointIsDecimal
    else { return nil }
    return (decimal[0], .ok)
  }
  let marks = points.isEmpty ? commas : points
  let isPoint = !points.isEmpty
  let grouped = isGrouped(body, marks: marks, end: body.endIndex)
  if marks.count > 1 {
    return grouped && (mark == .automatic || (mark == .point) != isPoint) ? (nil, .ok) : nil
  }
  switch mark {
  case .automatic: return (marks[0], grouped ? .ambiguous : .ok)
  case .point:
    if isPoint { return (marks[0], .ok) }
    if grouped, isMarkFound { return (marks[0], .ambiguous) }
    return grouped ? (nil, .ok) : nil
  case .comma:
    if !isPoint { return (marks[0], .ok) }
    if grouped, isMarkFound { return (marks[0], .ambiguous) }
    return grouped ? (nil, .ok) : (marks[0], .ok)
  }
}

/// Whether marks split digits into groups of three after one to three leading digits that do not
/// begin with a zero.
private func isGrouped(_ body: Slice<UnsafeBufferPointer<UInt8>>, marks: [Int], end: Int) -> Bool {
  guard let first = marks.first else { return true }
  let lead = first - body.startIndex
  guard lead >= 1, lead <= 3, body[body.startIndex] != 0x30 else { return false }
  for (i, mark) in marks.enumerated() {
    let next = i + 1 < marks.count ? marks[i + 1] : end
    guard next - mark == 4 else { return false }
  }
  return true
}

/// A sum of doubles that does not depend on the order of its terms.
///
/// The sum is a 256-bit two's-complement fixed-point number whose last bit is 2^-128, so addition
/// is integer addition: associative, commutative, with `ExactSum()` as identity. A term is exact
/// when its last significant bit is not below 2^-128 (every double of magnitude 2^-76 = 1.3e-23 or
/// more); smaller terms are rounded to the nearest multiple of 2^-128, each by itself, so the order
/// still does not matter.
///
/// Range: magnitudes below 2^126 (8.5e37). A larger or non-finite term, or a sum that leaves the
/// range, makes the sum overflown for good: ``isOverflown`` is true and ``value`` is NaN, and so
/// is every sum that it is added to.
///
/// Source: Kulisch, "Computer Arithmetic and Validity" (2013), chapter 8, for the long accumulator.
public struct ExactSum: Hashable, Sendable {
  /// Bits of weight 2^-128 … 2^-65.
  public private(set) var limb0: UInt64 = 0
  /// Bits of weight 2^-64 … 2^-1.
  public private(set) var limb1: UInt64 = 0
  /// Bits of weight 2^0 … 2^63.
  public private(set) var limb2: UInt64 = 0
  /// Bits of weight 2^64 … 2^126 and the sign.
  public private(set) var limb3: UInt64 = 0

  private static let overflow: UInt64 = 1 << 63

  /// The empty sum, zero.
  @inlinable public init() {}

  /// The sum of one term.
  public init(_ term: Double) { add(term) }

  /// Makes a sum from its four 64-bit words, least significant first.
  public init(limbs: (UInt64, UInt64, UInt64, UInt64)) {
    (limb0, limb1, limb2, limb3) = limbs
  }

  /// A sum of `count` times 2^exponent, which is from -128 to -1.
  init(_ count: UInt128, exponent: Int) {
    let shift = exponent + 128
    let low = count << UInt128(shift & 63)
    let words = (
      UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low >> 64),
      shift & 63 == 0 ? 0 : UInt64(truncatingIfNeeded: count >> UInt128(128 - shift & 63))
    )
    if shift < 64 {
      (limb0, limb1, limb2) = words
    } else {
      (limb1, limb2, limb3) = words
    }
  }

  /// Whether a term or the sum itself left the range of the fixed-point number.
  public var isOverflown: Bool { limb3 == Self.overflow && limb2 == 0 && limb1 == 0 && limb0 == 0 }

  private static let overflown = ExactSum(limbs: (0, 0, 0, overflow))

  /// Adds a term; the order of additions never changes the result.
  public mutating func add(_ term: Double) {
    if term == 0 { return }
    guard term.magnitude < 0x1p126 else {
      self = Self.overflown
      return
    }
    var parts = Self.fixedPoint(term.magnitude)
    if term < 0 { parts = Self.negated(parts) }
    addLimbs(parts)
  }

  /// Adds another sum.
  public mutating func add(_ other: ExactSum) {
    if other.isOverflown {
      self = Self.overflown
      return
    }
    addLimbs((other.limb0, other.limb1, other.limb2, other.limb3))
  }

  /// Subtracts another sum.
  public mutating func subtract(_ other: ExactSum) {
    if other.isOverflown {
      self = Self.overflown
      return
    }
    addLimbs(Self.negated((other.limb0, other.limb1, other.limb2, other.limb3)))
  }

  /// Adds the exact product of two factors, rounded only below 2^-128.
  public mutating func addProduct(_ first: Double, _ second: Double) {
    let high = first * second
    add(high)
    if high.isFinite { add((-high).addingProduct(first, second)) }
  }

  /// The multiple of 2^-128 that is nearest to a number.
  ///
  /// Products of it with integers below 2^53 are added without rounding, singly or together.
  static func multiple(_ number: Double) -> Double {
    number.magnitude >= 0x1p-76 || number == 0 ? number : ExactSum(number).value
  }

  private mutating func addLimbs(_ other: (UInt64, UInt64, UInt64, UInt64)) {
    if isOverflown { return }
    let (s0, c0) = limb0.addingReportingOverflow(other.0)
    let (t1, c1) = limb1.addingReportingOverflow(other.1)
    let (s1, d1) = t1.addingReportingOverflow(c0 ? 1 : 0)
    let (t2, c2) = limb2.addingReportingOverflow(other.2)
    let (s2, d2) = t2.addingReportingOverflow(c1 || d1 ? 1 : 0)
    let s3 = limb3 &+ other.3 &+ (c2 || d2 ? 1 : 0)
    let leaves = (~(limb3 ^ other.3) & (limb3 ^ s3)) >> 63 == 1
    if leaves || s3 == Self.overflow {
      self = Self.overflown
    } else {
      (limb0, limb1, limb2, limb3) = (s0, s1, s2, s3)
    }
  }

  /// The words of a finite magnitude below 2^126.
  static func fixedPoint(_ magnitude: Double) -> (UInt64, UInt64, UInt64, UInt64) {
    let bits = magnitude.bitPattern
    let biased = Int(bits >> 52)
    let mantissa = biased == 0 ? bits : (bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000
    // The value is mantissa * 2^(biased - 1075); the last bit here is 2^-128.
    let shift = max(biased, 1) - 1075 + 128
    if shift < 0 {
      // Round to nearest, halves away from zero; a shift beyond the mantissa leaves nothing.
      return shift < -54 ? (0, 0, 0, 0) : (((mantissa >> UInt64(-shift - 1)) + 1) >> 1, 0, 0, 0)
    }
    let word = shift >> 6
    let offset = UInt64(shift & 63)
    let low = mantissa << offset
    let high = offset == 0 ? 0 : mantissa >> (64 - offset)
    switch word {
    case 0: return (low, high, 0, 0)
    case 1: return (0, low, high, 0)
    case 2: return (0, 0, low, high)
    default: return (0, 0, 0, low)
    }
  }

  private static func negated(
    _ limbs: (UInt64, UInt64, UInt64, UInt64)
  ) -> (UInt64, UInt64, UInt64, UInt64) {
    let s0 = ~limbs.0 &+ 1
    let c0: UInt64 = s0 == 0 ? 1 : 0
    let s1 = ~limbs.1 &+ c0
    let c1: UInt64 = c0 == 1 && s1 == 0 ? 1 : 0
    let s2 = ~limbs.2 &+ c1
    let c2: UInt64 = c1 == 1 && s2 == 0 ? 1 : 0
    return (s0, s1, s2, ~limbs.3 &+ c2)
  }

  /// The sum as the nearest double, ties to even; NaN when overflown.
  public var value: Double {
    if isOverflown { return .nan }
    let isNegative = limb3 >> 63 == 1
    let all = (limb0, limb1, limb2, limb3)
    let m = isNegative ? Self.negated(all) : all
    let top = m.3 != 0 ? 3 : m.2 != 0 ? 2 : m.1 != 0 ? 1 : 0
    let (first, second, rest): (UInt64, UInt64, UInt64) =
      switch top {
      case 3: (m.3, m.2, m.1 | m.0)
      case 2: (m.2, m.1, m.0)
      case 1: (m.1, m.0, 0)
      default: (m.0, 0, 0)
      }
    if first == 0 { return 0 }
    let zeros = UInt64(first.leadingZeroBitCount)
    // The 64 most significant bits, with everything below them kept as one sticky bit.
    var head = first << zeros
    if zeros > 0 { head |= second >> (64 - zeros) }
    if second << zeros != 0 || rest != 0 { head |= 1 }
    // UInt64 to Double rounds to nearest even; the sticky bit breaks false ties.
    let magnitude =
      Double(sign: .plus, exponent: top * 64 - Int(zeros) - 128, significand: 1)
      * Double(head)
    return isNegative ? -magnitude : magnitude
  }
}

/// The sum of `terms`, the same bits in any order; NaN or infinity among the terms gives NaN.
///
/// Terms are scaled by a power of two so that the largest has magnitude near 1; what lies more than
/// 2^-128 below it is rounded term by term.
public func orderFreeSum(_ terms: some Collection<Double>) -> Double {
  let largest = terms.reduce(0.0) { max($0, $1.magnitude) }
  if largest == 0 { return terms.contains { $0.isNaN } ? .nan : 0 }
  guard largest.isFinite, !terms.contains(where: { $0.isNaN }) else { return .nan }
  let exponent = largest.exponent
  let down = Double(sign: .plus, exponent: -exponent, significand: 1)
  var sum = ExactSum()
  for term in terms { sum.add(term * down) }
  return sum.value * Double(sign: .plus, exponent: exponent, significand: 1)
}

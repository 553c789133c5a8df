/// Random numbers that a seed fixes on every machine and for good.
///
/// SplitMix64 (Steele, Lea & Flood 2014). Bounded integers and fractions are made here, because the
/// standard library does not promise to draw them the same way in every version.
public struct SeededNumbers: Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer in `0 ..< count`, each equally likely (Lemire 2019).
  ///
  /// - Parameter count: At least 1.
  public mutating func below(_ count: Int) -> Int {
    precondition(count > 0, "an empty range has no element to draw")
    let bound = UInt64(count)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A number in `0 ..< 1`, a multiple of 2^-53.
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Brings values into random order (Fisher & Yates, Durstenfeld 1964).
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, below(last + 1))
    }
  }
}

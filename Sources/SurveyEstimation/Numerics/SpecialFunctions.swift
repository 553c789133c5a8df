#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Special functions behind the distributions, to about 1e-14 relative.
enum SpecialFunctions {
  /// The error of Stirling's formula, `ln n! - (n + 1/2) ln n + n - ln(2 pi)/2`, for n > 0.
  ///
  /// Series of Abramowitz & Stegun 6.1.41 from 15 on; below, ln n! itself.
  static func stirlingError(_ n: Double) -> Double {
    if n < 15 {
      return logGamma(n + 1) - (n + 0.5) * log(n) + n - 0.918_938_533_204_672_741_780
    }
    let s = 1 / (n * n)
    let series =
      1.0 / 12 - s
      * (1.0 / 360 - s
        * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * (691.0 / 360_360 - s / 156)))))
    return series / n
  }

  /// ln Gamma(x) for x > 0.
  static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// The deviance term `x ln(x/m) + m - x` without cancellation near x = m (Loader 2000).
  static func devianceTerm(_ x: Double, _ m: Double) -> Double {
    if x == 0 { return m }
    let difference = x - m
    guard difference.magnitude < 0.1 * (x + m) else { return x * log(x / m) + m - x }
    let v = difference / (x + m)
    var sum = difference * v
    var term = 2 * x * v
    let square = v * v
    for j in 1..<1000 {
      term *= square
      let next = sum + term / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// `x^a y^b / B(a, b)` with y = 1 - x, by Loader's saddle-point form.
  private static func betaFactor(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x)
      - devianceTerm(b, n * y)
    // (a b / n) times the binomial density at a of n, whose square root holds n / (2 pi a b).
    return exp(exponent) * (a * b / (n * 2 * Double.pi)).squareRoot()
  }

  /// The regularised incomplete beta function and its complement.
  ///
  /// Continued fraction of Numerical Recipes (modified Lentz) on the side where it converges fast.
  /// - Parameters:
  ///   - x: The argument in 0...1.
  ///   - y: 1 - x, given apart so that neither tail loses digits.
  static func incompleteBeta(
    _ a: Double, _ b: Double, x: Double, y: Double
  ) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    let factor = betaFactor(a, b, x, y)
    if x < (a + 1) / (a + b + 2) {
      let tail = min(factor * betaFraction(a, b, x) / a, 1)
      return (tail, 1 - tail)
    }
    let tail = min(factor * betaFraction(b, a, y) / b, 1)
    return (1 - tail, tail)
  }

  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if d.magnitude < tiny { d = tiny }
    d = 1 / d
    var h = d
    // Terms needed grow with the root of the larger parameter.
    let limit = 500 + 20 * Int(min(max(a, b), 1e12).squareRoot())
    for m in 1...limit {
      let k = Double(m)
      let even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
      d = 1 + even * d
      if d.magnitude < tiny { d = tiny }
      c = 1 + even / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      let odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
      d = 1 + odd * d
      if d.magnitude < tiny { d = tiny }
      c = 1 + odd / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      let step = d * c
      h *= step
      if (step - 1).magnitude < 2e-16 { break }
    }
    return h
  }

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x), a > 0, x >= 0.
  ///
  /// Series below a + 1, continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31).
  static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    // x^a e^-x / Gamma(a), as a Poisson density in saddle-point form.
    let factor =
      exp(-stirlingError(a) - devianceTerm(a, x)) * (a / (2 * Double.pi)).squareRoot()
    let limit = 1000 + 20 * Int(min(a, 1e12).squareRoot())
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      for k in 1...limit {
        term *= x / (a + Double(k))
        sum += term
        if term < sum * 1e-17 { break }
      }
      let lower = min(factor * sum, 1)
      return (lower, 1 - lower)
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for k in 1...limit {
      let an = -Double(k) * (Double(k) - a)
      b += 2
      d = an * d + b
      if d.magnitude < 1e-300 { d = 1e-300 }
      c = b + an / c
      if c.magnitude < 1e-300 { c = 1e-300 }
      d = 1 / d
      let step = d * c
      h *= step
      if (step - 1).magnitude < 2e-16 { break }
    }
    let upper = min(factor * h, 1)
    return (1 - upper, upper)
  }
}

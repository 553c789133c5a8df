#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Cumulative distribution functions and quantiles, accurate to about 1e-13 relative in both tails.
///
/// Sources: Abramowitz & Stegun (1964), chapters 6 and 26; Loader (2000) for the prefactors.
public enum Distributions {
  // MARK: Normal

  /// P(Z <= z) for a standard normal variable.
  public static func normalCumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The z with P(Z <= z) = `probability`; infinite at 0 and 1, NaN outside 0...1.
  public static func normalQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability == 0.5 { return 0 }
    let tail = min(probability, 1 - probability)
    // Abramowitz & Stegun 26.2.23 to start, then Halley's iteration on ln of the tail.
    let t = (-2 * log(tail)).squareRoot()
    var z =
      t - (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in 0..<6 {
      let p = 0.5 * erfc(z / 2.0.squareRoot())
      let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      let error = (p - tail) / density
      let step = error / (1 - 0.5 * error * z)
      z += step
      if step.magnitude < 1e-15 * max(z.magnitude, 1) { break }
    }
    return probability < 0.5 ? -z : z
  }

  // MARK: Beta

  /// P(X <= x) for a beta variable with parameters `a`, `b` > 0.
  public static func betaCumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
    SpecialFunctions.incompleteBeta(a, b, x: x, y: 1 - x).lower
  }

  /// The x with P(X <= x) = `probability` for a beta variable with parameters `a`, `b` >= 0.
  ///
  /// A parameter of zero is the limit: all mass at 0 (`a` = 0) or at 1 (`b` = 0).
  public static func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    guard probability >= 0, probability <= 1, a >= 0, b >= 0, !a.isNaN, !b.isNaN else {
      return .nan
    }
    if a == 0 || probability == 0 { return 0 }
    if b == 0 || probability == 1 { return 1 }
    if a.isInfinite || b.isInfinite { return .nan }
    // Solved on the logit scale, where both ends of 0...1 have all their digits.
    func point(_ logit: Double) -> (x: Double, y: Double) {
      let e = exp(-logit.magnitude)
      let small = e / (1 + e)
      return logit < 0 ? (small, 1 / (1 + e)) : (1 / (1 + e), small)
    }
    func miss(_ logit: Double) -> Double {
      let (x, y) = point(logit)
      let (lower, upper) = SpecialFunctions.incompleteBeta(a, b, x: x, y: y)
      if probability <= 0.5 { return lower > 0 ? log(lower / probability) : -1e3 }
      return upper > 0 ? -log(upper / (1 - probability)) : 1e3
    }
    let center = log(a / b)
    var low = center - 1
    var high = center + 1
    var width = 1.0
    while miss(low) > 0, low > -740 {
      width *= 2
      low -= width
    }
    width = 1
    while miss(high) < 0, high < 740 {
      width *= 2
      high += width
    }
    guard let logit = findRoot(from: low, to: high, tolerance: 4e-16, of: miss) else {
      return miss(low) > 0 ? 0 : 1
    }
    return point(logit).x
  }

  // MARK: Student's t

  /// P(T <= t) for Student's t with `df` > 0 degrees of freedom; infinite `df` is the normal.
  public static func tCumulative(_ t: Double, df: Double) -> Double {
    let tail = tUpperTail(t.magnitude, df: df)
    return t < 0 ? tail : 1 - tail
  }

  /// From here on, expansions in 1/df replace the incomplete beta function, whose rounding errors
  /// grow with df; what they leave out is below 1e-13.
  private static let largeDF = 1e4

  /// The normal deviate with the same tail as `t` (Wallace 1959; Abramowitz & Stegun 26.7.8 solved).
  private static func normalEquivalent(_ t: Double, df: Double) -> Double {
    let s = t * t
    let first = (s + 1) / 4
    let second = ((13 * s + 8) * s + 3) / 96
    let third = (((35 * s + 19) * s + 1) * s - 15) / 384
    let fourth = ((((6271 * s + 3224) * s - 102) * s - 1680) * s - 945) / 92160
    return t * (1 - (first - (second - (third - fourth / df) / df) / df) / df)
  }

  /// The quantile of t from that of the normal (Abramowitz & Stegun 26.7.5).
  private static func tFromNormal(_ z: Double, df: Double) -> Double {
    let s = z * z
    let first = (s + 1) / 4
    let second = ((5 * s + 16) * s + 3) / 96
    let third = (((3 * s + 19) * s + 17) * s - 15) / 384
    let fourth = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160
    return z * (1 + (first + (second + (third + fourth / df) / df) / df) / df)
  }

  private static func tUpperTail(_ t: Double, df: Double) -> Double {
    if df.isInfinite { return 0.5 * erfc(t / 2.0.squareRoot()) }
    if t.isInfinite { return 0 }
    let square = t * t
    if df >= largeDF, square * square < df / 100 {
      return 0.5 * erfc(normalEquivalent(t, df: df) / 2.0.squareRoot())
    }
    let sum = df + square
    return 0.5
      * SpecialFunctions.incompleteBeta(0.5 * df, 0.5, x: df / sum, y: square / sum).lower
  }

  /// The t with P(T <= t) = `probability` for `df` > 0 degrees of freedom; NaN for df <= 0.
  public static func tQuantile(_ probability: Double, df: Double) -> Double {
    guard probability >= 0, probability <= 1, df > 0 else { return .nan }
    if df.isInfinite { return normalQuantile(probability) }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability == 0.5 { return 0 }
    let tail = min(probability, 1 - probability)
    if df >= largeDF, tail > 1e-15 { return tFromNormal(normalQuantile(probability), df: df) }
    func miss(_ logT: Double) -> Double {
      let upper = tUpperTail(exp(logT), df: df)
      return upper > 0 ? log(upper / tail) : -1e3
    }
    let start = log(max(-normalQuantile(tail), 1e-8))
    var low = start - 1e-9
    var width = 0.25
    while miss(low) < 0, low > -700 {
      low -= width
      width *= 2
    }
    var high = start + 0.25
    width = 0.25
    while miss(high) > 0, high < 700 {
      width *= 2
      high += width
    }
    guard let logT = findRoot(from: low, to: high, tolerance: 4e-16, of: miss) else { return .nan }
    let t = exp(logT)
    return probability < 0.5 ? -t : t
  }

  // MARK: Chi-squared and F

  /// P(X > x) for a chi-squared variable with `df` > 0 degrees of freedom.
  public static func chiSquaredUpperTail(_ x: Double, df: Double) -> Double {
    SpecialFunctions.incompleteGamma(0.5 * df, 0.5 * x).upper
  }

  /// P(X <= x) for a chi-squared variable with `df` > 0 degrees of freedom.
  public static func chiSquaredCumulative(_ x: Double, df: Double) -> Double {
    SpecialFunctions.incompleteGamma(0.5 * df, 0.5 * x).lower
  }

  /// The x with P(X <= x) = `probability` for a chi-squared variable; NaN for df <= 0.
  public static func chiSquaredQuantile(_ probability: Double, df: Double) -> Double {
    guard probability >= 0, probability <= 1, df > 0 else { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    func miss(_ logX: Double) -> Double {
      let (lower, upper) = SpecialFunctions.incompleteGamma(0.5 * df, 0.5 * exp(logX))
      if probability <= 0.5 { return lower > 0 ? log(lower / probability) : -1e3 }
      return upper > 0 ? -log(upper / (1 - probability)) : 1e3
    }
    var low = log(df) - 1
    var high = log(df) + 1
    while miss(low) > 0, low > -740 { low -= 2 }
    while miss(high) < 0, high < 700 { high += 1 }
    return findRoot(from: low, to: high, tolerance: 4e-16, of: miss).map { exp($0) } ?? .nan
  }

  /// P(X > x) for an F variable with the given numerator and denominator degrees of freedom.
  public static func fUpperTail(_ x: Double, _ df1: Double, _ df2: Double) -> Double {
    if x <= 0 { return 1 }
    if df2.isInfinite { return chiSquaredUpperTail(x * df1, df: df1) }
    let sum = df1 * x + df2
    return SpecialFunctions.incompleteBeta(
      0.5 * df2, 0.5 * df1, x: df2 / sum, y: df1 * x / sum
    ).lower
  }
}

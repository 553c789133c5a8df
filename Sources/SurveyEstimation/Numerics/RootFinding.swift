/// Finds where a function changes sign inside a bracket, by Brent's method.
///
/// - Parameters:
///   - low: One end of the bracket.
///   - high: The other end; `function` has the opposite sign there (or is zero at an end).
///   - tolerance: Width of the final bracket, relative to the root.
/// - Returns: The root, or `nil` when the ends have the same sign or a value is NaN.
///
/// Source: Brent (1973), "Algorithms for Minimization without Derivatives", chapter 4.
public func findRoot(
  from low: Double, to high: Double, tolerance: Double = 4e-16, of function: (Double) -> Double
) -> Double? {
  var a = low
  var b = high
  var fa = function(a)
  var fb = function(b)
  if fa == 0 { return a }
  if fb == 0 { return b }
  guard (fa < 0) != (fb < 0), !fa.isNaN, !fb.isNaN else { return nil }
  var c = a
  var fc = fa
  var step = b - a
  var previous = step
  for _ in 0..<400 {
    if fc.magnitude < fb.magnitude {
      (a, b, c) = (b, c, b)
      (fa, fb, fc) = (fb, fc, fb)
    }
    let slack = tolerance * b.magnitude + Double.leastNormalMagnitude
    let middle = 0.5 * (c - b)
    if middle.magnitude <= slack || fb == 0 { return b }
    if previous.magnitude >= slack, fa.magnitude > fb.magnitude {
      let s = fb / fa
      var p: Double
      var q: Double
      if a == c {
        p = 2 * middle * s
        q = 1 - s
      } else {
        let u = fa / fc
        let r = fb / fc
        p = s * (2 * middle * u * (u - r) - (b - a) * (r - 1))
        q = (u - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      if 2 * p < min(3 * middle * q - (slack * q).magnitude, (previous * q).magnitude) {
        previous = step
        step = p / q
      } else {
        step = middle
        previous = middle
      }
    } else {
      step = middle
      previous = middle
    }
    a = b
    fa = fb
    b += step.magnitude > slack ? step : (middle > 0 ? slack : -slack)
    fb = function(b)
    if fb.isNaN { return nil }
    if (fb < 0) == (fc < 0) {
      c = a
      fc = fa
      step = b - a
      previous = step
    }
  }
  return b
}

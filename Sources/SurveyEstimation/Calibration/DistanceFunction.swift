#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The factor F(u) that a calibration method gives to a row with linear predictor u, and its slope.
struct DistanceFunction: Sendable {
  let method: CalibrationMethod

  /// Factor and derivative at `u`; F(0) = F'(0) = 1.
  func callAsFunction(_ u: Double) -> (factor: Double, slope: Double) {
    switch method {
    case .postStratification, .linear(nil):
      return (1 + u, 1)
    case .linear(let bounds?):
      if u <= bounds.lower - 1 { return (bounds.lower, 0) }
      if u >= bounds.upper - 1 { return (bounds.upper, 0) }
      return (1 + u, 1)
    case .raking(let bounds):
      let factor = exp(u)
      if let bounds {
        if factor <= bounds.lower { return (bounds.lower, 0) }
        if factor >= bounds.upper { return (bounds.upper, 0) }
      }
      return (factor, factor)
    case .logit(let bounds):
      let low = bounds.lower
      let high = bounds.upper
      let rate = (high - low) / ((high - 1) * (1 - low))
      // The exponential is kept at most 1 on either side, so that it cannot overflow.
      let factor: Double
      if u > 0 {
        let e = exp(-rate * u)
        factor = (low * (high - 1) * e + high * (1 - low)) / ((high - 1) * e + 1 - low)
      } else {
        let e = exp(rate * u)
        factor = (low * (high - 1) + high * (1 - low) * e) / (high - 1 + (1 - low) * e)
      }
      return (factor, rate * (factor - low) * (high - factor) / (high - low))
    }
  }
}

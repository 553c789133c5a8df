/// How replicate weights were made, which sets the scale of their variance.
public enum ReplicateKind: Hashable, Sendable {
  /// One PSU dropped at a time, strata ignored.
  case jackknife
  /// One PSU dropped at a time within its stratum; the scales of the replicates matter.
  case stratifiedJackknife
  /// Balanced repeated replication: half-samples of two PSUs per stratum.
  case balanced
  /// Balanced repeated replication with factors 2 - rho and rho.
  case fay(rho: Double)
  /// Bootstrap of PSUs.
  case bootstrap
  /// Successive differences of a systematic sample.
  case successiveDifference

  /// The multiplier of the sum of squared deviations for `count` replicates.
  ///
  /// Jackknife (R-1)/R, stratified jackknife 1, BRR 1/R, Fay 1/(R (1-rho)^2), bootstrap 1/(R-1),
  /// successive differences 4/R (Wolter 2007, chapters 3 to 5; Fay & Train 1995).
  public func scale(count: Int) -> Double {
    let count = Double(count)
    switch self {
    case .jackknife: return (count - 1) / count
    case .stratifiedJackknife: return 1
    case .balanced: return 1 / count
    case .fay(let rho): return 1 / (count * (1 - rho) * (1 - rho))
    case .bootstrap: return 1 / (count - 1)
    case .successiveDifference: return 4 / count
    }
  }
}

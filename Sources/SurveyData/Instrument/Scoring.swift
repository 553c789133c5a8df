/// Points and bands of a scored instrument.
public struct Scoring: Sendable, Hashable {
  /// Greatest number of points in all.
  public var total: Double
  /// Parts that the points are given for.
  public var components: [Component]
  /// Bands, highest first.
  public var bands: [Band]

  /// One part of a score.
  public struct Component: Sendable, Hashable {
    /// What is given when the denominator is zero.
    public enum ZeroDenominator: String, Sendable, Hashable, CaseIterable, Codable {
      /// Full points: nothing fell due.
      case full
      /// No points.
      case zero
    }

    /// Id within the instrument.
    public var id: String
    /// Title in both languages.
    public var title: BilingualText
    /// Greatest number of points.
    public var points: Double
    /// Name of the count above the line, for components made from counts.
    public var numerator: String?
    /// Name of the count below the line.
    public var denominator: String?
    /// Names of counts that are taken off: the ratio is 1 - (their sum) / denominator.
    public var subtract: [String]
    /// The ratio at which full points are reached; 1 unless a stage target says less.
    public var fullAt: Double
    /// What is given when the denominator is zero.
    public var zeroDenominator: ZeroDenominator

    /// The points for counts, or nil when a count that is needed is not given (nil is not zero).
    ///
    ///     ratio  = numerator / denominator, or 1 - sum(subtract) / denominator
    ///     points = min(points, points * ratio / fullAt), at least 0
    ///
    /// - Parameter counts: Counts by name.
    public func score(_ counts: [String: Double]) -> Double? {
      guard let denominator, let below = counts[denominator] else { return nil }
      if below == 0 { return zeroDenominator == .full ? points : 0 }
      guard below > 0, let ratio = ratio(counts, below: below) else { return nil }
      return max(0, min(points, points * ratio / fullAt))
    }

    /// The ratio itself, or nil when it cannot be formed.
    public func ratio(_ counts: [String: Double]) -> Double? {
      guard let denominator, let below = counts[denominator], below > 0 else { return nil }
      return ratio(counts, below: below)
    }

    private func ratio(_ counts: [String: Double], below: Double) -> Double? {
      if let numerator { return counts[numerator].map { $0 / below } }
      var taken = 0.0
      for name in subtract {
        guard let count = counts[name] else { return nil }
        taken += count
      }
      return 1 - taken / below
    }

    /// Makes the value from its parts.
    public init(
      id: String, title: BilingualText, points: Double, numerator: String? = nil,
      denominator: String? = nil, subtract: [String] = [], fullAt: Double,
      zeroDenominator: ZeroDenominator
    ) {
      self.id = id
      self.title = title
      self.points = points
      self.numerator = numerator
      self.denominator = denominator
      self.subtract = subtract
      self.fullAt = fullAt
      self.zeroDenominator = zeroDenominator
    }
  }

  /// A band of points.
  public struct Band: Sendable, Hashable {
    /// Id within the instrument.
    public var id: String
    /// Title in both languages.
    public var title: BilingualText
    /// Least points of the band; a score equal to it belongs to the band.
    public var from: Double

    /// Makes the value from its parts.
    public init(
      id: String, title: BilingualText, from: Double
    ) {
      self.id = id
      self.title = title
      self.from = from
    }
  }

  /// The band of a score: the highest whose `from` is not above it.
  ///
  /// A score exactly on a boundary belongs to the band above. A sum of weighted means that is the
  /// boundary may come out a few units in the last place below it.
  public func band(of points: Double) -> Band? {
    bands.first { points >= $0.from - Self.tolerance * max(1, abs($0.from)) }
  }

  /// What summing means in doubles can do to a score, relative to it.
  private static let tolerance = 1e-12

  /// Makes the value from its parts.
  public init(
    total: Double, components: [Component] = [], bands: [Band] = []
  ) {
    self.total = total
    self.components = components
    self.bands = bands
  }
}

/// A published index, imported on its own scale and never computed from one's own survey.
public struct PublishedIndex: Sendable, Hashable {
  /// One dimension.
  public struct Dimension: Sendable, Hashable {
    /// Id within the index.
    public var id: String
    /// Title in both languages.
    public var title: BilingualText
    /// Accepted column headers.
    public var aliases: [String]

    /// Makes the value from its parts.
    public init(
      id: String, title: BilingualText, aliases: [String] = []
    ) {
      self.id = id
      self.title = title
      self.aliases = aliases
    }
  }

  /// Dimensions; a dimension's score is the sum of its sub-dimensions' scores.
  public var dimensions: [Dimension]
  /// Least score of a dimension.
  public var minimum: Double
  /// Greatest score of a dimension.
  public var maximum: Double
  /// Unit of the scores, never per cent.
  public var unit: BilingualText

  /// Checks that a dimension's published score is the sum of its sub-dimensions.
  ///
  /// - Parameter tolerance: half a unit of the last published digit per sub-dimension, by default
  ///   for two decimals.
  public static func isSum(
    _ score: Double, of parts: [Double], tolerance: Double? = nil
  ) -> Bool {
    // 0.005 is half a unit of the second decimal, once for each part and once for the score.
    abs(score - parts.reduce(0, +)) <= tolerance ?? 0.005 * Double(parts.count + 1)
  }

  /// Makes the value from its parts.
  public init(
    dimensions: [Dimension] = [], minimum: Double, maximum: Double, unit: BilingualText
  ) {
    self.dimensions = dimensions
    self.minimum = minimum
    self.maximum = maximum
    self.unit = unit
  }
}

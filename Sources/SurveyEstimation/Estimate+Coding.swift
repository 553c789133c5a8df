/// The keys of an estimate in JSON are fixed: they are never renamed, only added to.
extension Estimate: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, statistic, measure, domain, n, nEffective, weighted, value
    case standardError = "se"
    case low, high
    case intervalMethod = "ciMethod"
    case level
    case designEffect = "deff"
    case degreesOfFreedom = "df"
    case missing
    case publication = "publish"
    case flags
  }

  /// A domain variable as a key.
  private struct Variable: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an estimate; domain variables come back sorted by name.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let levels = try values.nestedContainer(keyedBy: Variable.self, forKey: .domain)
    let domain = try levels.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
      DomainLevel(variable: $0.stringValue, value: try levels.decode(String.self, forKey: $0))
    }
    self.init(
      name: try values.decode(String.self, forKey: .name),
      statistic: try values.decode(String.self, forKey: .statistic),
      measure: try values.decodeIfPresent(String.self, forKey: .measure), domain: domain,
      n: try values.decode(Int.self, forKey: .n),
      nEffective: try values.decodeIfPresent(Double.self, forKey: .nEffective),
      weighted: try values.decode(Double.self, forKey: .weighted),
      value: try values.decodeIfPresent(Double.self, forKey: .value),
      standardError: try values.decodeIfPresent(Double.self, forKey: .standardError),
      low: try values.decodeIfPresent(Double.self, forKey: .low),
      high: try values.decodeIfPresent(Double.self, forKey: .high),
      intervalMethod: try values.decode(String.self, forKey: .intervalMethod),
      level: try values.decode(Double.self, forKey: .level),
      designEffect: try values.decodeIfPresent(Double.self, forKey: .designEffect),
      // A census and the normal have no finite df; null stands for it.
      degreesOfFreedom: try values.decodeIfPresent(Double.self, forKey: .degreesOfFreedom)
        ?? .infinity,
      missing: try values.decode(Int.self, forKey: .missing),
      publication: try values.decode(Publication.self, forKey: .publication),
      flags: try values.decode([String].self, forKey: .flags))
  }

  /// Writes an estimate; what is undefined is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(statistic, forKey: .statistic)
    try values.encodeIfPresent(measure, forKey: .measure)
    var levels = values.nestedContainer(keyedBy: Variable.self, forKey: .domain)
    for level in domain {
      try levels.encode(level.value, forKey: Variable(stringValue: level.variable))
    }
    try values.encode(n, forKey: .n)
    try values.encode(nEffective, forKey: .nEffective)
    try values.encode(weighted, forKey: .weighted)
    try values.encode(value, forKey: .value)
    try values.encode(standardError, forKey: .standardError)
    try values.encode(low, forKey: .low)
    try values.encode(high, forKey: .high)
    try values.encode(intervalMethod, forKey: .intervalMethod)
    try values.encode(level, forKey: .level)
    try values.encode(designEffect, forKey: .designEffect)
    try values.encode(degreesOfFreedom.isFinite ? degreesOfFreedom : nil, forKey: .degreesOfFreedom)
    try values.encode(missing, forKey: .missing)
    try values.encode(publication, forKey: .publication)
    try values.encode(flags, forKey: .flags)
  }
}

extension Fingerprint {
  /// The hash of a text, equal to that of a cell with the same text.
  ///
  /// - Parameter text: The cell's text.
  public init(of text: String) {
    // One byte more, so that the empty text has an address, too.
    let bytes = Array(text.utf8) + [0]
    self = bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return Fingerprint(high: 0, low: 0) }
      return fingerprint(start, buffer.count - 1)
    }
  }
}

/// Takes the records of one part of a file, batch after batch.
///
/// Each part has its own consumer, made and used on one thread, so that no locking is needed.
/// A part can turn out to be split wrongly and be read again by its predecessor; its consumer is
/// then dropped. A consumer must therefore touch nothing but itself unless one thread is used.
public protocol RecordConsumer: SendableMetatype {
  /// Whether every malformed record is wanted, not only those that the summary keeps.
  var wantsMalformedRecords: Bool { get }
  /// Takes the next records; the batch must not be used after the call.
  mutating func consume(_ batch: RecordBatch) throws
  /// Takes a malformed record, in file order, after the batch that it was read with.
  mutating func consume(malformed record: MalformedRecord) throws
  /// Called after the last record of the part, on its thread.
  mutating func finish() throws
}

extension RecordConsumer {
  /// Only the malformed records that the summary keeps are wanted.
  public var wantsMalformedRecords: Bool { false }

  /// Passes over a malformed record.
  public mutating func consume(malformed record: MalformedRecord) throws {}

  /// Does nothing.
  public mutating func finish() throws {}
}

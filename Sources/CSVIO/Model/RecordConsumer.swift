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
}

extension RecordConsumer {
  public var wantsMalformedRecords: Bool { false }
  public mutating func consume(malformed record: MalformedRecord) throws {}
}

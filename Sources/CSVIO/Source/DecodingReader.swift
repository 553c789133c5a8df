/// Decodes what another reader reads.
final class DecodingReader: ByteReader {
  private let source: any ByteReader
  private let transcoder: Transcoder
  private let piece: UnsafeMutablePointer<UInt8>
  private var handedOn = 0
  private var isAtEnd = false
  private static let pieceBytes = 1 << 16

  init(_ source: any ByteReader, _ transcoder: Transcoder) {
    self.source = source
    self.transcoder = transcoder
    piece = .allocate(capacity: Self.pieceBytes)
  }

  deinit { piece.deallocate() }

  func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int {
    while handedOn == transcoder.output.count, !isAtEnd {
      transcoder.removeOutput()
      handedOn = 0
      let read = try source.read(into: piece, Self.pieceBytes)
      if read == 0 {
        isAtEnd = true
        transcoder.finish()
      } else {
        transcoder.decode(UnsafeBufferPointer(start: piece, count: read))
      }
    }
    let available = min(count, transcoder.output.count - handedOn)
    transcoder.output.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { target.update(from: start + handedOn, count: available) }
    }
    handedOn += available
    return available
  }
}

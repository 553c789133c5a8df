import Clibcsvfloor
import Foundation
import Synchronization

/// `csv-floor FILE [THREADS] [RUNS]`: seconds of the best of several passes of libcsv over a file,
/// strict, with callbacks that do nothing, each thread on an equal share of the lines.
@main
struct Floor {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      FileHandle.standardError.write(Data("usage: csv-floor FILE [THREADS] [RUNS]\n".utf8))
      exit(64)
    }
    let threads = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
    let runs = arguments.count > 3 ? Int(arguments[3]) ?? 3 : 3
    let descriptor = open(arguments[1], O_RDONLY)
    guard descriptor >= 0 else { exit(66) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let cuts = (0...threads).map {
      $0 == threads ? size : recordStart(descriptor, size / threads * $0)
    }
    var best = Double.infinity
    for _ in 0..<runs {
      let clock = ContinuousClock()
      let errors = Atomic<Int>(0)
      let duration = clock.measure {
        DispatchQueue.concurrentPerform(iterations: threads) { part in
          if !parse(descriptor, from: cuts[part], to: cuts[part + 1]) {
            errors.add(1, ordering: .relaxed)
          }
        }
      }
      if errors.load(ordering: .relaxed) > 0 {
        FileHandle.standardError.write(Data("csv-floor: a part did not parse\n".utf8))
        exit(65)
      }
      best = min(
        best, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
    print(String(format: "%.4f", best))
  }

  /// The next line that begins with a stratum code: an unquoted line start in the bench data.
  static func recordStart(_ descriptor: Int32, _ offset: Int) -> Int {
    if offset == 0 { return 0 }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = pread(descriptor, &buffer, buffer.count, off_t(offset))
    var index = 0
    while index + 1 < count {
      if buffer[index] == 0x0A, buffer[index + 1] == UInt8(ascii: "S") { return offset + index + 1 }
      index += 1
    }
    return offset
  }

  static func parse(_ descriptor: Int32, from start: Int, to end: Int) -> Bool {
    let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    defer {
      csv_free(parser)
      parser.deallocate()
    }
    let step = 1 << 18
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: step, alignment: 64)
    defer { buffer.deallocate() }
    var offset = start
    while offset < end {
      let count = pread(descriptor, buffer, min(step, end - offset), off_t(offset))
      if count <= 0 { return false }
      if floor_parse(parser, buffer, count) != count { return false }
      offset += count
    }
    return true
  }
}

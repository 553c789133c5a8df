import BenchRows
import Foundation

/// `bench-data ROWS [SEED]`: ``BenchRows`` on standard output.
@main
struct BenchData {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let rows = Int(arguments[1]) else {
      FileHandle.standardError.write(Data("usage: bench-data ROWS [SEED]\n".utf8))
      exit(64)
    }
    var generator = BenchRows(seed: arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1)
    var out = BenchRows.header
    out.reserveCapacity(1 << 20)
    for _ in 0..<rows {
      generator.append(to: &out)
      if out.count > 1 << 19 { flush(&out) }
    }
    flush(&out)
  }

  static func flush(_ out: inout [UInt8]) {
    var written = 0
    out.withUnsafeBytes { buffer in
      while written < buffer.count {
        let n = write(1, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if n <= 0 { exit(74) }
        written += n
      }
    }
    out.removeAll(keepingCapacity: true)
  }
}

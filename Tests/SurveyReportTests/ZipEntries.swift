import Foundation

/// Reads the texts in a ZIP file, so that tests can look into a workbook without another program.
enum ZipEntries {
  struct Malformed: Error {}

  /// Entries whose name passes, by name, as UTF-8 text.
  static func inflated(_ data: Data, where isWanted: (String) -> Bool) throws -> [(String, String)]
  {
    let bytes = [UInt8](data)
    func number(_ at: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    guard
      let end = stride(from: bytes.count - 22, through: 0, by: -1)
        .first(where: { number($0, 4) == 0x0605_4B50 })
    else { throw Malformed() }
    var position = number(end + 16, 4)
    var entries: [(String, String)] = []
    for _ in 0..<number(end + 10, 2) {
      let size = number(position + 20, 4)
      let nameLength = number(position + 28, 2)
      let name = String(
        decoding: bytes[(position + 46)..<(position + 46 + nameLength)], as: UTF8.self)
      if isWanted(name) {
        let local = number(position + 42, 4)
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
        let body = Array(bytes[start..<(start + size)])
        var inflate = Inflate(body)
        let text = number(position + 10, 2) == 0 ? body : try inflate.run()
        entries.append((name, String(decoding: text, as: UTF8.self)))
      }
      position += 46 + nameLength + number(position + 30, 2) + number(position + 32, 2)
    }
    return entries
  }
}

/// RFC 1951, for small inputs.
private struct Inflate {
  private let input: [UInt8]
  private var bit = 0
  private var output: [UInt8] = []

  init(_ input: [UInt8]) { self.input = input }

  private mutating func bits(_ count: Int) throws -> Int {
    var value = 0
    for index in 0..<count {
      guard bit >> 3 < input.count else { throw ZipEntries.Malformed() }
      value |= Int(input[bit >> 3] >> UInt8(bit & 7) & 1) << index
      bit += 1
    }
    return value
  }

  /// Canonical codes: (length, code) to symbol.
  private func codes(_ lengths: [Int]) -> [Int: Int] {
    var table: [Int: Int] = [:]
    var code = 0
    for length in 1...15 {
      for (symbol, own) in lengths.enumerated() where own == length {
        table[length << 16 | code] = symbol
        code += 1
      }
      code <<= 1
    }
    return table
  }

  private mutating func symbol(_ table: [Int: Int]) throws -> Int {
    var code = 0
    for length in 1...15 {
      code = code << 1 | (try bits(1))
      if let symbol = table[length << 16 | code] { return symbol }
    }
    throw ZipEntries.Malformed()
  }

  mutating func run() throws -> [UInt8] {
    while true {
      let isLast = try bits(1) == 1
      switch try bits(2) {
      case 0:
        bit = (bit + 7) & ~7
        let length = try bits(16)
        _ = try bits(16)
        for _ in 0..<length { output.append(UInt8(try bits(8))) }
      case 1:
        let literal = (0..<288).map { $0 < 144 ? 8 : ($0 < 256 ? 9 : ($0 < 280 ? 7 : 8)) }
        try block(codes(literal), codes(Array(repeating: 5, count: 30)))
      case 2: try dynamicBlock()
      default: throw ZipEntries.Malformed()
      }
      if isLast { return output }
    }
  }

  private mutating func dynamicBlock() throws {
    let literals = try bits(5) + 257
    let distances = try bits(5) + 1
    let count = try bits(4) + 4
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = Array(repeating: 0, count: 19)
    for index in 0..<count { lengths[order[index]] = try bits(3) }
    let table = codes(lengths)
    var all: [Int] = []
    while all.count < literals + distances {
      switch try symbol(table) {
      case 16: all += Array(repeating: all.last ?? 0, count: try bits(2) + 3)
      case 17: all += Array(repeating: 0, count: try bits(3) + 3)
      case 18: all += Array(repeating: 0, count: try bits(7) + 11)
      case let length: all.append(length)
      }
    }
    try block(codes(Array(all[..<literals])), codes(Array(all[literals...])))
  }

  private mutating func block(_ literals: [Int: Int], _ distances: [Int: Int]) throws {
    let lengthBase = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
      163, 195, 227, 258,
    ]
    let lengthExtra = [
      0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    let distanceBase = [
      1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
      2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ]
    while true {
      let symbol = try symbol(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      guard symbol - 257 < lengthBase.count else { throw ZipEntries.Malformed() }
      let length = lengthBase[symbol - 257] + (try bits(lengthExtra[symbol - 257]))
      let code = try self.symbol(distances)
      guard code < distanceBase.count else { throw ZipEntries.Malformed() }
      let distance = distanceBase[code] + (try bits(code < 4 ? 0 : code / 2 - 1))
      guard distance <= output.count else { throw ZipEntries.Malformed() }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }
}

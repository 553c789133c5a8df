/// Gives each distinct cell text of a column an id, in order of first appearance; id 0 is empty.
///
/// Three tables by length keep the usual cell (a one-digit code) at one load: 256 entries for
/// single bytes, an open-addressing table keyed by the packed bytes up to eight, and one keyed by
/// hash for longer cells.
///
/// Manual memory, because the parser's callback must neither allocate nor retain nor pass an
/// exclusivity check per field. Everything is owned here and freed in `deinit`; every index is
/// masked by a table's size or is an id that was given out here.
struct FieldCoder: ~Copyable {
  struct ShortEntry {
    var key: UInt64
    var id: Int32
    var length: Int32
  }
  struct LongEntry {
    var hash: UInt64
    var id: Int32
  }

  /// Ids of single bytes, as ``ColumnAction/singles``.
  let singles: UnsafeMutablePointer<Int32>
  private var shorts: UnsafeMutablePointer<ShortEntry>
  private var shortMask = 255
  private var shortCount = 0
  private var longs: UnsafeMutablePointer<LongEntry>
  private var longMask = 255
  private var longCount = 0
  private var bytes: UnsafeMutablePointer<UInt8>
  private var bytesCapacity = 1024
  private var ends: UnsafeMutablePointer<Int>
  private var endsCapacity = 256
  /// Number of ids, the empty cell's included.
  private(set) var count = 1

  /// Bytes of all texts.
  var textBytes: Int { ends[count - 1] }

  /// Result for a cell that is not valid UTF-8.
  static let invalidText: Int32 = -1

  init() {
    singles = .allocate(capacity: ColumnAction.singleCount)
    singles.initialize(repeating: ColumnAction.unknownSingle, count: ColumnAction.singleCount)
    singles[ColumnAction.emptySlot] = 0
    shorts = .allocate(capacity: 256)
    shorts.initialize(repeating: ShortEntry(key: 0, id: 0, length: 0), count: 256)
    longs = .allocate(capacity: 256)
    longs.initialize(repeating: LongEntry(hash: 0, id: 0), count: 256)
    bytes = .allocate(capacity: bytesCapacity)
    ends = .allocate(capacity: endsCapacity)
    ends[0] = 0
  }

  deinit {
    singles.deallocate()
    shorts.deallocate()
    longs.deallocate()
    bytes.deallocate()
    ends.deallocate()
  }

  /// The bytes of an id.
  func text(of id: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(id >= 0 && id < count, "no such dictionary id")
    let start = id == 0 ? 0 : ends[id - 1]
    return UnsafeBufferPointer(start: bytes + start, count: ends[id] - start)
  }

  /// Longest cell that is compared as one packed number.
  static let longestShort = 8

  /// The id of a short cell that has one already at its first place in the table, else 0.
  ///
  /// - Parameters:
  ///   - cell: At least eight readable bytes, because the parser's buffer is never smaller.
  ///   - length: Length of the cell, from 1 to 8.
  @inline(__always)
  func knownShort(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let key = Self.packed(cell, length)
    let entry = shorts[Self.place(key) & shortMask]
    return entry.key == key && entry.length == Int32(truncatingIfNeeded: length) ? entry.id : 0
  }

  @inline(__always)
  private static func packed(_ cell: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let key = UnsafeRawPointer(cell).loadUnaligned(as: UInt64.self).littleEndian
    return key & ~0 >> UInt64(truncatingIfNeeded: 64 &- length &* 8)
  }

  @inline(__always)
  private static func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// The id of a cell that is neither empty nor a single byte with an id.
  ///
  /// - Parameters:
  ///   - cell: At least eight readable bytes, because the parser's buffer is never smaller.
  ///   - length: Length of the cell, at least 1.
  /// - Returns: The id, or ``invalidText``.
  @inline(__always)
  mutating func code(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    if length <= Self.longestShort {
      let key = Self.packed(cell, length)
      var slot = Self.place(key) & shortMask
      while true {
        let entry = shorts[slot]
        if entry.key == key && entry.length == Int32(truncatingIfNeeded: length) { return entry.id }
        if entry.id == 0 { return insertShort(cell, length, key: key, slot: slot) }
        slot = (slot &+ 1) & shortMask
      }
    }
    let hash = cellHash(cell, length, seed: 0)
    var slot = Int(truncatingIfNeeded: hash >> 20) & longMask
    while true {
      let entry = longs[slot]
      if entry.id == 0 { return insertLong(cell, length, hash: hash, slot: slot) }
      if entry.hash == hash && same(Int(entry.id), cell, length) { return entry.id }
      slot = (slot &+ 1) & longMask
    }
  }

  @inline(__always)
  private func same(_ id: Int, _ cell: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let start = ends[id - 1]
    guard ends[id] - start == length else { return false }
    return equalBytes(bytes + start, cell, length)
  }

  @inline(never)
  private mutating func insertShort(
    _ cell: UnsafePointer<UInt8>, _ length: Int, key: UInt64, slot: Int
  ) -> Int32 {
    guard isValidUTF8(cell, length) else { return Self.invalidText }
    let id = append(cell, length)
    shorts[slot] = ShortEntry(key: key, id: id, length: Int32(length))
    if length == 1 { singles[Int(cell[0])] = id }
    shortCount += 1
    if shortCount * 2 > shortMask { growShort() }
    return id
  }

  @inline(never)
  private mutating func insertLong(
    _ cell: UnsafePointer<UInt8>, _ length: Int, hash: UInt64, slot: Int
  ) -> Int32 {
    guard isValidUTF8(cell, length) else { return Self.invalidText }
    let id = append(cell, length)
    longs[slot] = LongEntry(hash: hash, id: id)
    longCount += 1
    if longCount * 2 > longMask { growLong() }
    return id
  }

  private mutating func append(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let used = ends[count - 1]
    if used + length > bytesCapacity {
      let capacity = max(bytesCapacity * 2, used + length)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: bytes, count: used)
      bytes.deallocate()
      bytes = larger
      bytesCapacity = capacity
    }
    (bytes + used).update(from: cell, count: length)
    if count == endsCapacity {
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: endsCapacity * 2)
      larger.update(from: ends, count: count)
      ends.deallocate()
      ends = larger
      endsCapacity *= 2
    }
    ends[count] = used + length
    count += 1
    return Int32(count - 1)
  }

  private mutating func growShort() {
    let capacity = (shortMask + 1) * 4
    let larger = UnsafeMutablePointer<ShortEntry>.allocate(capacity: capacity)
    larger.initialize(repeating: ShortEntry(key: 0, id: 0, length: 0), count: capacity)
    for old in 0...shortMask where shorts[old].id != 0 {
      var slot = Self.place(shorts[old].key) & (capacity - 1)
      while larger[slot].id != 0 { slot = (slot + 1) & (capacity - 1) }
      larger[slot] = shorts[old]
    }
    shorts.deallocate()
    shorts = larger
    shortMask = capacity - 1
  }

  private mutating func growLong() {
    let capacity = (longMask + 1) * 4
    let larger = UnsafeMutablePointer<LongEntry>.allocate(capacity: capacity)
    larger.initialize(repeating: LongEntry(hash: 0, id: 0), count: capacity)
    for old in 0...longMask where longs[old].id != 0 {
      var slot = Int(truncatingIfNeeded: longs[old].hash >> 20) & (capacity - 1)
      while larger[slot].id != 0 { slot = (slot + 1) & (capacity - 1) }
      larger[slot] = longs[old]
    }
    longs.deallocate()
    longs = larger
    longMask = capacity - 1
  }
}

/// Owns a coder for as long as a dictionary is in use.
final class FieldCoderBox {
  let coder: UnsafeMutablePointer<FieldCoder>

  init() {
    coder = .allocate(capacity: 1)
    coder.initialize(to: FieldCoder())
  }

  deinit {
    coder.deinitialize(count: 1)
    coder.deallocate()
  }
}

/// The distinct texts of a column that is read as codes.
///
/// Ids are given in order of first appearance within a part of the file; they only ever grow, so
/// a consumer can classify new ids once and keep the result. Id 0 is the empty cell.
public struct FieldDictionary {
  let box: FieldCoderBox

  /// Number of ids so far, the empty cell's included.
  public var count: Int { box.coder.pointee.count }

  /// The text of an id; `precondition`s that it exists.
  ///
  /// - Parameter id: An id from ``RecordBatch/codes(_:)``.
  /// - Returns: The cell's text.
  public func text(of id: Int32) -> String {
    String(decoding: box.coder.pointee.text(of: Int(id)), as: UTF8.self)
  }
}

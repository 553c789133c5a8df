// Pointers instead of arrays here, because these run in the parser's callbacks, once per cell, and
// the parser hands out pointers. No function reads beyond the length it is given.

/// The halves of a cell of at most 16 bytes; together with the length they determine it.
@inline(__always)
private func halves(_ cell: UnsafePointer<UInt8>, _ length: Int) -> (UInt64, UInt64) {
  let raw = UnsafeRawPointer(cell)
  if length >= 8 {
    return (
      raw.loadUnaligned(as: UInt64.self).littleEndian,
      raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self).littleEndian
    )
  }
  if length >= 4 {
    return (
      UInt64(raw.loadUnaligned(as: UInt32.self).littleEndian),
      UInt64(raw.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self).littleEndian)
    )
  }
  if length == 0 { return (0, 0) }
  return (UInt64(cell[0]), UInt64(cell[length >> 1]) << 8 | UInt64(cell[length &- 1]))
}

@inline(__always)
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = a.multipliedFullWidth(by: b)
  return product.high ^ product.low
}

/// A fast 64-bit hash in the manner of wyhash; not for secrets, the same on every run.
@inline(__always)
func cellHash(_ cell: UnsafePointer<UInt8>, _ length: Int, seed: UInt64) -> UInt64 {
  let raw = UnsafeRawPointer(cell)
  var state = seed ^ 0xA076_1D64_78BD_642F
  var at = 0
  while length &- at > 16 {
    let a = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
    let b = raw.loadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self).littleEndian
    state = mixed(a ^ 0xE703_7ED1_A0B4_28DB, b ^ state)
    at &+= 16
  }
  let (a, b) = halves(cell + at, length &- at)
  return mixed(
    0x8EBC_6AF0_9C88_C6E3 ^ UInt64(truncatingIfNeeded: length),
    mixed(a ^ 0xE703_7ED1_A0B4_28DB, b ^ state))
}

/// The 128-bit hash of a cell.
@inline(__always)
func fingerprint(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Fingerprint {
  Fingerprint(
    high: cellHash(cell, length, seed: 0x5899_65CC_7537_4CC3),
    low: cellHash(cell, length, seed: 0x1D8E_4E27_C47D_124F))
}

@inline(__always)
func equalBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  var at = 0
  let x = UnsafeRawPointer(a)
  let y = UnsafeRawPointer(b)
  while at &+ 8 <= count {
    if x.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      != y.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    {
      return false
    }
    at &+= 8
  }
  while at < count {
    if a[at] != b[at] { return false }
    at &+= 1
  }
  return true
}

/// Whether bytes are well-formed UTF-8 (Unicode 16, table 3-7).
@inline(__always)
func isValidUTF8(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  firstInvalidUTF8(p, count) == count
}

/// Index of the first byte that does not continue well-formed UTF-8, or `count`.
func firstInvalidUTF8(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int {
  let raw = UnsafeRawPointer(p)
  var at = 0
  while at < count {
    while at &+ 8 <= count
      && raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    { at &+= 8 }
    if at >= count { break }
    let lead = p[at]
    if lead < 0x80 {
      at &+= 1
      continue
    }
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, low) = (3, 0xA0)
    case 0xED: (length, high) = (3, 0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, low) = (4, 0x90)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, high) = (4, 0x8F)
    default: return at
    }
    guard at &+ length <= count, p[at &+ 1] >= low, p[at &+ 1] <= high else { return at }
    var k = 2
    while k < length {
      if p[at &+ k] & 0xC0 != 0x80 { return at }
      k &+= 1
    }
    at &+= length
  }
  return count
}

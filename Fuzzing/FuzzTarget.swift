/// The function that libFuzzer calls with every input.
///
/// The first byte chooses the dialect and the limits; the rest is the file. A difference between two ways of
/// reading the same bytes, or an account that does not add up, is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let choice = unsafe bytes[0]
  let text = unsafe Array(UnsafeBufferPointer(start: bytes + 1, count: count - 1))
  let reading = ReadingCase(choice)
  let whole = reading.read(text, chunk: 1 << 16, threads: 1)
  whole.checkAccount(of: text)
  for (chunk, threads) in [(1, 1), (2, 1), (7, 1), (64, 1), (1 << 16, 3), (5, 2)] {
    let other = reading.read(text, chunk: chunk, threads: threads)
    guard other == whole else {
      fatalError("chunks of \(chunk) bytes on \(threads) threads: \(other) is not \(whole)")
    }
  }
  return 0
}

import Foundation
import Synchronization

/// One line on standard error that says how far a long read has come.
///
/// It is written on a terminal only, at most ten times a second and not before a second has passed,
/// so that short work and redirected output show nothing.
final class ProgressLine: Sendable {
  private struct State {
    var bytes = 0
    var shown = Date.distantPast
    var isVisible = false
  }

  private let state = Mutex(State())
  private let total: Int?
  private let label: String
  private let start = Date()
  private let isTerminal = isatty(STDERR_FILENO) != 0

  /// Starts the clock; `total` is the number of bytes to come, `nil` when unknown.
  init(label: String, total: Int?) {
    self.label = label
    self.total = total
  }

  /// Starts the clock for files that are read together.
  convenience init(reading files: [String]) {
    let sizes = files.map { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int }
      .compactMap { $0 }
    self.init(
      label: files.count == 1 ? files[0] : "\(files.count) files",
      total: sizes.count == files.count ? sizes.reduce(0, +) : nil)
  }

  /// Adds to the bytes read so far and shows the line when it is time.
  func advance(_ bytes: Int) {
    guard isTerminal else { return }
    state.withLock { state in
      state.bytes += bytes
      let now = Date()
      guard now.timeIntervalSince(start) > 1, now.timeIntervalSince(state.shown) > 0.1 else {
        return
      }
      state.shown = now
      state.isVisible = true
      let megabytes = Double(state.bytes) / 1e6
      var text = String(format: "%@: %.0f MB", label, megabytes)
      if let total, total > 0 {
        let share = min(1, Double(state.bytes) / Double(total))
        let left = now.timeIntervalSince(start) * (1 - share) / max(share, 1e-9)
        text += String(
          format: " of %.0f MB (%.0f %%, %.0f s left)", Double(total) / 1e6, share * 100, left)
      }
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.isVisible { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
      state.isVisible = false
    }
  }
}

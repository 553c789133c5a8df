import Foundation
import Testing

/// Compares text with a file in `Golden/`; a missing file, or `RECORD_GOLDEN=1`, writes it and fails.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  let url = folder.appending(path: name)
  let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"
  guard !isRecording, let expected = try? String(contentsOf: url, encoding: .utf8) else {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("Recorded \(name); read it and run again.", sourceLocation: sourceLocation)
    } catch {
      Issue.record("Cannot write \(name): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard text != expected else { return }
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let first = zip(lines, wanted).enumerated().first { $0.element.0 != $0.element.1 }
  let line = (first?.offset ?? min(lines.count, wanted.count)) + 1
  Issue.record(
    """
    \(name) differs at line \(line)
    got:  \(first.map { String($0.element.0) } ?? "(\(lines.count) lines)")
    want: \(first.map { String($0.element.1) } ?? "(\(wanted.count) lines)")
    """, sourceLocation: sourceLocation)
}

import Definitions
import PlanModel
import TestSupport
import Testing

@Suite("Damaged definitions")
struct MutationTests {
  /// The bytes with a few of them changed, removed, doubled or moved.
  private func mutated(
    _ bytes: [UInt8], using random: inout RepeatableRandomNumberGenerator
  ) -> String {
    var bytes = bytes
    let marks = Array("&*?:-[]{},#|>'\"%@`\t\n\\ !\u{0}".utf8) + [0x80, 0xFF]
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let position = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[position] = marks[Int.random(in: marks.indices, using: &random)]
      case 1: bytes.remove(at: position)
      case 2: bytes.insert(marks[Int.random(in: marks.indices, using: &random)], at: position)
      default:
        let end = min(bytes.count, position + Int.random(in: 1...40, using: &random))
        bytes.insert(contentsOf: bytes[position..<end], at: position)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a text; anything but a value or an error with a place is a failure of the test.
  private func read(_ text: String, _ body: (String) throws -> Void) {
    do { try body(text) } catch let error as PlanError {
      #expect(error.place?.file == "m", "\(error)")
    } catch { Issue.record("\(error)") }
  }

  @Test("are refused with a place or read, never anything else", arguments: 0..<20)
  func mutations(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let plan = planText()
    let json = try PlanFile(yaml: plan, name: "m").plan.json.serialized()
    let scores = try PlanFiles.text("surveys/scores/example.yaml")
    for _ in 0..<25 {
      read(mutated(Array(plan.utf8), using: &random)) {
        _ = try PlanFile(yaml: $0, name: "m").checked()
      }
      read(mutated(Array(json.utf8), using: &random)) {
        let file = try PlanFile(json: $0, name: "m")
        #expect(try PlanFile(json: file.plan.json.serialized(), name: "m").plan == file.plan)
      }
      read(mutated(Array(scores.utf8), using: &random)) { _ = try ScoreSet(yaml: $0, file: "m") }
    }
  }
}

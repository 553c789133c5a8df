import TestSupport
import Testing

@Suite("hailong --version and --help")
struct VersionTests {
  @Test("The version is printed alone, with status 0")
  func version() throws {
    let run = try runHaiLong(["--version"])
    #expect(run.status == 0)
    #expect(run.text == "0.1.0\n")
  }

  @Test("An unknown verb is a usage error")
  func unknownVerb() throws {
    let run = try runHaiLong(["frobnicate"])
    #expect(run.status == 64)
    #expect(run.errors.contains("frobnicate"))
  }
}

public import Foundation

/// What one run of the built `hailong` binary left behind.
public struct CommandResult: Sendable {
  /// Exit status.
  public let status: Int32
  /// Standard output, as bytes.
  public let output: Data
  /// Standard error, as text.
  public let errors: String
  /// Standard output, as text.
  public var text: String { String(decoding: output, as: UTF8.self) }
}

/// The package's root folder, found from this source file.
public let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder of the built products.
private var products: URL {
  // On Linux the folder of the test bundle is the folder of the products.
  let url = Bundle.main.bundleURL
  return url.pathExtension == "xctest" ? url.deletingLastPathComponent() : url
}

/// Runs the built `hailong` binary and waits for it.
///
/// - Parameters:
///   - arguments: The arguments after the program's name.
///   - input: Bytes for standard input; none when `nil`.
///   - environment: Variables added to the test's own environment.
///   - directory: The current folder of the run; the package's root when `nil`.
/// - Returns: Exit status and both output streams.
public func runHaiLong(
  _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
  directory: URL? = nil
) throws -> CommandResult {
  try runProduct(
    "hailong", arguments, input: input, environment: environment, directory: directory)
}

/// Runs a shell command in which `hailong` is the built binary.
public func runShell(_ command: String, directory: URL) throws -> CommandResult {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  return try run(
    URL(fileURLWithPath: "/bin/sh"), ["-c", command],
    environment: ["PATH": "\(products.path):\(path)"], directory: directory)
}

/// Runs a built executable product and waits for it.
public func runProduct(
  _ product: String, _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
  directory: URL? = nil
) throws -> CommandResult {
  try run(
    products.appendingPathComponent(product), arguments, input: input, environment: environment,
    directory: directory)
}

private func run(
  _ executable: URL, _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
  directory: URL? = nil
) throws -> CommandResult {
  let process = Process()
  process.executableURL = executable
  process.arguments = arguments
  process.currentDirectoryURL = directory ?? packageRoot
  var variables = ProcessInfo.processInfo.environment
  variables["HAILONG_SURVEYS"] = packageRoot.appendingPathComponent("surveys").path
  variables["LC_ALL"] = "C.UTF-8"
  variables["NO_COLOR"] = "1"
  for (name, value) in environment { variables[name] = value }
  process.environment = variables

  // Output goes to files: a pipe that nobody empties would stop a long run.
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  func handle(_ name: String, _ content: Data) throws -> (URL, FileHandle) {
    let url = folder.appendingPathComponent(name)
    try content.write(to: url)
    return (url, try FileHandle(forUpdating: url))
  }
  let (outputURL, outputHandle) = try handle("out", Data())
  let (errorsURL, errorsHandle) = try handle("err", Data())
  let (_, inputHandle) = try handle("in", input ?? Data())
  process.standardOutput = outputHandle
  process.standardError = errorsHandle
  process.standardInput = inputHandle
  try process.run()
  process.waitUntilExit()
  return CommandResult(
    status: process.terminationStatus, output: try Data(contentsOf: outputURL),
    errors: String(decoding: try Data(contentsOf: errorsURL), as: UTF8.self))
}

/// Makes a new empty folder for one test; the caller removes it.
public func temporaryFolder() throws -> URL {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("hailong-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  return url
}

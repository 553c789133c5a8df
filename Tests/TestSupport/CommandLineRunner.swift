public import Foundation
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

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

/// Starts the built `hailong` binary for a test that watches it at work and stops it.
public func startHaiLong(_ arguments: [String]) throws -> RunningCommand {
  try RunningCommand(products.appendingPathComponent("hailong"), arguments)
}

private func run(
  _ executable: URL, _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
  directory: URL? = nil
) throws -> CommandResult {
  try RunningCommand(
    executable, arguments, input: input, environment: environment, directory: directory
  ).waitForEnd()
}

/// A run of a binary that goes on.
public final class RunningCommand {
  private let process = Process()
  private let folder: URL
  private var outputURL: URL { folder.appendingPathComponent("out") }
  private var errorsURL: URL { folder.appendingPathComponent("err") }

  fileprivate init(
    _ executable: URL, _ arguments: [String], input: Data? = nil,
    environment: [String: String] = [:], directory: URL? = nil
  ) throws {
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
    folder = try temporaryFolder()
    process.standardOutput = try handle("out", Data())
    process.standardError = try handle("err", Data())
    process.standardInput = try handle("in", input ?? Data())
    try process.run()
  }

  deinit {
    if process.isRunning { Self.kill(process) }
    try? FileManager.default.removeItem(at: folder)
  }

  private func handle(_ name: String, _ content: Data) throws -> FileHandle {
    let url = folder.appendingPathComponent(name)
    try content.write(to: url)
    return try FileHandle(forUpdating: url)
  }

  /// What it has written by now.
  public var written: (output: Data, errors: String) {
    get throws {
      (
        try Data(contentsOf: outputURL),
        String(decoding: try Data(contentsOf: errorsURL), as: UTF8.self)
      )
    }
  }

  /// Whether it has not ended.
  public var isRunning: Bool { process.isRunning }

  /// Waits for the end.
  public func waitForEnd() throws -> CommandResult {
    process.waitUntilExit()
    let (output, errors) = try written
    return CommandResult(status: process.terminationStatus, output: output, errors: errors)
  }

  /// Ends it as `kill -9` does, at whatever it is, and waits for its end.
  ///
  /// No gentler way reaches a process that a test has started: it inherits that its signals are blocked.
  public func kill() throws -> CommandResult {
    Self.kill(process)
    return try waitForEnd()
  }

  private static func kill(_ process: Process) {
    #if canImport(Darwin)
    Darwin.kill(process.processIdentifier, SIGKILL)
    #else
    Glibc.kill(process.processIdentifier, SIGKILL)
    #endif
  }
}

/// Makes a new empty folder for one test; what is left of it goes when the tests end.
public func temporaryFolder() throws -> URL {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("hailong-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  _ = removingAtExit
  madeFolders.withLock { $0.append(url) }
  return url
}

private let madeFolders = Mutex<[URL]>([])
private let removingAtExit: Void = {
  atexit {
    for folder in madeFolders.withLock({ $0 }) { try? FileManager.default.removeItem(at: folder) }
  }
}()

import Foundation
import Glibc
import Synchronization

/// The built `sse` while it runs: type into it, read its lines as they come, interrupt it.
final class RunningProgram: Sendable {
  private let process: Mutex<Process>
  private let input = Pipe()
  private let output = Pipe()
  private let error = Pipe()

  /// Starts it, with these variables beside those of this process.
  convenience init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  /// Starts it with arguments that are put together.
  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }
    process.executableURL = URL(filePath: Program.executable)
    process.arguments = ["--state", "/nonexistent"] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = error
    try process.run()
    self.process = Mutex(process)
  }

  func type(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

  /// The next line of standard output; nil at its end.
  func line() -> String? { line(of: output.fileHandleForReading) }

  /// The next line of standard error; nil at its end.
  func errorLine() -> String? { line(of: error.fileHandleForReading) }

  private func line(of handle: FileHandle) -> String? {
    var bytes = Data()
    while let byte = try? handle.read(upToCount: 1), !byte.isEmpty {
      if byte[byte.startIndex] == 10 { return String(decoding: bytes, as: UTF8.self) }
      bytes += byte
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The process.
  var identifier: Int32 { process.withLock { $0.processIdentifier } }

  /// Kills it as nothing else can be killed, and waits until it is gone.
  func kill() {
    process.withLock { process in
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { process.withLock { _ = Glibc.kill($0.processIdentifier, signal) } }

  func interrupt() { process.withLock { $0.interrupt() } }

  /// Closes standard input and waits for the exit status.
  func finish() -> Int32 {
    try? input.fileHandleForWriting.close()
    return process.withLock { process in
      process.waitUntilExit()
      return process.terminationStatus
    }
  }
}

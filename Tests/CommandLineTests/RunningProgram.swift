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
  ///
  /// With `stuck` its standard output takes nothing, as when `less` shows the first page.
  init(_ arguments: [String], environment: [String: String] = [:], stuck: Bool = false) throws {
    if stuck { Self.fill(output.fileHandleForWriting.fileDescriptor) }
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }
    process.executableURL = URL(filePath: Program.executable)
    process.arguments = ["--state", "/proc/none"] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = error
    try process.run()
    self.process = Mutex(process)
  }

  /// Fills a pipe to the brim.
  private static func fill(_ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    let line = [UInt8](repeating: 0x0A, count: 1)
    while write(descriptor, line, line.count) > 0 {}
    _ = fcntl(descriptor, F_SETFL, flags)
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

  /// Sends it a signal and waits for the exit status; what does not end is killed.
  func end(by signal: Int32, within seconds: Double = 20) -> Int32 {
    let process = identifier
    let killing = DispatchWorkItem { Glibc.kill(process, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: killing)
    defer { killing.cancel() }
    send(signal)
    return finish()
  }

  /// Closes standard input and waits for the exit status.
  func finish() -> Int32 {
    try? input.fileHandleForWriting.close()
    return process.withLock { process in
      process.waitUntilExit()
      return process.terminationStatus
    }
  }
}

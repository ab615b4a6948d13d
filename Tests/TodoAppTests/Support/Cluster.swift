import Foundation
import Synchronization

/// A throw-away PostgreSQL, made by `scripts/postgres`; it goes when its standard input closes,
/// so when this process ends, however it ends.
final class Cluster: Sendable {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// The one for all tests that do not stop it.
  ///
  /// Everybody makes databases of their own in it.
  static let shared = Task { try await Cluster.start() }

  static func start() async throws -> Cluster { try await offPool { try Cluster() } }

  let url: String
  private let input: FileHandle
  private let output: FileHandle
  private let process: Process
  private let databases = Atomic(0)

  private init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    process = Process()
    process.executableURL = folder.appending(path: "scripts/postgres")
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.input = input.fileHandleForWriting
    self.output = output.fileHandleForReading
    url = Self.line(self.output)
    guard url.hasPrefix("postgres://") else {
      let reason = errors.fileHandleForReading.readDataToEndOfFile()
      throw Problem(description: String(decoding: reason, as: UTF8.self))
    }
  }

  /// Says a word to the script and waits for its answer: stop, start, restart, kill.
  @discardableResult
  func say(_ word: String) async throws -> String {
    try await offPool { [self] in
      input.write(Data("\(word)\n".utf8))
      return Self.line(output)
    }
  }

  func remove() {
    try? input.close()
    process.waitUntilExit()
  }

  /// The name of a new, empty database, made through `psql`.
  func database() async throws -> String {
    let name = "test_\(databases.add(1, ordering: .relaxed).newValue)"
    try await psql("CREATE DATABASE \(name)")
    return url.replacing("/postgres", with: "/\(name)")
  }

  /// Runs a statement the way somebody with a shell does.
  @discardableResult
  func psql(_ sql: String, on url: String? = nil) async throws -> String {
    let url = url ?? self.url
    return try await offPool { try Self.psql(sql, on: url) }
  }

  private static func psql(_ sql: String, on url: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url, "-c", sql]
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Problem(description: text) }
    return text.trimmingCharacters(in: .newlines)
  }

  private static func line(_ handle: FileHandle) -> String {
    var bytes: [UInt8] = []
    while let byte = try? handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Runs what blocks where it blocks nobody: the pool has one thread a core.
func offPool<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}

import Foundation
import Testing

@testable import TodoApp

/// A server in a process of its own, to be killed: this very test program, run once more for the
/// one test below.
///
/// (Not an exit test: each of those blocks a thread of the pool, of which there is one a core.)
final class Victim: Sendable {
  private static let variable = "SSE_TODO_VICTIM"
  private static let filter = "serves until it is killed"

  /// The process serves as long as this is open, so it does not outlive the tests.
  private let lifeline: Pipe
  private let process: Process
  let port: Int

  /// Starts one and returns when it serves.
  init(on database: TodoDatabase) async throws {
    let report = Scratch.path(".txt")
    lifeline = Pipe()
    process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", Self.filter]
    process.environment = ProcessInfo.processInfo.environment.merging(
      [Self.variable: "\(report) \(database.argument)"]
    ) { $1 }
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    port = try await Self.port(in: report)
  }

  /// Ends it without a warning.
  func kill() { _ = Foundation.kill(process.processIdentifier, SIGKILL) }

  /// A file gives no signal when it is written, so this one looks again and again.
  private static func port(in report: String) async throws -> Int {
    for _ in 0..<3_000 {
      if let port = try? Int(String(contentsOfFile: report, encoding: .utf8)) { return port }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Collector<Void>.TooLate(description: "the other process did not begin to serve")
  }

  private static var order: [Substring]? {
    ProcessInfo.processInfo.environment[variable]?.split(separator: " ", maxSplits: 1)
  }

  @Suite(.timeLimit(.minutes(2))) struct Itself {
    @Test(.enabled(if: Victim.order != nil))
    func `serves until it is killed`() async throws {
      let order = try #require(Victim.order)
      Thread.detachNewThread {
        _ = FileHandle.standardInput.readDataToEndOfFile()
        exit(1)
      }
      let todo = try await Running(TodoDatabase(String(order[1])))
      try "\(todo.port)".write(toFile: String(order[0]), atomically: true, encoding: .utf8)
      while true { try await Task.sleep(for: .seconds(1_000)) }
    }
  }
}

extension TodoDatabase {
  /// What names it on a command line.
  var argument: String {
    switch self {
    case .memory: ":memory:"
    case .file(let path): path
    case .postgres(let url): url
    }
  }
}

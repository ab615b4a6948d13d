import Foundation
import Testing

@testable import Workshop

/// What makes a program before it is started.
@Suite struct ProgramBuildTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "sse-build-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  @Test func `it runs in the folder of the program, and what it makes is there`() async throws {
    try await inFolder { folder in
      try await ProgramBuild(folder: folder, text: "cp /dev/null made").run()
      #expect(FileManager.default.fileExists(atPath: "\(folder)/made"))
    }
  }

  @Test func `what a compiler says of errors is told, wherever it says it, each once`() async throws
  {
    try await inFolder { folder in
      try """
      echo "$PWD/main.swift:3:5: error: cannot find 'x' in scope"
      echo "    |     - error: cannot find 'x' in scope"
      echo "main.swift:3:5: error: cannot find 'x' in scope"
      echo "warning: unused" >&2
      exit 1
      """.write(toFile: "\(folder)/make.sh", atomically: true, encoding: .utf8)
      let problem = await #expect(throws: WorkshopProblem.self) {
        try await ProgramBuild(folder: folder, text: "sh make.sh").run()
      }
      #expect(
        problem?.description
          == "the program cannot be built: main.swift:3:5: error: cannot find 'x' in scope")
    }
  }

  @Test func `a command that is not there is told of as such`() async throws {
    try await inFolder { folder in
      let problem = await #expect(throws: WorkshopProblem.self) {
        try await ProgramBuild(folder: folder, text: "sse-no-such-compiler").run()
      }
      #expect(problem?.description.contains("sse-no-such-compiler: not found") == true)
    }
  }

  @Test func `a run that is cancelled ends the compiler`() async throws {
    try await inFolder { folder in
      let run = Task {
        try await ProgramBuild(folder: folder, text: "sh -c 'echo > begun; sleep 600'").run()
      }
      while !FileManager.default.fileExists(atPath: "\(folder)/begun") { await Task.yield() }
      run.cancel()
      await #expect(throws: CancellationError.self) { try await run.value }
    }
  }

  @Test func `a package of Swift finds the libraries of the course from where it is copied to`()
    throws
  {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    let kit = try #require(WorkshopShelf(course: root).kit("server", in: "swift"))
    let folder = NSTemporaryDirectory() + "sse-swift-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try kit.begin(in: folder)
    let text = try String(contentsOfFile: "\(folder)/Package.swift", encoding: .utf8)
    let named = try #require(text.firstMatch(of: /\?\? "([^"]+)"/)?.1)
    #expect(named.hasPrefix("/"))
    #expect(FileManager.default.fileExists(atPath: "\(named)/Packages/EventSource/Package.swift"))
  }
}

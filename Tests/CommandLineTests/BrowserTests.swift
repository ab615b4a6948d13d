import Foundation
import Glibc
import Testing

/// The browser that `sse` starts, when `sse` is killed.
@Suite(.timeLimit(.minutes(1))) struct BrowserTests {
  /// The processes in whose command lines a text stands.
  private func processes(naming text: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { number in
      guard Int(number) != nil else { return false }
      let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(text)
    }
  }

  @Test func `in a shell it watches any stream, and ends`() async throws {
    let server = try RunningProgram("serve", "--port", "0", "--interval", "1m")
    let listening = try #require(server.errorLine())
    let url = try #require(listening.split(separator: " ").first { $0.hasPrefix("http://") })
    let outcome = try await Program.run("browser", String(url), "--for", "300ms")
    #expect(server.end(by: SIGINT) == 0)
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        browser │ page  \(url)status
        browser │ open  readyState 1
        browser │ after 300 ms: readyState 1 OPEN

        """)
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGHUP, SIGINT])
  func `however sse ends, its browser ends and leaves no folder`(signal: Int32) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sse-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = try RunningProgram(environment: ["TMPDIR": folder])
    program.type("server start --port 0\nbrowser --for 1m\n")
    while let line = program.line(), !line.hasPrefix("browser │ event") {}
    #expect(!processes(naming: folder).isEmpty)
    program.send(signal)
    let deadline = ContinuousClock.now + .seconds(20)
    func isClear() throws -> Bool {
      try processes(naming: folder).isEmpty
        && FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
    }
    while try !isClear(), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(processes(naming: folder).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }
}

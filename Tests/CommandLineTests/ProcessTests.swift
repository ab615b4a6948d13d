import Adversary
import Foundation
import Testing

/// How the program stands in its shell: signals, descriptors, and what it prints of others.
@Suite(.timeLimit(.minutes(1))) struct ProcessTests {
  /// Runs a line of a shell in which `$SSE` is the program.
  private func shell(_ line: String, state: String = "/proc/none") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SSE": Program.executable, "XDG_STATE_HOME": state]) { $1 }
    let (output, error) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  private struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  // MARK: Signals

  @Test(arguments: [["serve", "--port", "0"], ["todo", "--port", "0", "--database", ":memory:"]])
  func `SIGQUIT ends a server at once, without a word of a crash`(arguments: [String]) throws {
    let program = try RunningProgram(arguments)
    _ = program.errorLine()
    #expect(program.end(by: SIGQUIT) == SIGQUIT)
    #expect(program.errorLine() == nil)
  }

  @Test func `SIGQUIT ends a client at once, connected or waiting`() throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    for address in [server.url, "http://127.0.0.1:9/"] {
      let program = try RunningProgram("listen", "--retry", "60000", address)
      while let line = program.errorLine(), !line.hasPrefix("open"), !line.hasPrefix("lost") {}
      #expect(program.end(by: SIGQUIT) == SIGQUIT)
    }
  }

  @Test func `SIGQUIT ends a script`() throws {
    let program = try RunningProgram()
    program.type("server start --port 0\n")
    _ = program.line()
    #expect(program.end(by: SIGQUIT) == SIGQUIT)
  }

  // MARK: Closed descriptors

  @Test func `a closed standard output takes nothing, and no socket takes its place`() throws {
    let outcome = try shell(
      """
      exec 3>&1
      "$SSE" serve --port 0 --interval 20ms --verbose >&- 2>&3 & pid=$!
      sleep 1; ls -l /proc/$pid/fd/1; kill $pid; wait $pid; echo "status $?"
      """)
    #expect(outcome.output.contains("/dev/null"))
    #expect(outcome.output.contains("listening at http://127.0.0.1:"))
    #expect(outcome.output.hasSuffix("status 0\n"))
  }

  @Test(arguments: [
    (#""$SSE" parse <&-"#, ""),
    (#""$SSE" parse --summary <&-"#, "{\"lastEventId\":\"\",\"retry\":null}\n"),
    (#"echo 'data: a' | "$SSE" parse 2>&-"#, ""),
    (
      #"printf 'data: a\n\n' | "$SSE" parse 2>&-"#,
      "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"
    ),
    (#"printf 'data: a\n\n' | "$SSE" parse >&-"#, ""), (#""$SSE" <&- >&- 2>&-"#, ""),
  ])
  func `a closed stream is an empty one`(line: String, output: String) throws {
    let outcome = try shell(line)
    #expect(outcome.output == output)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
  }

  // MARK: Text of others

  static let hidden = "\u{7F}\u{9B}2J\u{85}\u{202E}x\u{200B}\u{200E}\u{61C}\u{E0041}\u{FEFF}"

  @Test func `JSON escapes what a terminal would not show`() async throws {
    let data = "data: \(Self.hidden)\n\n"
    let parsed = try await Program.run("parse", input: data)
    #expect(
      parsed.output
        == #"{"event":"message","data":"\u007f\u009b2J\u0085\u202ex\u200b\u200e\u061c\udb40\udc41"#
        + #"\ufeff","id":""}"# + "\n")
    let value =
      try JSONSerialization.jsonObject(with: Data(parsed.output.utf8)) as? [String: String]
    #expect(value?["data"] == Self.hidden)
    let server = TestServer { $0.open(data) }
    defer { server.stop() }
    let heard = try await Program.run("listen", "--json", "--count", "1", server.url)
    #expect(heard.output == parsed.output)
  }

  @Test func `lint cleans what files hold and what they are called`() throws {
    let folder = NSTemporaryDirectory() + "hidden-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lesson = folder + "/lessons/02-x\u{1B}]52;c;YQ==\u{7}\u{202E}"
    let manager = FileManager.default
    try manager.createDirectory(atPath: lesson, withIntermediateDirectories: true)
    try manager.createDirectory(atPath: folder + "/quizzes", withIntermediateDirectories: true)
    try Data("format: 1\n".utf8).write(to: URL(filePath: folder + "/lessons/course.yaml"))
    try Data("---\ntitle: a\u{202E}b\u{9B}\n---\n# x\n".utf8)
      .write(to: URL(filePath: lesson + "/lesson.md"))
    let outcome = try shell("\"$SSE\" lint --text-only '\(folder)'; true")
    #expect(outcome.output.contains("02-x"))
    for scalar in (outcome.output + outcome.error).unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
      #expect(scalar != "\u{202E}")
    }
  }

  @Test func `lint of a stranger's course writes no file and ends by naming what it refused`()
    throws
  {
    let folder = NSTemporaryDirectory() + "hostile-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let manager = FileManager.default
    for name in ["lessons/01-first", "quizzes"] {
      try manager.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    let console = """
      ---
      title: First
      minutes: 5
      ---

      # First

      ## Start

      ```console run fresh
      sse> server start --port 0
      sse> client connect /events
      sse> send "$(touch x)"
      sse> save \(folder)/saved
      sse> todo start --database \(folder)/rows.db
      sse> scale --clients 1 --seconds 2 --models async --svg \(folder)/scale.svg
      ```

      """
    try Data(console.utf8).write(to: URL(filePath: folder + "/lessons/01-first/lesson.md"))
    try Data("format: 1\ntitle: T\ngreeting: G\nfarewell: F\n".utf8)
      .write(to: URL(filePath: folder + "/lessons/course.yaml"))
    let outcome = try shell("\"$SSE\" lint '\(folder)'")
    #expect(outcome.status == 1)
    let path = "\(folder)/lessons/01-first/lesson.md"
    for (line, what) in [
      (14, "save \(folder)/saved': it writes the file '\(folder)/saved'"),
      (
        15,
        "todo start --database \(folder)/rows.db': it opens the database '\(folder)/rows.db'"
      ),
      (16, "--svg \(folder)/scale.svg': it writes the file '\(folder)/scale.svg'"),
    ] {
      let found = outcome.output.split(separator: "\n").filter {
        $0.hasPrefix("\(path):\(line):1: a page may not run '")
          && $0.hasSuffix(what + " [confined]")
      }
      #expect(found.count == 1, "\(outcome.output)")
    }
    #expect(Set(try manager.contentsOfDirectory(atPath: folder)) == ["lessons", "quizzes"])
  }
}

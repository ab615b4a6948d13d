import Adversary
import Foundation
import Glibc
import Testing

/// The built program, held to what outsiders rely on.
@Suite(.timeLimit(.minutes(1))) struct ContractTests {
  @Test func `parse prints one object an event, and a summary when asked`() async throws {
    let outcome = try await Program.run(
      "parse", "--summary", "--chunk", "1",
      input: "retry: 3000\nid: 5\nevent: note\ndata: caf\u{e9}\ndata: \"q\"\n\ndata: lost")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        {"event":"note","data":"café\\n\\"q\\"","id":"5"}
        {"lastEventId":"5","retry":3000}

        """)
  }

  @Test func `a summary of a stream without ids and times says so`() async throws {
    let outcome = try await Program.run("parse", "--summary", input: "data: x\n\n")
    #expect(outcome.output.hasSuffix("{\"lastEventId\":\"\",\"retry\":null}\n"))
  }

  @Test func `a pipe shows both sides and ends by itself`() async throws {
    let outcome = try await Program.run(
      input: "server start --port 0\nclient connect\nquit\n")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\nserver │ listening  http://127.0.0.1:"))
    #expect(outcome.output.contains("\nclient │ open  200  readyState 1\n"))
    #expect(outcome.output.hasSuffix("server │ stopped\n"))
  }

  @Test(arguments: [
    (["sever"], "sse: no command 'sever': did you mean 'server'?\n"),
    (["parse", "--chnk", "3"], "sse: unknown option '--chnk': did you mean '--chunk'?\n"),
    (
      ["serve", "--port", "70000"],
      "sse: 70000 is no port: give a number from 0 (any free one) to 65535; see 'sse help serve'\n"
    ),
    (["--bogus"], "sse: unknown option '--bogus': see 'sse help'\n"),
    (["drop"], "sse: 'drop' is typed at the prompt: start 'sse' first\n"),
    (["lesson", "formt"], "sse: there is no lesson 'formt': did you mean 'lesson format'?\n"),
    (["--state"], "sse: --state takes a folder: give one after it\n"),
    (["--state=", "lessons"], "sse: --state takes a folder: give one after it\n"),
    (
      ["serve", "--port", "-1"],
      "sse: -1 is no port: give a number from 0 (any free one) to 65535; see 'sse help serve'\n"
    ),
    (
      ["serve", "--interval", "5"],
      "sse: the value '5' is invalid for '--interval <interval>': write 5ms or 5s; "
        + "see 'sse help serve'\n"
    ),
    (
      ["listen", "http://127.0.0.1:1/", "--idle-timeout", "1h"],
      "sse: the value '1h' is invalid for '--idle-timeout <idle-timeout>': "
        + "write it as 20ms, 1s or 2m; see 'sse help listen'\n"
    ),
    (
      ["parse", "--chunk", "99999999999999999999"],
      "sse: the value '99999999999999999999' is invalid for '--chunk <chunk>': "
        + "see 'sse help parse'\n"
    ),
    (
      ["serve", "--retry=-5"], "sse: --retry is 0 ms or more, not -5: see 'sse help serve'\n"
    ),
    (
      ["serve", "--cors", "https://a.example/"],
      "sse: 'https://a.example/' is no origin: give a scheme and a host, as https://example.org, "
        + "or *; see 'sse help serve'\n"
    ),
    (
      ["serve", "--host", ""],
      "sse: --host is empty: give an address of this machine, as 127.0.0.1; see 'sse help serve'\n"
    ),
    (
      ["serve", "--after", "3"],
      "sse: --after says when a fault strikes: give --fault, too; see 'sse help serve'\n"
    ),
    (
      ["todo", "--database", "mysql://x"],
      "sse: 'mysql://x' is no database: give a file, ':memory:' or a postgres:// URL; "
        + "see 'sse help todo'\n"
    ),
  ])
  func `wrong usage is one sentence and exit status 2`(
    arguments: [String], sentence: String
  ) async throws {
    // `lesson` opens the prompt, which a pipe is not: it answers there.
    let outcome = try await Program.run(arguments)
    #expect(outcome.status == 2)
    let said = outcome.error.isEmpty ? "sse: " + outcome.output.afterFirstLine : outcome.error
    #expect(said == sentence)
  }

  @Test func `a line that is too long is said, and what came before it was done`() async throws {
    let long = "comment " + String(repeating: "a", count: 1 << 20)
    let outcome = try await Program.run(input: "server start --port 0\n\(long)\nquit\n")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasSuffix("server │ stopped\n"))
    #expect(
      outcome.error
        == "sse: a line of the input is longer than 1048576 bytes: what came before it was done\n")
  }

  @Test func `output that cannot be written is said, and is a failure`() throws {
    let (status, error) = try shell(
      #"printf 'data: a\n\n' | "$0" parse >/dev/full"#)
    #expect(status == 1)
    #expect(error == "sse: standard output cannot be written: No space left on device\n")
  }

  /// Runs a line of the shell, in which `$0` is the program.
  private func shell(_ line: String) throws -> (status: Int32, error: String) {
    let process = Process()
    let error = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line, Program.executable]
    process.standardError = error
    try process.run()
    let said = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }

  @Test func `a port in use is named with its holder, and another is offered`() async throws {
    let listener = TestServer({ _ in })
    defer { listener.stop() }
    let outcome = try await Program.run("serve", "--port", String(listener.port))
    #expect(outcome.status == 1)
    #expect(outcome.error.hasPrefix("sse: port \(listener.port) is in use by "))
    #expect(outcome.error.hasSuffix("or --port 0 for any free one\n"))
    #expect(outcome.error.contains(" \(getpid())"))
  }

  @Test func `a course that is not there is one sentence and exit status 1`() async throws {
    let outcome = try await Program.run("lessons", "--course", "/proc/none")
    #expect(outcome.status == 1)
    #expect(
      outcome.error
        == "sse: /proc/none holds no course: it needs a folder 'lessons' beside 'quizzes'\n")
  }

  @Test func `a state folder that cannot be written is said, and the rest goes on`() async throws {
    let outcome = try await Program.run("lessons", state: "/proc/nowhere")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("nothing is remembered from now on"))
    #expect(outcome.output.contains("The format, byte by byte"))
  }
}

extension String {
  var afterFirstLine: String {
    split(separator: "\n", maxSplits: 1).dropFirst().joined()
  }
}

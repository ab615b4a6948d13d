import Conformance
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct `The scenarios of a client` {
  @Test func `are more than a hundred and twenty`() throws {
    #expect(try Suites.load().checks(for: .client).count >= 120)
  }

  @Test func `count the time from the request on, not from the start of the program`() async throws
  {
    let found = try await sentences(
      of: #"""
        serve:
          - [stream, "data: a\n\n", hold]
        events: [{ data: "a" }]
        requests: [{}]
        quiet: 20
        in-time: 700
        """#, "sleep 0.8; exec curl -sN {url}")
    #expect(found == ["passed"])
  }

  @Test func `say in the head that the connection ends, where it does`() async throws {
    let found = try await sentences(
      of: #"""
        serve:
          - [stream, "data: a\n\n", end]
        events: [{ data: "1" }]
        requests: [{}]
        """#, "printf 'data: %s\n\n' $(curl -si {url} | grep -ci '^connection: close')")
    #expect(found == ["passed"])
  }

  @Test func `say nothing of it where the connection stays open`() async throws {
    let found = try await sentences(
      of: #"""
        serve:
          - - { status: "200 OK", headers: ["Content-Type: text/event-stream"], body: "data: a\n\n" }
            - hold
        events: [{ data: "0" }]
        requests: [{}]
        """#, "printf 'data: %s\n\n' $(curl -si {url} | grep -ci '^connection: close')")
    #expect(found == ["passed"])
  }

  @Test func `in which nothing may be asked do not pass a client that never came`() async throws {
    let found = try await sentences(
      of: """
        certificate: self-signed
        to: "https://127.0.0.1:{port}"
        serve: []
        events: []
        requests: []
        """, ": {url}")
    #expect(found == ["cannot run: the client did not even connect"])
  }

  @Test func `that a client does not ask for are known at its first request not to run`()
    async throws
  {
    let checks = try Suites.load().checks(for: .client, only: "client/gzip/comes-back")
    let curl = try #require(Command(["curl", "-sN", "{url}"]))
    let outcomes = await ClientRun(CommandClient(curl, output: .bytes)).run(checks) { _ in }
    #expect(
      outcomes.map(\.sentence) == [
        "cannot run: the client does not ask for gzip (accept-encoding)"
      ])
    let limit = try #require(checks.first?.patience)
    let duration = try #require(outcomes.first?.duration)
    #expect(duration < limit, "it waited for all of \(limit)")
  }

  @Test func `ask no resolver unless somebody allows it`() async throws {
    let checks = try Suites.load().checks(for: .client, only: "client/names/")
    let curl = try #require(Command(["curl", "-sN", "{url}"]))
    let outcomes = await ClientRun(CommandClient(curl, output: .bytes)).run(checks) { _ in }
    #expect(
      outcomes.map(\.sentence) == [
        "cannot run: the command would ask this machine's resolver for nowhere.invalid, and that one "
          + "perhaps others: allow it with --resolver"
      ])
  }

  /// What one scenario finds of a command of the shell that prints a stream.
  private func sentences(of scenario: String, _ script: String) async throws -> [String] {
    let folder = try Suites.folder(
      """
      subject: client
      rules:
        - rule: one
          title: One
          section: HTML 9.2
          level: MUST
          why: It matters.
          lesson: "format: A line"
          checks:
            - id: first
              title: The first
      \(scenario.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n"))

      """)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let suite = try Suite.load(at: folder)
    let command = try #require(Command(["/bin/sh", "-c", script]))
    let client = CommandClient(command, output: .bytes)
    return await ClientRun(client).run(suite.checks) { _ in }.map(\.sentence)
  }
}

import Conformance
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Commands that do not do what they should: each is named, and the rest goes on.
@Suite(.timeLimit(.minutes(2))) struct `A command that is judged` {
  private func outcomes(
    _ words: String..., only pattern: String
  ) async throws -> [Outcome] {
    let suite = try Suites.load()
    let command = try #require(Command(words))
    let checks = suite.checks(for: .parser, only: pattern)
    return await ParserRun(CommandParser(command), suite: suite, seed: 1).run(checks) { _ in }
  }

  private func sentences(_ outcomes: [Outcome]) -> Set<String> {
    Set(outcomes.map(\.sentence))
  }

  @Test func `that is not there is named`() async throws {
    let found = try await outcomes("no-such-program-here", only: "parser/lf/")
    #expect(
      sentences(found) == [
        "'no-such-program-here' cannot be started: is it a program, and in PATH?"
      ])
  }

  @Test func `that dies says with what, and what it said`() async throws {
    let found = try await outcomes("/bin/sh", "-c", "echo oh >&2; exit 3", only: "parser/lf/one")
    #expect(sentences(found) == ["the command ended with exit status 3; it says: oh"])
  }

  @Test func `that never answers is not asked any more`() async throws {
    let found = try await outcomes("/bin/sh", "-c", "echo oh >&2; exit 2", only: "parser/")
    #expect(
      sentences(found) == [
        "the command ended with exit status 2; it says: oh",
        "cannot run: the command gave no answer 10 times in a row and is not asked any more",
      ])
    #expect(found.count { $0.sentence.hasPrefix("the command ended") } < 20)
  }

  @Test func `that dies of some streams is asked for all others`() async throws {
    // It reads what has no NUL, and dies of twelve and more streams besides.
    let found = try await outcomes(
      "/bin/sh", "-c", "grep -q 'data: a' && exit 2; exit 0", only: "parser/")
    #expect(!sentences(found).contains { $0.contains("not asked any more") })
  }

  @Test func `that is killed says by what`() async throws {
    let found = try await outcomes("/bin/sh", "-c", "kill -9 $$", only: "parser/lf/one")
    #expect(sentences(found) == ["the command ended with signal 9"])
  }

  @Test func `that prints rubbish is shown its line`() async throws {
    let found = try await outcomes(
      "/bin/sh", "-c", "cat >/dev/null; echo hello", only: "parser/lf/one")
    #expect(
      sentences(found) == [
        #"the command wrote a line that is no {"event":…,"data":…,"id":…}: "hello""#
      ])
  }

  @Test func `that floods is stopped`() async throws {
    let found = try await outcomes("yes", "{}", only: "parser/lf/one")
    #expect(sentences(found) == ["the command wrote more than 64 MiB and was killed"])
  }

  @Test func `that does not read its input is judged by what it prints`() async throws {
    let found = try await outcomes("true", only: "parser/incomplete/empty")
    #expect(sentences(found) == ["passed"])
  }

  @Test func `that leaves a child behind leaves nothing behind`() async throws {
    let marker = "86399.\(UInt32.random(in: 1...UInt32.max))"
    let found = try await outcomes(
      "/bin/sh", "-c", "sleep \(marker) >/dev/null 2>&1 & cat >/dev/null",
      only: "parser/incomplete/empty")
    #expect(sentences(found) == ["passed"])
    #expect(await Processes.haveEnded(with: marker))
  }

  @Test func `that says nothing of the last event ID cannot be asked for it`() async throws {
    let found = try await outcomes("true", only: "parser/retry-at-once/only")
    #expect(
      sentences(found) == [
        "cannot run: the command does not say what it knows at the end: a last line "
          + #"{"lastEventId":…,"retry":…}"#
      ])
  }
}

@Suite(.timeLimit(.minutes(2))) struct `Small peers` {
  @Test func `the parser in Python passes all in one life`() async throws {
    let suite = try Suites.load()
    let parser = BatchParser(
      try #require(Command(["python3", Suites.peer("parser.py"), "--batch"])))
    let checks = suite.checks(for: .parser).filter {
      !$0.id.contains("/cuts/") && $0.id != "parser/long-lines/1m"
    }
    let outcomes = await ParserRun(parser, suite: suite, seed: 1).run(checks) { _ in }
    await parser.stop()
    #expect(outcomes.filter { !$0.isPass }.map(\.line) == [])
  }

  @Test func `the parser in Python reads its input in pieces`() async throws {
    let suite = try Suites.load()
    let parser = CommandParser(try #require(Command(["python3", Suites.peer("parser.py")])))
    let checks = suite.checks(for: .parser, only: "parser/cut-in-c")
    let outcomes = await ParserRun(parser, suite: suite, seed: 1).run(checks) { _ in }
    #expect(outcomes.filter { !$0.isPass }.map(\.line) == [])
  }

  @Test func `the server in Python breaks no MUST but those that are known of it`() async throws {
    let suite = try Suites.load()
    let port = try #require(Ports.free())
    let place = try #require(StreamPlace("http://127.0.0.1:\(port)/stream"))
    let life = CommandLife(
      try #require(Command(["python3", Suites.peer("server.py"), String(port)])), at: place)
    let subject = ServerSubject(place: place, publisher: Publisher(place: place), life: life)
    let known = Expectations(
      text: String(decoding: try Suites.read("server-expect.txt"), as: UTF8.self))
    // What waits for many seconds, and what needs `--load`, is not for every run.
    let slow = ["leaving", "spread", "heartbeat", "sigterm-in-order"]
    let checks = suite.checks(for: .server).filter { check in
      check.level == .must && !slow.contains(check.rule.name)
        && !["200", "others", "memory"].contains { check.id.hasSuffix("/\($0)") }
    }
    let outcomes = await ServerRun(subject, seed: 1).run(checks) { _ in }
    await life.kill()
    let report = Report(
      subject: .server, target: "server.py", outcomes: outcomes, seed: 1, duration: .zero,
      expectations: known)
    #expect(
      outcomes.filter { report.standing(of: $0) < .known || report.standing(of: $0) == .cannotRun }
        .map(\.line) == [])
  }
}

import Conformance
import EventStream
import OutsideServers
import Workbook

/// Proves the conformance suite: by planted faults, and by our own parser, client and server, which
/// must pass all of it.
struct ConformanceLint: Sendable {
  let suite: Suite
  let folder: String
  let programPath: String
  /// Only rules, and checks, whose id has this in it.
  var only: String?
  /// Hears what is being done, for a progress row.
  var progress: @Sendable (String) -> Void = { _ in }

  /// Everything that is wrong.
  func diagnostics() async -> [Diagnostic] {
    var found: [Diagnostic] = []
    for subject in Rule.Subject.allCases where !Task.isCancelled {
      found += await SuiteProof(suite, folder: folder).diagnostics(for: subject, only: only) {
        progress("planted faults of a \(subject): \($0) of \($1)")
      }
    }
    for subject in Rule.Subject.allCases where !Task.isCancelled {
      let checks = suite.checks(for: subject, only: only)
      if !checks.isEmpty { found += await complaints(of: subject, checks) }
    }
    return found
  }

  private func complaints(of subject: Rule.Subject, _ checks: [Check]) async -> [Diagnostic] {
    progress("our own \(subject): \(checks.count) checks")
    var outcomes = await outcomes(of: subject, checks)
    // Beside others a check may be late for no fault of its own: those are run once more.
    let late = outcomes.filter { !$0.isPass }.map(\.check)
    if !late.isEmpty, !Task.isCancelled {
      progress("our own \(subject): \(late.count) checks once more")
      outcomes = await self.outcomes(of: subject, late)
    }
    return outcomes.compactMap { outcome in
      let sentence: String
      switch outcome.verdict {
      case .passed: return nil
      case .failed(let failure): sentence = failure.sentence
      case .cannotRun(let reason): sentence = "it cannot run: \(reason)"
      }
      return Diagnostic(
        .conformance, path: folder,
        message: "our own \(subject) does not pass \(outcome.check.id): \(sentence)")
    }
  }

  private func outcomes(of subject: Rule.Subject, _ checks: [Check]) async -> [Outcome] {
    switch subject {
    case .parser: await ourParser(checks)
    case .client: await ourClient(checks)
    case .server: await ourServer(checks)
    }
  }

  private func ourParser(_ checks: [Check]) async -> [Outcome] {
    let inside = ParserInside(Self.answer(to:))
    let outcomes = await ParserRun(inside, suite: suite, seed: 1).run(checks) { _ in }
    guard let command = Command([programPath, "parse", "--summary"]) else { return outcomes }
    // As a command once more, piece by piece where the check says so.
    let streams = checks.filter { if case .stream = $0.body { true } else { false } }
    return outcomes
      + (await ParserRun(CommandParser(command), suite: suite, seed: 1).run(streams) { _ in })
  }

  static func answer(to pieces: [[UInt8]]) -> ParserAnswer {
    var parser = EventStreamParser()
    var events: [Event] = []
    for piece in pieces {
      for case .event(let event) in (try? parser.consume(piece)) ?? [] {
        events.append(Event(type: event.type, data: event.data, id: event.lastEventID))
      }
    }
    return ParserAnswer(
      events: events,
      summary: .init(
        lastEventID: parser.lastEventID, retry: parser.reconnectionTime?.wholeMilliseconds))
  }

  private func ourClient(_ checks: [Check]) async -> [Outcome] {
    let words = [
      programPath, "listen", "--json", "-H", "Accept-Encoding: gzip", CommandClient.placeholder,
    ]
    guard let command = Command(words) else { return [] }
    // Ours asks no resolver for a name of .invalid.
    return await ClientRun(CommandClient(command, mayAskResolver: true)).run(checks) { _ in }
  }

  private func ourServer(_ checks: [Check]) async -> [Outcome] {
    guard let port = try? LoopbackPort.free(),
      let place = StreamPlace("http://127.0.0.1:\(port)/events"),
      let command = Command([
        programPath, "serve", "--port", String(port), "--heartbeat", "1s", "--grace", "5s",
      ])
    else { return [] }
    let life = CommandLife(command, at: place)
    let subject = ServerSubject(
      place: place, publisher: Publisher(place: place), life: life, takesLoad: true)
    let outcomes = await ServerRun(subject, seed: 1).run(checks) { _ in }
    await life.kill()
    return outcomes
  }
}

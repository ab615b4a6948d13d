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
  /// Hears what is being done, for a progress line.
  var progress: @Sendable (String) -> Void = { _ in }

  /// Everything that is wrong.
  func diagnostics() async -> [Diagnostic] {
    var found: [Diagnostic] = []
    for subject in Rule.Subject.allCases {
      progress("planted faults, \(subject)")
      found += await SuiteProof(suite, folder: folder).diagnostics(for: subject)
    }
    progress("our own parser")
    found += complaints("our own parser", await ourParser())
    progress("our own client")
    found += complaints("our own client", await ourClient())
    progress("our own server")
    found += complaints("our own server", await ourServer())
    return found
  }

  private func complaints(_ name: String, _ outcomes: [Outcome]) -> [Diagnostic] {
    outcomes.compactMap { outcome in
      let sentence: String
      switch outcome.verdict {
      case .passed: return nil
      case .failed(let failure): sentence = failure.sentence
      case .cannotRun(let reason): sentence = "it cannot run: \(reason)"
      }
      return Diagnostic(
        .conformance, path: folder,
        message: "\(name) does not pass \(outcome.check.id): \(sentence)")
    }
  }

  private func ourParser() async -> [Outcome] {
    let inside = ParserInside(Self.answer(to:))
    let checks = suite.checks(for: .parser)
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

  private func ourClient() async -> [Outcome] {
    let words = [
      programPath, "listen", "--json", "-H", "Accept-Encoding: gzip", CommandClient.placeholder,
    ]
    guard let command = Command(words) else { return [] }
    return await ClientRun(CommandClient(command)).run(suite.checks(for: .client)) { _ in }
  }

  private func ourServer() async -> [Outcome] {
    guard let port = try? LoopbackPort.free(),
      let place = StreamPlace("http://127.0.0.1:\(port)/events"),
      let command = Command([
        programPath, "serve", "--port", String(port), "--heartbeat", "1s", "--grace", "5s",
      ])
    else { return [] }
    let life = CommandLife(command, at: place)
    let subject = ServerSubject(
      place: place, publisher: Publisher(place: place), life: life, takesLoad: true)
    let outcomes = await ServerRun(subject, seed: 1).run(suite.checks(for: .server)) { _ in }
    await life.kill()
    return outcomes
  }
}

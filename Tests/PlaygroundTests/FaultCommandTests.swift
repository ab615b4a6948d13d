import Observations
import Testing

@testable import Playground

/// `fault` at the prompt, on a server of a session.
@Suite(.timeLimit(.minutes(1))) struct FaultCommandTests {
  private func session() async -> Session {
    let session = Session(world: World())
    await session.run("server start --port 0 --interval 1m")
    return session
  }

  /// What the last observation of the kind says.
  private func last(_ kind: String, of session: Session) -> Observation? {
    session.journal.observations().last { $0.happening.kind == kind }
  }

  @Test(arguments: [
    ("fault stall", "stall", nil, "every stream"),
    ("fault off", "none", nil, ""),
    ("fault off --channel /events", "none", "/events", "on /events"),
    ("fault status 503", "status 503", nil, "every new stream"),
    ("fault status 503 --after 1", "status 503", nil, "every new stream, after 1 stream"),
    (
      "fault end --after 2 --channel events", "end", "/events",
      "every stream on /events, after 2 events"
    ),
    ("fault drop --connections 1", "drop", nil, "the next stream"),
    (
      "fault type text/plain --connections 3 --channel / --after 2", "type text/plain", "/",
      "the next 3 streams on /, after 2 streams"
    ),
  ])
  func `the journal says what goes wrong, where, and whom it strikes`(
    line: String, fault: String, channel: String?, strikes: String
  ) async {
    let session = await session()
    #expect(await session.run(line) == 0)
    let seen = last("fault", of: session)
    #expect(seen?.field("fault") == fault)
    #expect(seen?.field("channel") == channel)
    #expect(seen?.field("strikes") == strikes)
    await session.finish()
  }

  @Test(arguments: [
    (
      "fault stall --channel /evnets",
      "there is no channel '/evnets' here: did you mean '/events'?"
    ),
    ("fault stall --channel weather", "there is no channel 'weather' here; there are /, /events"),
    ("fault stal", "there is no fault 'stal': did you mean 'fault stall'?"),
    (
      "fault end --connections 0",
      "--connections 0 strikes nobody: give 1 or more; see 'help fault'"
    ),
  ])
  func `what cannot strike is refused in one sentence, and nothing is set`(
    line: String, sentence: String
  ) async {
    let session = await session()
    #expect(await session.run(line) == 2)
    #expect(last("refused", of: session)?.happening == .refused(sentence))
    #expect(last("fault", of: session) == nil)
    await session.finish()
  }

  @Test func `a fault on the shared channel leaves the clock's stream alone`() async {
    let session = await session()
    await session.run("fault status 503 --channel /events")
    await session.run("client connect")
    #expect(last("open", of: session) != nil)
    await session.run("client connect /events")
    #expect(last("failed", of: session)?.field("reason")?.contains("503") == true)
    await session.finish()
  }
}

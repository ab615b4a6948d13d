import EventStream
import Observations
import Testing

@testable import Playground

/// A session on a free port, driven as a learner drives it.
@Suite(.timeLimit(.minutes(1))) struct SessionTests {
  /// A session with a server on a free port and a client that listens to it.
  private func connected(interval: String = "50ms") async -> Session {
    let session = Session(world: World())
    #expect(await session.run("server start --port 0 --interval \(interval)") == 0)
    #expect(await session.run("client connect") == 0)
    return session
  }

  @Test func `both sides are observed, and sent precedes received`() async throws {
    let session = await connected()
    #expect(await session.run("wait event 2") == 0)
    await session.finish()
    let seen = session.journal.observations()
    let wrote = try #require(seen.first { $0.happening.kind == "wrote" })
    let event = try #require(seen.first { $0.happening.kind == "event" })
    #expect(wrote.number < event.number)
    #expect(event.field("id") == "1")
    #expect(event.field("data")?.hasPrefix("An update from the server at ") == true)
    #expect(
      seen.contains { $0.side == .server && $0.field("headers.accept") == "text/event-stream" })
  }

  @Test func `a dropped client comes back with the last event ID and goes on from it`() async throws
  {
    let session = await connected()
    await session.run("send --retry 20 be quick")
    await session.run("wait event 2")
    #expect(await session.run("drop") == 0)
    #expect(await session.run("wait open --within 5s") == 0)
    #expect(await session.run("wait event") == 0)
    await session.finish()
    let seen = session.journal.observations()
    let lost = try #require(seen.last { $0.happening.kind == "lost" })
    let before = seen.last { $0.number < lost.number && $0.happening.kind == "event" }
    let request = try #require(
      seen.first { $0.number > lost.number && $0.happening.kind == "request" })
    let after = try #require(seen.first { $0.number > lost.number && $0.happening.kind == "event" })
    #expect(request.field("headers.last-event-id") == before?.field("id"))
    #expect(Int(after.field("id") ?? "") == Int(before?.field("id") ?? "").map { $0 + 1 })
  }

  @Test func `a stream that is typed is parsed as a client would`() async {
    let session = Session(world: World())
    func answer(_ line: String) async -> [String] {
      let start = session.journal.last
      await session.run(line)
      return session.answers(after: start)
    }
    #expect(
      await answer(#"parse "id: 7\ndata: one\n\ndata:  two\r\r""#) == [
        #"{"event":"message","data":"one","id":"7"}"#,
        #"{"event":"message","data":" two","id":"7"}"#,
      ])
    #expect(
      await answer(#"parse --chunk 1 --summary "retry: 20\ndata: lost""#) == [
        "no event: nothing is dispatched",
        "line 2: no line break at its end: thrown away, with what was begun before it",
        #"{"lastEventId":"","retry":20}"#,
      ])
    #expect(await session.run("parse") == 2)
    #expect(
      session.refusals == [
        #"give the stream itself, as in 'parse "data: hello\n\n"'"#
      ])
    await session.finish()
  }

  @Test func `send returns when the client has dispatched the event`() async throws {
    let session = await connected(interval: "1m")
    #expect(await session.run(#"send --event note "two\nlines""#) == 0)
    let event = session.journal.observations().last { $0.happening.kind == "event" }
    #expect(event?.field("type") == "note")
    #expect(event?.field("data") == "two\nlines")
    #expect(event?.field("id") == "1")
    await session.finish()
  }

  @Test func `a field cannot be injected through id or event`() async {
    let session = await connected(interval: "1m")
    #expect(await session.run(#"send --id "1\ndata: forged" x"#) == 2)
    #expect(await session.run(#"send --event "a\rb" x"#) == 2)
    #expect(session.journal.observations().allSatisfy { $0.happening.kind != "event" })
    await session.finish()
  }

  @Test func `what cannot be done is refused with one sentence`() async {
    let session = Session(world: World())
    #expect(await session.run("client connect") == 1)
    #expect(await session.run("send hello") == 1)
    #expect(await session.run("drop") == 1)
    #expect(await session.run("client close") == 1)
    #expect(
      session.refusals == [
        "no server runs here: type 'server start' first, or give a whole URL",
        "no server runs here: type 'server start' first",
        "no server runs here: type 'server start' first",
        "no client is connected: 'client connect' opens a stream",
      ])
  }

  @Test func `a second server is refused, a restart keeps the port`() async {
    let session = Session(world: World())
    await session.run("server start --port 0")
    #expect(await session.run("server start --port 0") == 1)
    await session.run("server restart")
    let urls = session.journal.observations().compactMap { observation -> String? in
      if case .serverStarted(let url) = observation.happening { url } else { nil }
    }
    #expect(urls.count == 2)
    #expect(urls.first == urls.last)
    await session.finish()
  }

  @Test func `waiting counts what the journal has let go meanwhile`() async {
    let session = Session(world: World(), journal: Journal(byteLimit: 1000))
    for _ in 0..<3 { session.journal.record(.client, .event(MessageEvent(data: "x"))) }
    while session.journal.dropped < 3 { session.journal.record(.server, .wrote([])) }
    #expect(await session.run("wait event 3 --within 100ms") == 0)
    #expect(await session.run("wait event") == 1)
    #expect(
      session.refusals == [
        "no client is connected, so none will see 'event': 'client connect' opens a stream"
      ])
  }

  @Test func `curl sends what a shell is to take for one word`() async throws {
    let session = Session(world: World())
    await session.run("server start --port 0 --interval 1m")
    let url = try #require(await session.server?.url)
    await session.run(#"curl /events --send "it's $HOME""#)
    #expect(
      session.journal.observations().last?.happening
        == .answered([#"curl \#(url)/events --data-urlencode 'data=it'\''s $HOME'"#]))
    await session.run("curl /events?from=earliest")
    #expect(
      session.journal.observations().last?.happening
        == .answered(["curl -N -i '\(url)/events?from=earliest'"]))
    #expect(await session.run("curl --send Hello") == 2)
    #expect(
      session.refusals == [
        "'/' takes no POST: name a channel, as in 'curl /events --send Hello'; see 'help curl'"
      ])
    await session.finish()
  }

  @Test func `waiting in vain ends with a sentence`() async {
    let session = await connected(interval: "1m")
    #expect(await session.run("wait event --within 1ms") == 1)
    #expect(
      session.refusals == [
        "waited 1 ms and saw 0 of 1 'event': is the client connected? 'client status' tells"
      ])
    await session.finish()
  }

  @Test func `what is sent while the client is away is said to wait for it`() async {
    let session = Session(world: World())
    await session.run("server start --port 0 --retry 60000")
    await session.run("send nobody")
    await session.run("client connect /events")
    await session.run("wait open")
    await session.run("drop")
    await session.run("wait lost")
    await session.run("send somebody without an id")
    await session.run("client connect /events")
    await session.run("send --id 7 heard")
    await session.run("drop")
    await session.run("wait lost")
    await session.run("send somebody")
    let others =
      "sent to no one: no stream is open; '/events' keeps it for those who ask, as in "
      + "'client connect /events?from=earliest'"
    #expect(
      session.answers() == [
        others, others + "; the client on its way back has no id to ask by",
        "sent to no one: no stream is open; '/events' keeps it for the client, which is on its way back",
      ])
    await session.finish()
  }

  @Test func `what a fault cuts off was not sent to no one`() async {
    let session = await connected(interval: "1m")
    await session.run("client connect /events")
    await session.run("send --id 4 whole")
    await session.run("fault truncate")
    await session.run("send --id 5 half")
    #expect(
      session.answers().last?.hasPrefix(
        "cut off on its way: no stream got all of it; '/events' keeps it for ") == true)
    await session.finish()
  }

  @Test func `options behind the text are a part of it, which is said`() async {
    let session = await connected(interval: "1m")
    await session.run("send first --id 10")
    await session.run("send -- --ids are opaque")
    let seen = session.journal.observations()
    let events = seen.filter { $0.side == .client && $0.happening.kind == "event" }
    #expect(events.suffix(2).map { $0.field("data") } == ["first --id 10", "--ids are opaque"])
    #expect(
      session.answers() == [
        "'--id' went out as a part of the text: options stand before it, as in 'send --id 7 Hello'"
      ])
    #expect(await session.run("client disconnect") == 0)
    await session.finish()
  }

  @Test func `curl names the server that has the path`() async {
    let session = Session(world: World())
    #expect(await session.run("curl") == 1)
    await session.run("todo start --port 0")
    #expect(await session.run("curl /live-todos") == 0)
    await session.run("server start --port 0")
    await session.run("curl /live-todos")
    await session.run("curl /events")
    #expect(await session.run("curl events") == 2)
    let seen = session.journal.observations()
    let urls = seen.compactMap { $0.happening.kind == "server-started" ? $0.field("url") : nil }
    #expect(
      session.answers()
        == ["/live-todos", "/live-todos", "/events"].enumerated().map { index, path in
          "curl -N -i \(urls[index == 2 ? 1 : 0])\(path)"
        })
    #expect(
      session.refusals == [
        "no server runs here: type 'server start' first",
        "'events' is no path: it begins with '/', as in '/events'",
      ])
    await session.finish()
  }

  @Test func `nothing is waited for that cannot come any more`() async {
    let session = Session(world: World())
    await session.run("server start --port 0 --interval 1m")
    await session.run("fault status 404")
    #expect(await session.run("client connect") == 1)
    #expect(await session.run("wait failed") == 0)
    #expect(await session.run("wait open") == 1)
    #expect(
      session.refusals.last
        == "the client has failed for good, so no 'open' can come: "
        + "'client connect' opens a new stream")
    await session.run("fault off")
    #expect(await session.run("client connect") == 0)
    #expect(await session.run("wait open") == 0)
    await session.run("fault status 404")
    await session.run("drop")
    #expect(await session.run("wait event 5") == 1)
    #expect(session.refusals.last?.contains("so no 'event' can come") == true)
    await session.finish()
  }

  @Test func `what was seen is remembered to a limit, and in order`() {
    let waitIndex = WaitIndex()
    func note(_ number: Int) {
      waitIndex.note(
        Observation(number: number, time: .zero, side: .client, happening: .comment("")))
    }
    for number in [2, 1, 4, 3] { note(number) }
    #expect(waitIndex.first(.comment, after: 0) == 1)
    #expect(waitIndex.first(.comment, after: 2) == 3)
    #expect(waitIndex.first(.event, after: 0) == nil)
    for number in 5...(2 * WaitIndex.limit + 1) { note(number) }
    #expect(waitIndex.first(.comment, after: 0) == WaitIndex.limit + 1)
  }

  @Test func `an interrupted wait is stopped and says so`() async {
    let session = await connected(interval: "1m")
    let wait = Task { await session.run("wait lost") }
    wait.cancel()
    #expect(await wait.value == 130)
    await session.finish()
  }

  @Test func `Ctrl-C closes the client that streams, and only that`() async {
    let session = await connected()
    #expect(await session.interrupt())
    #expect(await session.interrupt() == false)
    #expect(await session.run("server status") == 0)
    await session.finish()
  }

  @Test func `a paused client reads nothing until it is resumed, and misses nothing`() async {
    let session = await connected(interval: "1m")
    #expect(await session.run("client pause") == 0)
    #expect(await session.run("send --times 3 hello") == 0)
    let answer = "the client is paused and dispatches nothing: 'client resume' reads on"
    #expect(session.journal.observations().last?.field("text") == answer)
    #expect(session.journal.observations().allSatisfy { $0.happening.kind != "event" })
    #expect(await session.run("client resume") == 0)
    #expect(await session.run("wait event 3") == 0)
    let events = session.journal.observations().filter { $0.happening.kind == "event" }
    #expect(events.map { $0.field("id") } == ["1", "2", "3"])
    #expect(await session.run("client resume") == 1)
    #expect(session.refusals == ["the client is not paused: 'client pause' stops it reading"])
    await session.finish()
  }

  @Test func `a paused client can be closed`() async {
    let session = await connected(interval: "1m")
    await session.run("client pause")
    await session.run("send hello")
    #expect(await session.run("client close") == 0)
    #expect(session.journal.observations().allSatisfy { $0.happening.kind != "event" })
    await session.finish()
  }

  @Test func `a reconnection time by itself takes no id, and no last id moves`() async {
    let session = Session(world: World())
    await session.run("server start --port 0 --interval 1m")
    #expect(await session.run("send --retry 20") == 0)
    #expect(
      session.answers().last == "sent to no one: no stream is open; 'client connect' opens one")
    for path in ["/", "/events"] {
      await session.run("client connect \(path)")
      await session.run("send --id new tea")
      let start = session.journal.last
      #expect(await session.run("send --retry 1500") == 0)
      let seen = session.journal.observations(from: start + 1)
      #expect(
        seen.compactMap { $0.happening.kind == "wrote" ? $0.field("text") : nil }
          == ["retry: 1500\n\n"])
      #expect(seen.contains { $0.happening == .reconnectionTime(milliseconds: 1500) })
      await session.run("client status")
      #expect(session.answers().last?.hasSuffix("last event ID new") == true)
    }
    await session.finish()
  }

  /// What the two sockets hold (some 5 MB here) and the server's limit of 4 MiB are less than this.
  @Test func `a client that does not read is cut, and resumes with nothing lost`() async {
    let session = Session(world: World())
    await session.run("server start --port 0")
    await session.run("client connect /events")
    await session.run("send --retry 20")
    await session.run("client pause")
    #expect(await session.run("send --size 1MB --times 15 a page of text") == 0)
    #expect(await session.run("wait ended") == 0)
    let ended = session.journal.observations().last { $0.happening.kind == "ended" }
    #expect(ended?.field("reason") == "the client was 4 MiB behind")
    await session.run("client resume")
    #expect(await session.run("wait lost") == 0)
    #expect(await session.run("wait open") == 0)
    #expect(await session.run("send --id end over") == 0)
    let events = session.journal.observations().filter { $0.happening.kind == "event" }
    let ids = events.compactMap { $0.field("id") }
    let numbers = ids.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }
    #expect(ids.last == "end" && numbers.last == 15)
    #expect(numbers == numbers.sorted() && numbers.count == ids.count - 1)
    await session.finish()
  }

  @Test(arguments: [
    (
      "send --times 0 x", "0 is no number of times: give 1 to 1000; see 'help send'"
    ),
    (
      "send --id a --times 2 x",
      "--id with --times would give 2 events one id: leave --id out; see 'help send'"
    ),
    (
      "send --size 2MB x",
      "2000000 bytes are more than an event may have (1048576): see 'help send'"
    ),
  ])
  func `what cannot be sent is refused with one sentence`(line: String, sentence: String) async {
    let session = Session(world: World())
    #expect(await session.run(line) == 2)
    #expect(session.refusals == [sentence])
  }

  @Test func `a line end in a row is pointed out, and a backslash without quotes stays`() async {
    let session = Session(world: World())
    await session.run("todo start --port 0")
    await session.run(#"todo add "C:\new""#)
    await session.run(#"todo add C:\new"#)
    await session.finish()
    let rows = session.journal.observations().filter { $0.happening.kind == "row" }
    #expect(rows.compactMap { $0.field("description") } == ["C:\new", #"C:\new"#])
    let said = session.journal.observations().filter { $0.happening.kind == "answered" }
    #expect(
      said.compactMap { $0.field("text") } == [
        #"(in double quotes \n is a line end and \t a tab; without quotes they stay as typed)"#
      ])
  }
}

import Foundation
import Observations
import StreamViews
import Terminal
import Testing

@testable import Playground

/// `browser`, with a real one.
@Suite(.serialized, .timeLimit(.minutes(2))) struct BrowserCommandTests {
  private let session: Session

  init() throws {
    let world = World.replay(
      programPath: "sse", searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
    try #require(
      world.path(of: .chromium) != nil, "Chromium is missing: sudo apt-get install chromium")
    session = Session(world: world)
  }

  /// What the session shows of the page, with PORT for the server's port.
  private var rows: [String] {
    var layout = PlainLayout()
    return session.journal.observations().flatMap { layout.rows(for: $0).map(\.text) }
      .filter { $0.hasPrefix("browser │ ") }
      .map { row in
        String(row.dropFirst(10)).replacing(/(127.0.0.1|localhost):\d+/) {
          "\($0.output.1):PORT"
        }
      }
  }

  private var last: Observation? {
    session.journal.observations().last { $0.happening.kind == "browser" }
  }

  private func refusal(of line: String, in session: Session? = nil) async -> String? {
    let session = session ?? self.session
    await session.run(line)
    guard case .refused(let sentence)? = session.journal.observations().last?.happening else {
      return nil
    }
    return sentence
  }

  @Test func `what a page hears stands below each other, whose type nobody awaits too`() async {
    await session.run("server start --interval 1m")
    await session.run("send hello")
    await session.run("send --event add one")
    await session.run("send --event error oops")
    #expect(await session.run("browser /events?from=earliest --for 500ms") == 0)
    await session.finish()
    #expect(
      rows == [
        "page  http://127.0.0.1:PORT/status",
        "open  readyState 1",
        "event  message  id 8f2a5k-1  hello",
        "unheard  add  id 8f2a5k-2  one",
        "error  readyState 1  data: oops",
        "after 500 ms: readyState 1 OPEN",
      ])
  }

  @Test func `of eight streams the states are told, and that a fetch waits`() async {
    await session.run("server start --interval 1m")
    #expect(await session.run("browser --streams 8 --for 600ms") == 0)
    await session.finish()
    #expect(
      rows.prefix(2) == ["page  http://127.0.0.1:PORT/status", "8 streams: 6 OPEN, 2 CONNECTING"])
    #expect(rows.dropFirst(2).first == "on 6 connections, http/1.1")
    #expect(rows.last?.hasPrefix("fetch /status: no answer in ") == true)
    let fields = last?.happening.fields.dropFirst().prefix(7).map { "\($0.name) \($0.value)" }
    #expect(
      fields == [
        "streams 8", "open 6", "connecting 2", "failed 0", "connections 6", "version http/1.1",
        "fetch waiting",
      ])
  }

  @Test func `the clock of a replay keeps time while a page listens`() async {
    await session.run("server start --interval 100ms --retry 100")
    await session.run("fault drop --after 2")
    #expect(await session.run("browser --for 3s") == 0)
    await session.finish()
    let heard = rows.dropFirst().filter { !$0.hasPrefix("console") }
    #expect(
      heard.prefix(6).map { $0.prefix(22) } == [
        "open  readyState 1", "event  message  id 1  ", "event  message  id 2  ",
        "error  readyState 0", "open  readyState 1", "event  message  id 3  ",
      ])
  }

  @Test func `more than a screen of events is counted`() async {
    await session.run("server start --interval 1m")
    for number in 1...20 { await session.run("send number \(number)") }
    await session.run("browser /events?from=earliest --for 500ms")
    await session.finish()
    #expect(
      rows.suffix(3) == [
        "event  message  id 8f2a5k-15  number 15", "… and 5 more",
        "after 500 ms: readyState 1 OPEN",
      ])
  }

  @Test func `another origin is refused until the server names it`() async {
    await session.run("server start --interval 1m")
    await session.run("browser --from localhost --for 300ms")
    #expect(last?.field("failed") == "1")
    #expect(rows.contains("page  http://localhost:PORT/status"))
    #expect(rows.contains { $0.hasPrefix("console  Access to resource at ") })
    await session.run("server stop")
    await session.run("server start --interval 1m --cors *")
    await session.run("browser --from localhost --for 300ms")
    #expect(last?.field("open") == "1")
    await session.finish()
  }

  @Test func `a page that reads by fetch may ask by POST, and gets the network's pieces`() async {
    await session.run("model start --port 0 --ragged")
    await session.run("browser --fetch /v1/chat/completions --data '{\"messages\": []}' --for 20s")
    await session.finish()
    #expect(rows.dropFirst().first == "response  200 text/event-stream")
    #expect(rows.dropFirst(2).allSatisfy { !$0.hasPrefix("event") })
    #expect(last?.field("end") == "done")
    let pieces = last?.field("pieces").flatMap { Int($0) } ?? 0
    // 32 tokens, each handed over in pieces of seven bytes: some arrive together.
    #expect(pieces > 40)
    #expect(rows.filter { $0.hasPrefix("read  ") }.count == BrowserReport.rowLimit)
    #expect(rows.suffix(2).first == "… and \(pieces - BrowserReport.rowLimit) more")
  }

  @Test func `a page that aborts has had so many pieces, and the server sees it leave`() async {
    await session.run("model start --port 0 --rate 5")
    await session.run("browser --fetch /v1/chat/completions --data '{}' --abort 2 --for 20s")
    await session.run("wait ended --within 10s")
    // It is noticed when the next token is to be written.
    await session.letTimePass(.seconds(2))
    await session.finish()
    #expect(last?.field("end") == "aborted")
    #expect(last?.field("pieces") == "2")
    let answers = session.journal.observations().filter { $0.side == .model }
      .flatMap { $0.happening.answerLines ?? [] }
    #expect(answers.contains { $0.contains("its reader has left") })
  }

  @Test func `an EventSource asks by GET, which fetch does as well`() async {
    await session.run("server start --interval 1m")
    await session.run("send hello")
    await session.run("browser --fetch /events?from=earliest --abort 1 --for 20s")
    await session.finish()
    #expect(rows.dropFirst().first == "response  200 text/event-stream")
    #expect(rows.dropFirst(2).first?.contains("data: hello␊␊") == true)
    let method = session.journal.observations().compactMap { $0.field("method") }.last
    #expect(method == "GET")
  }

  @Test func `a fetch of nobody's address fails with what the page is told`() async {
    await session.run("browser --fetch http://127.0.0.1:1/ --for 20s")
    await session.finish()
    #expect(last?.field("end")?.hasPrefix("TypeError: ") == true)
    #expect(last?.field("pieces") == "0")
  }

  @Test(arguments: [
    ("browser", "no server runs here: type 'server start' first, or give a whole URL"),
    (
      "browser ftp://x",
      "'ftp://x' is no address of a stream: give a path, or http://HOST:PORT/PATH"
    ),
    (
      "browser http://a,b/",
      "'http://a,b/' is no address of a stream: give a path, or http://HOST:PORT/PATH"
    ),
    (
      "browser --data x /",
      "--data and --abort go with --fetch: an EventSource has neither; see 'help browser'"
    ),
    (
      "browser --fetch --streams 2",
      "--fetch reads one answer: leave out --streams and --listen; see 'help browser'"
    ),
    ("browser --fetch --abort 0", "--abort is 1 piece or more, not 0: see 'help browser'"),
    ("browser --streams 0", "--streams 0 will not do: give 1 to 100; see 'help browser'"),
    ("browser --streams 101", "--streams 101 will not do: give 1 to 100; see 'help browser'"),
    (
      "browser --for 0s",
      "--for takes more than nothing and at most 60 minutes: see 'help browser'"
    ),
    (
      "browser --for 61m",
      "--for takes more than nothing and at most 60 minutes: see 'help browser'"
    ),
    (
      "browser --from example.org",
      "--from example.org is not this machine: try localhost or 127.0.0.1; see 'help browser'"
    ),
  ])
  func `what will not do is refused in a sentence`(line: String, sentence: String) async {
    #expect(await refusal(of: line) == sentence)
  }

  @Test func `a server that is not there is a sentence`() async {
    #expect(
      await refusal(of: "browser http://127.0.0.1:9/ --for 1s")
        == "the browser cannot show http://127.0.0.1:9/status: net::ERR_UNSAFE_PORT; "
        + "does the server run?")
  }

  @Test func `without a browser one sentence says how to get one`() async {
    var world = World()
    world.systemFolders = []
    #expect(
      await refusal(of: "browser http://127.0.0.1:8080/", in: Session(world: world))
        == "chromium is not installed here ('sudo apt-get install chromium')")
  }

  @Test func `Ctrl-C stops it`() async {
    await session.run("server start --interval 1m")
    let task = Task { await session.run("browser --for 1m") }
    _ = await session.journal.first { $0.happening.kind == "heard" }
    task.cancel()
    #expect(await task.value == 130)
    #expect(session.journal.observations().last?.happening == .refused("stopped"))
    await session.finish()
  }
}

/// `browser --with firefox`, where there is one.
@Suite(
  .serialized, .timeLimit(.minutes(4)),
  .enabled(
    if: World(environment: ["PATH": "/usr/bin"]).path(of: .firefox) != nil,
    "Firefox is missing: sudo apt-get install firefox-esr"))
struct FirefoxCommandTests {
  @Test func `a page in Firefox hears what one in Chromium hears, and says what it cannot`()
    async throws
  {
    let session = Session(
      world: World.replay(programPath: "sse", searchPath: "/usr/bin"))
    await session.run("server start --interval 1m")
    await session.run("send hello")
    await session.run("send --event add one")
    #expect(
      await session.run("browser /events?from=earliest --with firefox --listen add --for 1s") == 0)
    await session.finish()
    let heard = session.journal.observations().compactMap { observation -> String? in
      guard case .heard(let type, let state, let id, let data) = observation.happening else {
        return nil
      }
      return "\(type) \(state) \(id) \(data ?? "")"
    }
    #expect(heard == ["open 1  ", "message 1 8f2a5k-1 hello", "add 1 8f2a5k-2 one"])
    #expect(session.answers().last?.hasPrefix("Firefox tells no script of events") == true)
    let last = session.journal.observations().last { $0.happening.kind == "browser" }
    #expect(last?.field("open") == "1")
  }
}

/// What `--with` refuses, without any browser.
@Suite struct BrowserMakeTests {
  @Test(arguments: [
    (
      "browser --with lynx",
      "--with lynx is no browser that is known here: take chromium, firefox or webkit; "
        + "see 'help browser'"
    )
  ])
  func `a browser that is not driven is refused`(line: String, sentence: String) {
    #expect(throws: CommandFailure.usage(sentence)) { try CommandLanguage.command(line) }
  }

  @Test func `where none is installed 'browser compare' says what installs them`() async {
    var world = World(environment: ["PATH": ""])
    world.systemFolders = []
    let session = Session(world: world)
    await session.run("browser compare")
    #expect(
      session.refusals == [
        "chromium, firefox and webkit are not installed here ('sudo apt-get install chromium "
          + "firefox-esr webkit2gtk-driver xvfb'): install one, try again"
      ])
  }
}

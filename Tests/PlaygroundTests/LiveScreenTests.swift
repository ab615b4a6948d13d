import EventStream
import Observations
import Synchronization
import Terminal
import Testing

@testable import Playground

/// What the prompt shows above itself, as text and without a terminal.
@Suite struct LiveScreenTests {
  let size = Size(columns: 80, rows: 24)
  let journal = Journal()
  let paper = Paper()

  var screen: LiveScreen { screen(of: journal) }

  /// A screen on which the learner wants panes.
  private func screen(of journal: Journal, hasColor: Bool = true) -> LiveScreen {
    journal.record(.learner, .layout(.panes))
    return LiveScreen(output: paper.output, journal: journal, size: size, hasColor: hasColor)
  }

  @Test(arguments: [(true, "id names it"), (false, "`id` names it")])
  func `without colour the code in a page keeps its backquotes`(hasColor: Bool, line: String) {
    let screen = screen(of: journal, hasColor: hasColor)
    journal.record(.learner, .page("`id` names it"))
    screen.drain()
    #expect(paper.lines == [line])
  }

  @Test func `panes are up while a stream is, and stay as text when it ends`() {
    let screen = screen
    journal.record(.server, .serverStarted(url: "http://127.0.0.1:8080"))
    screen.drain()
    connect()
    screen.drain()
    #expect(paper.lines == ["server │ listening  http://127.0.0.1:8080", "(panes)"])
    #expect(paper.panes(size)?.first?.hasPrefix("── server · 1 open ──") == true)
    end()
    screen.drain()
    #expect(paper.panes(size) == nil)
    #expect(
      paper.lines.dropFirst(2).map { $0.prefix(60) } == [
        "── server sent ────────────────────────┬── client received ─",
        "request  GET /                         │ connecting  http://",
        "response  200 text/event-stream        │ open  200  readySta",
        "ended  the client went away            │ closed  readyState ",
        "───────────────────────────────────────┴────────────────────",
      ])
  }

  @Test func `a stream that was over before anything could be drawn is shown all the same`() {
    let screen = screen
    connect()
    end()
    screen.drain()
    #expect(paper.lines.count == 5)
    #expect(paper.panes(size) == nil)
  }

  @Test func `panes that go up in the middle know how both sides stand`() {
    let screen = screen
    journal.record(.learner, .layout(.columns))
    connect()
    event(1)
    screen.drain()
    #expect(
      paper.lines.last?.hasPrefix("                                        │ event  m") == true)
    journal.record(.learner, .layout(.panes))
    screen.drain()
    event(2)
    screen.drain()
    let panes = paper.panes(size) ?? []
    #expect(panes[0].hasPrefix("── server sends · 1 open · 2"))
    #expect(panes[0].contains("── client receives · 1 OPEN · 2"))
    #expect(panes[1].hasPrefix("id: 2⏎"))
  }

  @Test func `another layout leaves what the panes showed above what comes`() {
    let screen = screen
    connect()
    event(1)
    screen.drain()
    journal.record(.learner, .layout(.plain))
    event(2)
    screen.drain()
    #expect(paper.lines.filter { $0.contains("id: 1") }.count == 1)
    #expect(paper.lines.suffix(4).first == "server │ id: 2")
  }

  @Test(arguments: [ScreenLayout.plain, .columns])
  func `another layout under the wire begins with raw lines, too`(layout: ScreenLayout) {
    let screen = screen
    journal.record(.learner, .wire(isShown: true))
    connect()
    let chunk = Array("12\r\ndata: x\n\n\r\n".utf8)
    func send() {
      journal.record(.server, source: 1, .wrote(Array("data: x\n\n".utf8)))
      journal.record(.server, source: 1, .sent(chunk))
    }
    send()
    screen.drain()
    journal.record(.learner, .layout(layout))
    send()
    screen.drain()
    let before = paper.lines.lastIndex { $0.hasPrefix("──") } ?? 0
    let rows = paper.lines[(before + 1)...].map { $0.replacing("server │ ", with: "") }
    #expect(rows.first?.hasPrefix("> 12␍␊") == true)
    #expect(!rows.contains { $0.hasPrefix("data") })
  }

  @Test func `a page folds the panes, and the next thing done brings them back`() {
    let screen = screen
    connect()
    journal.record(.learner, .page("## A page"))
    screen.drain()
    #expect(paper.lines == ["## A page"])
    #expect(paper.panes(size) == nil)
    for line in ["hint", "c", "sned x"] { journal.record(.learner, .command(line)) }
    event(1)
    screen.drain()
    #expect(paper.panes(size)?.count == 1)
    journal.record(.learner, .command("send x"))
    journal.record(.learner, .turnedToStreams)
    screen.drain()
    #expect(paper.panes(size)?.contains { $0.hasPrefix("id: 1⏎") } == true)
  }

  @Test func `who says that it has been read has the panes back`() {
    let screen = screen
    connect()
    screen.drain()
    journal.record(.learner, .answered((1...20).map { "line \($0)" }))
    screen.drain()
    #expect(paper.panes(size) == nil)
    journal.record(.learner, .turnedToStreams)
    screen.drain()
    #expect(paper.panes(size)?.count == 14)
  }

  @Test func `while a page is read, one row says what comes and how the stream stands`() {
    let screen = screen
    connect()
    event(1)
    journal.record(.learner, .page("## A page"))
    event(2)
    screen.drain()
    #expect(
      paper.panes(size) == ["── client · 1 OPEN · 1 event since · 'layout panes' shows it"])
    event(3)
    journal.record(.client, source: 1, .lost(reason: "reset", retryIn: 3000))
    screen.drain()
    #expect(
      paper.panes(size)?.first?.hasSuffix(" · 2 events since · 'layout panes' shows it") == true)
    #expect(paper.panes(size)?.first?.hasPrefix("── client · 0 CONNECTING") == true)
    #expect(paper.panes(Size(columns: 40, rows: 24))?.first?.contains("layout") == false)
    journal.record(.learner, .page("## Another"))
    screen.drain()
    #expect(paper.panes(size) == nil)
    end()
    screen.drain()
    #expect(paper.panes(size) == ["── client · 2 CLOSED · 'layout panes' shows it"])
    screen.finish()
    #expect(paper.panes(size) == nil)
    #expect(!paper.lines.contains { $0.contains("CLOSED") })
  }

  @Test func `what is cleared away for the next page is not told of`() {
    let screen = screen
    connect()
    journal.record(.learner, .page("## A page"))
    event(1)
    screen.drain()
    #expect(paper.panes(size)?.count == 1)
    journal.record(.learner, .clearingAway)
    end()
    screen.drain()
    #expect(paper.panes(size) == nil)
    journal.record(.learner, .clearedAway)
    journal.record(.learner, .page("## Another page"))
    screen.drain()
    #expect(paper.panes(size) == nil)
    #expect(paper.lines == ["## A page", "(panes)", "## Another page"])
  }

  @Test(arguments: ["layout panes", "wire on"])
  func `who asks how the streams are shown while reading sees them`(line: String) {
    let screen = screen
    connect()
    journal.record(.learner, .page("## A page"))
    screen.drain()
    journal.record(.learner, .command(line))
    journal.record(.learner, .turnedToStreams)
    screen.drain()
    #expect(paper.panes(size)?.count == 14)
  }

  @Test func `what ends while a page is read is shown when it has been`() {
    let screen = screen
    connect()
    journal.record(.learner, .page("## A page"))
    screen.drain()
    end()
    journal.record(.server, .serverStopped)
    screen.drain()
    #expect(paper.lines == ["## A page", "(panes)"])
    journal.record(.learner, .command("server start"))
    journal.record(.learner, .turnedToStreams)
    screen.drain()
    #expect(paper.lines.contains { $0.hasPrefix("ended  the client went away") })
    #expect(paper.lines.contains { $0.hasPrefix("stopped ") })
    #expect(paper.panes(size) == nil)
  }

  @Test func `after a burst that the journal could not keep, all is right again`() {
    let journal = Journal(byteLimit: 4000)
    let screen = screen(of: journal)
    connect(journal)
    screen.drain()
    for number in 1...100 { event(number, journal) }
    screen.drain()
    let panes = paper.panes(size) ?? []
    #expect(panes[0].hasPrefix("── server sends · 1 open · 18+ ─"))
    #expect(panes[0].contains("┬── client receives · 1 OPEN · 18+ ─"))
    #expect(panes.contains { $0.hasPrefix("id: 100⏎ ") && $0.hasSuffix("event  message  id 100") })
    for number in 101...200 { event(number, journal) }
    end(journal)
    screen.drain()
    #expect(paper.panes(size) == nil)
    #expect(paper.lines.contains { $0.hasPrefix("… 1") && $0.contains(" observations left out") })
    #expect(paper.lines.suffix(2).first?.hasPrefix("ended ") == true)
  }

  @Test func `a stream that ended and one that began within a burst are both known`() {
    let journal = Journal(byteLimit: 4000)
    let screen = screen(of: journal)
    connect(journal)
    screen.drain()
    end(journal)
    for number in 1...100 { event(number, journal) }
    screen.drain()
    #expect(paper.panes(size) == nil)
    connect(journal, source: 2)
    for number in 1...100 { event(number, journal, source: 2) }
    screen.drain()
    #expect(paper.panes(size)?[0].contains("1 open") == true)
    #expect(paper.panes(size)?[0].contains("1 OPEN") == true)
  }

  @Test func `an answer too long to stand above the panes folds them, and goes by screenfuls`() {
    let screen = screen
    connect()
    screen.drain()
    journal.record(.learner, .answered((1...8).map { "line \($0)" }))
    screen.drain()
    #expect(paper.panes(size) != nil)
    journal.record(.learner, .command("help"))
    journal.record(.learner, .answered((1...30).map { "line \($0)" }))
    screen.drain()
    #expect(paper.panes(size) == nil)
    #expect(paper.lines.last == "── 9 more rows: Enter goes on reading")
    #expect(screen.hasMore)
    journal.record(.learner, .readOn)
    screen.drain()
    #expect(paper.lines.last == "line 30")
    #expect(!screen.hasMore)
  }

  // MARK: What happens

  private func connect(_ journal: Journal? = nil, source: Int = 1) {
    let journal = journal ?? self.journal
    journal.record(
      .client, source: source, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    journal.record(.server, source: source, .accepted(peer: "127.0.0.1:50000"))
    journal.record(.server, source: source, .request(method: "GET", target: "/", headers: []))
    let type = [Header("content-type", "text/event-stream")]
    journal.record(.server, source: source, .response(status: 200, headers: type))
    journal.record(.client, source: source, .open(status: 200, headers: type))
  }

  private func event(_ id: Int, _ journal: Journal? = nil, source: Int = 1) {
    let journal = journal ?? self.journal
    journal.record(.server, source: source, .wrote(Array("id: \(id)\ndata: x\n\n".utf8)))
    journal.record(
      .client, source: source, .event(MessageEvent(data: "x", lastEventID: String(id))))
  }

  private func end(_ journal: Journal? = nil) {
    let journal = journal ?? self.journal
    journal.record(.client, source: 1, .closed)
    journal.record(.server, source: 1, .ended(reason: "the client went away"))
  }
}

/// What was printed, in order, and the panes that are up.
final class Paper: Sendable {
  private struct State {
    var lines: [String] = []
    var frame: (@Sendable (Size, Duration) -> [Row]?)?
    var status: String?
  }

  private let state = Mutex(State())

  var lines: [String] { state.withLock(\.lines) }

  /// The row right above the prompt.
  var status: String? { state.withLock(\.status) }

  func panes(_ size: Size) -> [String]? {
    state.withLock(\.frame)?(size, .zero)?.map(\.text)
  }

  var output: PaneOutput {
    PaneOutput(
      print: { rows in self.state.withLock { $0.lines += rows.map(\.text) } },
      showPanes: { frame in
        self.state.withLock {
          $0.frame = frame
          $0.lines.append("(panes)")
        }
      },
      hidePanes: { rows in
        self.state.withLock {
          $0.frame = nil
          $0.lines += rows.map(\.text)
        }
      }, showStatus: { row in self.state.withLock { $0.status = row?.text } },
      clear: { self.state.withLock { $0.lines.append("(cleared)") } }, poke: {})
  }
}

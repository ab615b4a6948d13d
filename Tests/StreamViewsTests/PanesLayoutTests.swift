import EventStream
import Observations
import Terminal
import Testing

@testable import StreamViews

@Suite struct PanesLayoutTests {
  @Test func `an event stands beside what the server sent for it`() {
    var story = Story()
    story.connect()
    story.event(1, "An update from the server at 12:23:16.")
    #expect(
      PanesLayout.screen(story) == """
        ── server sends · 1 open · 1 ──────────┬── client receives · 1 OPEN · 1 ────────
        request  GET /                         │ connecting  http://127.0.0.1:8080/
        response  200 text/event-stream        │ open  200  readyState 1
        id: 1⏎                                 │ event  message  id 1
        data: An update from the server at     │        An update from the server at
          12:23:16.⏎                           │        12:23:16.
        ⏎                                      │
                                               │
                                               │
                                               │
                                               │
                                               │
                                               │
        ───────────────────────────────────────┴────────────────────────────────────────
        """)
  }

  @Test func `which of several servers a client is on stands in its title, until it has lost it`() {
    var story = Story()
    story.tell(.client, .connecting(url: "http://127.0.0.1:8080/events", lastEventID: ""))
    story.tell(.client, .open(status: 200, headers: [Header("x-served-by", "s2")]))
    let screen = PanesLayout.screen(story) ?? ""
    #expect(screen.contains("── client · 1 OPEN by s2 ──"), "\(screen)")
    #expect(screen.contains("│ open  200  by s2  readyState 1"), "\(screen)")
    story.tell(.client, .lost(reason: "cut", retryIn: 500))
    let later = PanesLayout.screen(story) ?? ""
    #expect(later.contains("── client · 0 CONNECTING in 0.5 s ──"), "\(later)")
  }

  @Test func `comments, retry fields and blocks without data say what they come to`() {
    var story = Story()
    story.connect()
    story.write("event: tick\ndata: one\ndata: two\n\n")
    story.tell(.client, .event(MessageEvent(type: "tick", data: "one\ntwo")))
    story.write("id: 9\n\n: hi\r\n\r\nretry: 500\n\n")
    story.tell(.client, .comment("hi"))
    story.tell(.client, .reconnectionTime(milliseconds: 500))
    #expect(
      PanesLayout.screen(story, columns: 100) == """
        ── server sends · 1 open · 1 ────────────────────┬── client receives · 1 OPEN · 1 ──────────────────
        request  GET /                                   │ connecting  http://127.0.0.1:8080/
        response  200 text/event-stream                  │ open  200  readyState 1
        event: tick⏎                                     │ event  tick
        data: one⏎                                       │        one
        data: two⏎                                       │        two
        ⏎                                                │
        id: 9⏎                                           │ no data, so no event
        ⏎                                                │
        : hi␍␊                                           │ comment  hi
        ␍␊                                               │
        retry: 500⏎                                      │ retry  the reconnection time is now 500 ms
        ⏎                                                │
        ─────────────────────────────────────────────────┴──────────────────────────────────────────────────
        """)
  }

  @Test func `below 80 columns the server stands above the client`() {
    var story = Story()
    story.connect()
    story.event(1, "one")
    #expect(
      PanesLayout.screen(story, columns: 60) == """
        ── server sends · 1 open · 1 ───────────────────────────────
        request  GET /
        response  200 text/event-stream
        id: 1⏎
        data: one⏎
        ⏎
        ── client receives · 1 OPEN · 1 ────────────────────────────
        connecting  http://127.0.0.1:8080/
        open  200  readyState 1
        event  message  id 1
               one


        ────────────────────────────────────────────────────────────
        """)
  }

  @Test func `below 10 rows there are no panes, but the client's title`() {
    var story = Story()
    story.tell(.server, .response(status: 200, headers: []))
    #expect(PanesLayout.screen(story, columns: 40, rows: 9) == "── server · 1 open")
    story = Story()
    story.connect()
    story.event(1, "x")
    #expect(PanesLayout.screen(story, columns: 40, rows: 9) == "── client · 1 OPEN · 1")
    #expect(PanesLayout.screen(story, columns: 40, rows: 3) == nil)
    #expect(PanesLayout.screen(story, columns: 19, rows: 24) == nil)
    #expect(PanesLayout.screen(story, rows: 10)?.split(separator: "\n").count == 6)
  }

  @Test(arguments: [20, 40, 79, 80, 81, 132], [10, 11, 24, 60])
  func `no row is wider than the screen, and text and prompt keep some rows`(
    columns: Int, rows: Int
  ) {
    var story = Story()
    story.connect()
    story.event(
      1, "日本語 👍🏽 👩‍👩‍👧 e\u{301} ❤️ 1️⃣ \u{1B}[31m \u{202E}abc " + String(repeating: "x", count: 300))
    story.tell(.client, .lost(reason: String(repeating: "why ", count: 50), retryIn: 3000))
    var layout = PanesLayout()
    for observation in story.observations { layout.add(observation) }
    let frame = layout.frame(size: Size(columns: columns, rows: rows), now: story.time) ?? []
    #expect(!frame.isEmpty && frame.count <= rows - 4)
    #expect(frame.allSatisfy { $0.width <= columns })
    #expect(frame.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  @Test func `the countdown to the next attempt runs on its own`() {
    var story = Story()
    story.connect()
    story.tell(.client, .lost(reason: "reset", retryIn: 3000))
    func title(_ later: Duration) -> Bool? {
      PanesLayout.screen(story, later: later)?.contains("0 CONNECTING in 1.6 s")
    }
    #expect(title(.milliseconds(1400)) == true)
    #expect(title(.milliseconds(1600)) == false)
    #expect(PanesLayout.screen(story, later: .seconds(4))?.contains("0 CONNECTING ─") == true)
  }

  @Test func `the rate is that of the last five seconds`() {
    var meter = RateMeter()
    for second in 0..<5 { meter.add(at: .seconds(second)) }
    #expect(meter.figures(.seconds(5)) == ["5", "1.0/s"])
    for second in 5..<10 {
      for _ in 0..<50 { meter.add(at: .seconds(second)) }
    }
    #expect(meter.figures(.seconds(10)) == ["255", "50/s"])
    #expect(meter.figures(.seconds(60)) == ["255"])
  }

  @Test func `one a second is one a second from the beginning`() {
    var meter = RateMeter()
    let times = [900, 1_890, 2_910, 3_905, 4_880, 5_900].map { Duration.milliseconds($0) }
    for (next, time) in zip(times.dropFirst(), times) {
      meter.add(at: time)
      let figures = meter.figures(next - .milliseconds(60))
      #expect(figures.last == (meter.count == 1 ? "1" : "1.0/s"))
    }
  }

  @Test func `a line that has no end yet is shown as it grows`() {
    var story = Story()
    story.connect()
    story.write("id: 1\nda")
    #expect(PanesLayout.screen(story)?.contains("id: 1⏎") == true)
    #expect(PanesLayout.screen(story)?.contains("\nda… ") == true)
  }

  @Test func `another program's stream does not mix with the one that is followed`() {
    var story = Story()
    story.connect()
    story.tell(.server, .accepted(peer: "127.0.0.1:50001"), source: 2)
    story.tell(.server, .request(method: "GET", target: "/", headers: []), source: 2)
    story.tell(.server, .response(status: 200, headers: []), source: 2)
    story.write("data: for curl\n\n", source: 2)
    story.event(1, "ours")
    let screen = PanesLayout.screen(story) ?? ""
    #expect(!screen.contains("for curl"))
    #expect(screen.contains("2 open"))
    #expect(screen.contains("data: ours"))
  }

  @Test func `an event of megabytes costs no more than what is shown of it`() {
    var story = Story()
    story.connect()
    let data = String(repeating: "日本", count: 2 << 20 / 6)
    story.write("data: \(data)\n\n")
    story.tell(.client, .event(MessageEvent(data: data)))
    var layout = PanesLayout()
    for observation in story.observations { layout.add(observation) }
    let rows = layout.transcript(width: 80)
    #expect(rows.count <= PanesLayout.firstRows + PanesLayout.newestRows + 3)
    let entry = layout.log.entries.last
    #expect(entry?.left.count == 2)
    let rest = data.utf8.count - entry!.right[1].text.utf8.count + 7
    #expect(entry?.right.last?.text == "       … and \(rest) bytes more")
  }

  @Test func `after a gap an event stands beside the block that it was made of`() {
    var before = Story()
    before.connect()
    before.event(1, "shown")
    before.write("id: 2\ndata: shown\n\n")
    var after = Story()
    after.write("id: 4\ndata: two\n\n")
    after.tell(.client, .event(MessageEvent(data: "two", lastEventID: "3")))
    after.tell(.client, .event(MessageEvent(data: "two", lastEventID: "4")))
    var layout = PanesLayout()
    for observation in before.observations { layout.add(observation) }
    let standing = before.observations.filter { $0.field("status") != nil || $0.number < 3 }
    layout.skip(JournalSlice(observations: after.observations, missing: 1, standing: standing))
    for observation in after.observations { layout.add(observation) }
    #expect(
      layout.frame(size: Size(columns: 80, rows: 24), now: .zero)?.map(\.trimmed) == [
        "── server sends · 1 open · 3+ ─────────┬── client receives · 1 OPEN · 3+ ───────",
        "data: shown⏎                           │        shown",
        "⏎                                      │",
        "id: 2⏎                                 │",
        "data: shown⏎                           │",
        "⏎                                      │",
        "… 1 observation left out here: it came │",
        "  too fast                             │",
        "id: 4⏎                                 │ event  message  id 4",
        "data: two⏎                             │        two",
        "⏎                                      │",
        "                                       │ event  message  id 3",
        "                                       │        two",
        "───────────────────────────────────────┴────────────────────────────────────────",
      ])
  }

  @Test func `what may have come in a gap is not said to be missing`() {
    var story = Story()
    story.connect()
    story.write("data: sent before\n\n")
    var layout = PanesLayout()
    for observation in story.observations { layout.add(observation) }
    layout.skip(JournalSlice(observations: [], missing: 9, standing: story.observations))
    var after = Story()
    after.write("data: sent after\n\n")
    after.tell(.client, .closed)
    for observation in after.observations { layout.add(observation) }
    #expect(!layout.transcript(width: 80).contains { $0.text.contains("missing") })
  }

  @Test func `a stream of events is kept to a limit, and the newest are shown`() {
    var story = Story()
    story.connect()
    for number in 1...3000 { story.event(number, "event number \(number)") }
    var layout = PanesLayout()
    for observation in story.observations { layout.add(observation) }
    #expect(layout.log.entries.count <= 2 * PanesLayout.entryLimit)
    let transcript = layout.transcript(width: 80).map(\.trimmed)
    #expect(transcript.count == PanesLayout.firstRows + PanesLayout.newestRows + 3)
    #expect(transcript[1].hasPrefix("request  GET /  "))
    #expect(transcript[3].hasPrefix("id: 1⏎  "))
    #expect(
      transcript[25] == "… more than 2970 rows left out here; 'save FILE' has them all")
    #expect(
      transcript.suffix(4).first
        == "id: 3000⏎                              │ event  message  id 3000")
  }

  @Test func `at the end of a long stream its beginning and its end stay, the rest is counted`() {
    var story = Story()
    story.connect()
    for number in 1...15 { story.event(number, "x") }
    #expect(transcript(of: story, width: 80).count == 49)
    story.event(16, "x")
    let wide = transcript(of: story, width: 80)
    #expect(wide.count == 51)
    #expect(wide[0].hasPrefix("── server sent ───"))
    #expect(wide[25] == "… 2 rows left out here; 'save FILE' has them all")
    #expect(wide[49].hasPrefix("⏎  "))
    #expect(wide[50].hasPrefix("───"))
    let narrow = transcript(of: story, width: 40)
    #expect(narrow.count == 50)
    #expect(narrow[0] == "server │ request  GET /")
    #expect(narrow[24...25] == ["… 37 rows left out here; 'save FILE' has", "them all"])
  }

  private func transcript(of story: Story, width: Int) -> [String] {
    var layout = PanesLayout()
    for observation in story.observations { layout.add(observation) }
    return layout.transcript(width: width).map(\.trimmed)
  }
}

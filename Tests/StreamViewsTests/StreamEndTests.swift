import EventStream
import Observations
import Terminal
import Testing

@testable import StreamViews

/// What the panes say of what was under way when a stream ended.
@Suite struct StreamEndTests {
  @Test func `a dropped tail is visibly missing on the right`() {
    var story = Story()
    story.connect()
    story.event(4, "whole")
    story.write("id: 5\ndata: An upd")
    story.tell(.client, .lost(reason: "connection reset by 127.0.0.1:8080", retryIn: 3000))
    story.tell(.server, .ended(reason: "dropped by the fault 'drop'"))
    story.connect(lastEventID: "4", source: 2)
    #expect(
      PanesLayout.screen(story, rows: 30) == """
        ── server sends · 1 open · 1 ──────────┬── client receives · 1 OPEN · 1 ────────
        request  GET /                         │ connecting  http://127.0.0.1:8080/
        response  200 text/event-stream        │ open  200  readyState 1
        id: 4⏎                                 │ event  message  id 4
        data: whole⏎                           │        whole
        ⏎                                      │
        id: 5⏎                                 │ ✂ missing: no blank line, so no event
        data: An upd…                          │
        ✂ cut off here                         │
        ended  dropped by the fault 'drop'     │ lost  connection reset by
                                               │   127.0.0.1:8080
                                               │       retry in 3000 ms  readyState 0
        request  GET /  Last-Event-ID: 4       │ connecting  http://127.0.0.1:8080/
                                               │   Last-Event-ID: 4
        response  200 text/event-stream        │ open  200  readyState 1
                                               │
                                               │
        ───────────────────────────────────────┴────────────────────────────────────────
        """)
  }

  @Test func `it matters not which side notices the end of a stream first`() {
    var story = Story()
    story.connect()
    story.write("data: half")
    var other = story
    story.tell(.client, .lost(reason: "reset", retryIn: 3000))
    story.tell(.server, .ended(reason: "drop"))
    other.tell(.server, .ended(reason: "drop"))
    other.tell(.client, .lost(reason: "reset", retryIn: 3000))
    let body = [story, other].map {
      PanesLayout.screen($0)?.split(separator: "\n").dropFirst().joined(separator: "\n")
    }
    #expect(body[0] == body[1])
    #expect(PanesLayout.screen(story)?.contains("✂ missing: no blank line, so no event") == true)
  }

  @Test(arguments: [Happening.closed, .lost(reason: "the server ended the stream", retryIn: 3000)])
  func `nothing is missing when only comments came before the end`(end: Happening) {
    var story = Story()
    story.connect()
    for _ in 1...2 {
      story.write(": heartbeat\n")
      story.tell(.client, .comment("heartbeat"))
    }
    story.write("retry: 500\n")
    story.tell(.client, .reconnectionTime(milliseconds: 500))
    story.tell(.client, end)
    story.tell(.server, .ended(reason: "the client went away"))
    let rows = (PanesLayout.screen(story) ?? "").split(separator: "\n")
    #expect(
      rows[3..<7].joined(separator: "\n") == """
        : heartbeat⏎                           │ comment  heartbeat
        : heartbeat⏎                           │ comment  heartbeat
        retry: 500⏎                            │ retry  the reconnection time is now 500
                                               │   ms
        """)
    #expect(rows[7].hasPrefix("ended  the client went away            │ \(end.kind)"))
    #expect(!rows.joined().contains("✂"))
  }

  @Test(arguments: ["i", "id", "id: 5", "id: 5\n", "event: x\n", "dat", "data", ": hi\ndata: x\n"])
  func `an event is missing as soon as one of its fields has begun`(begun: String) {
    var story = Story()
    story.connect()
    story.write(begun)
    story.tell(.client, .lost(reason: "reset", retryIn: 3000))
    story.tell(.server, .ended(reason: "dropped"))
    let screen = PanesLayout.screen(story) ?? ""
    #expect(screen.contains("│ ✂ missing: no blank line, so no event"))
    #expect(screen.contains("\n✂ cut off here"))
  }

  @Test(arguments: [": hear", "retry: 50", "x"])
  func `half a line that makes no event is cut off, and no event is missing`(begun: String) {
    var story = Story()
    story.connect()
    story.write(begun)
    story.tell(.client, .closed)
    story.tell(.server, .ended(reason: "gone"))
    let screen = PanesLayout.screen(story) ?? ""
    #expect(screen.contains("\n\(begun)…"))
    #expect(screen.contains("\n✂ cut off here"))
    #expect(!screen.contains("missing"))
  }

  @Test func `half a comment answers for no comment of the next connection`() {
    var story = Story()
    story.connect()
    story.write(": half")
    story.tell(.client, .lost(reason: "reset", retryIn: 0))
    story.tell(.server, .ended(reason: "dropped"))
    story.connect(source: 2)
    story.write(": whole\n", source: 2)
    story.tell(.client, .comment("whole"))
    let rows = (PanesLayout.screen(story, rows: 40) ?? "").split(separator: "\n")
    #expect(rows.contains(": whole⏎                               │ comment  whole"))
  }

  @Test func `a stream that ends with a lone CR has ended its last event`() {
    var story = Story()
    story.connect()
    story.write("data: a\r\r")
    story.tell(.client, .event(MessageEvent(data: "a")))
    story.tell(.client, .lost(reason: "end", retryIn: 3000))
    story.tell(.server, .ended(reason: "done"))
    let screen = PanesLayout.screen(story) ?? ""
    #expect(screen.contains("\ndata: a␍                               │ event  message\n␍   "))
    #expect(!screen.contains("✂"))
  }

  @Test func `an event that was sent whole and never came is missing too`() {
    var story = Story()
    story.connect()
    story.write("data: a\n\n")
    story.write("data: b\n\n")
    story.tell(.client, .event(MessageEvent(data: "a")))
    story.tell(.client, .lost(reason: "reset", retryIn: 3000))
    let rows = (PanesLayout.screen(story) ?? "").split(separator: "\n")
    #expect(rows[5] == "data: b⏎                               │ ✂ missing: lost on the way")
  }

  @Test func `a client that comes back before the server has noticed begins a block of its own`() {
    var story = Story()
    story.connect()
    story.write("data: ha")
    story.tell(.client, .lost(reason: "idle", retryIn: 0))
    story.connect(source: 2)
    story.event(1, "whole", source: 2)
    story.tell(.server, .ended(reason: "gone"), source: 1)
    let rows = (PanesLayout.screen(story, rows: 40) ?? "").split(separator: "\n")
    #expect(rows.contains { $0.hasPrefix("✂ cut off here") })
    #expect(rows.contains("data: whole⏎                           │        whole"))
  }

  @Test func `an end stands below what its side has said before, not beside an older one`() {
    var story = Story()
    story.tell(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    story.tell(.client, .lost(reason: "refused", retryIn: 100))
    story.connect()
    story.write("data: a\n\n")
    story.tell(.client, .event(MessageEvent(data: "a")))
    story.tell(.server, .ended(reason: "dropped"))
    story.tell(.client, .closed)
    story.tell(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""), source: 2)
    let rows = (PanesLayout.screen(story) ?? "").split(separator: "\n").dropFirst()
    #expect(
      rows.prefix(9).joined(separator: "\n") == """
                                               │ connecting  http://127.0.0.1:8080/
                                               │ lost  refused
                                               │       retry in 100 ms  readyState 0
        request  GET /                         │ connecting  http://127.0.0.1:8080/
        response  200 text/event-stream        │ open  200  readyState 1
        data: a⏎                               │ event  message
        ⏎                                      │        a
        ended  dropped                         │ closed  readyState 2
                                               │ connecting  http://127.0.0.1:8080/
        """)
  }
}

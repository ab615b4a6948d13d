import EventStream
import Observations
import Terminal
import Testing

@testable import StreamViews

@Suite struct PlainLayoutTests {
  static var story: Story {
    var story = Story()
    story.tell(.learner, .command("client connect"), source: 0)
    story.connect()
    story.event(1, "hello")
    story.event(2, "two\nlines", type: "note")
    story.write("data: ha")
    story.tell(.client, .lost(reason: "reset", retryIn: 3000))
    story.tell(.server, .ended(reason: "dropped"))
    return story
  }

  static func text(_ layout: PlainLayout, _ story: Story) -> String {
    var layout = layout
    return story.observations.flatMap { layout.rows(for: $0) }.map(\.trimmed)
      .joined(separator: "\n")
  }

  @Test func `every line says whose it is`() {
    #expect(
      Self.text(PlainLayout(learner: true), Self.story) == """
        sse> client connect
        client │ connecting  http://127.0.0.1:8080/
        server │ accepted  127.0.0.1:50000
        server │ request  GET /
        server │ response  200 text/event-stream
        client │ open  200  readyState 1
        server │ id: 1
        server │ data: hello
        server │
        client │ event  message  id 1  hello
        server │ event: note
        server │ id: 2
        server │ data: two
        server │ data: lines
        server │
        client │ event  note  id 2
        client │        two
        client │        lines
        client │ lost  reset
        client │       retry in 3000 ms  readyState 0
        server │ data: ha  (cut off)
        server │ ended  dropped
        """)
  }

  @Test func `what is too long for the screen goes on below its text, not below its label`() {
    var story = Story()
    story.write("data: An update from the server at 12:23:16.\n")
    var layout = PlainLayout()
    let rows = layout.rows(for: story.observations[0]).flatMap { $0.wrapped(to: 40) }
    #expect(
      rows.map(\.trimmed) == [
        "server │ data: An update from the server", "           at 12:23:16.",
      ])
  }

  @Test func `for a screen reader nothing is drawn`() {
    let text = Self.text(PlainLayout(prefix: .spoken), Self.story)
    #expect(text.hasPrefix("client: connecting  http://127.0.0.1:8080/\nserver: accepted"))
    #expect(text.contains("server: data: hello\nserver: (blank line)\nclient: event"))
    #expect(text.allSatisfy { $0.isASCII })
  }

  @Test(arguments: [
    ("✔ task 'tea' is solved", "right: task 'tea' is solved"), ("── 163 more", " 163 more"),
    ("a → b · c", "a to b, c"), ("日本語 👍", "日本語 👍"), ("data: x␍␊", "data: x (CR) (LF)"),
    ("  │ quoted", "   quoted"), ("", ""),
  ])
  func `a sign is read out as its word`(shown: String, spoken: String) {
    #expect(Row(shown).spoken?.text == spoken)
  }

  @Test func `a table is laid out for the words that are read out`() {
    var layout = PlainLayout(learner: true, prefix: .spoken)
    let page = "| wire | data |\n|---|---|\n| `␣tea` | x |\n"
    let rows = layout.rows(
      for: Observation(
        number: 1, time: .zero, side: .learner, source: 0, happening: .page(page)))
    #expect(rows.map(\.text) == ["wire        data", "(space)tea  x"])
  }

  @Test func `what is only drawn is left out`() {
    #expect(Row("──────").spoken == nil)
    #expect(Row("───  ───").spoken == nil)
  }

  @Test func `the raw view takes the place of what the bytes mean`() {
    var story = Story()
    story.tell(.server, .received(WireTests.request))
    story.tell(.server, .request(method: "GET", target: "/", headers: []))
    story.write("data: x\n\n")
    story.tell(.server, .sent(Array("9\r\ndata: x\n\n\r\n".utf8)))
    #expect(
      Self.text(PlainLayout(wire: true), story) == """
        server │ < GET / HTTP/1.1␍␊
        server │ < Host: 127.0.0.1:8080␍␊
        server │ < ␍␊
        server │ > 9␍␊  a chunk of 9 bytes
        server │ > data: x␊
        server │ > ␊
        server │ > ␍␊
        """)
  }

  @Test func `two clients at once are told apart`() {
    var layout = PlainLayout()
    var story = Story()
    story.tell(.client, .connecting(url: "u", lastEventID: ""), source: 1)
    story.tell(.client, .connecting(url: "u", lastEventID: ""), source: 2)
    story.tell(.client, .closed, source: 1)
    story.tell(.client, .comment("alone again"), source: 2)
    let rows = story.observations.flatMap { layout.rows(for: $0) }.map(\.text)
    #expect(
      rows == [
        "client │ connecting  u", "client 2 │ connecting  u", "client 1 │ closed  readyState 2",
        "client │ comment  alone again",
      ])
  }
}

@Suite struct ColumnsLayoutTests {
  @Test func `both sides stand in time order, each in its column`() {
    var layout = ColumnsLayout(width: 60)
    var story = Story()
    story.event(1, "An update from the server at 12:23:16.")
    let text = story.observations.flatMap { layout.rows(for: $0) }.map(\.trimmed)
      .joined(separator: "\n")
    #expect(
      text == """
        id: 1                         │
        data: An update from the      │
          server at 12:23:16.         │
                                      │
                                      │ event  message  id 1  An
                                      │   update from the server at
                                      │   12:23:16.
        """)
  }

  @Test func `without room for two columns lines are prefixed`() {
    var layout = ColumnsLayout(width: 59)
    var story = Story()
    story.event(1, "x")
    let rows = story.observations.flatMap { layout.rows(for: $0) }.map(\.text)
    #expect(
      rows == [
        "server │ id: 1", "server │ data: x", "server │ ", "client │ event  message  id 1  x",
      ])
  }

  @Test func `an answer that is too wide goes on below its last column`() {
    var layout = PlainLayout(learner: true)
    var story = Story()
    let lines = [
      "[ ] 4  eventsource  EventSource, the browser's ear", "  a sentence of some length",
    ]
    story.tell(.learner, .answered(lines))
    let rows = layout.rows(for: story.observations[0])
    #expect(
      rows[0].wrapped(to: 42).map(\.trimmed)
        == ["[ ] 4  eventsource  EventSource, the", "                    browser's ear"])
    #expect(rows[1].wrapped(to: 16).map(\.trimmed) == ["  a sentence of", "  some length"])
  }
}

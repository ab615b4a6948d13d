import EventStream
import Observations
import Terminal
import Testing

@Suite struct PlainLayoutTests {
  @Test func `every line says whose it is`() {
    var layout = PlainLayout()
    let seen: [Observation] = [
      .init(
        number: 1, time: .zero, side: .server, source: 1,
        happening: .wrote(Array("id: 1\ndata: hello\n\n".utf8))),
      .init(
        number: 2, time: .zero, side: .client, source: 1,
        happening: .event(MessageEvent(data: "hello", lastEventID: "1"))),
    ]
    let rows = seen.flatMap { layout.rows(for: $0).map(\.text) }
    #expect(
      rows == [
        "server │ id: 1", "server │ data: hello", "server │ ",
        "client │ event  message  id 1  hello",
      ])
  }
}

import EventStream
import Terminal
import Testing

@testable import Playground

@Suite struct EventRowsTests {
  private func text(_ events: MessageEvent..., width: Int? = nil) -> [String] {
    var rows = EventRows()
    return events.flatMap { rows.rows(of: $0, width: width).map(\.text) }
  }

  @Test func `type, id and data stand in columns that grow`() {
    #expect(
      text(
        MessageEvent(data: "a"), MessageEvent(data: "b", lastEventID: "10"),
        MessageEvent(type: "todo-added", data: "c", lastEventID: "9"),
        MessageEvent(data: "d", lastEventID: "11"))
        == ["message  a", "message  id 10  b", "todo-added  id 9   c", "message     id 11  d"])
  }

  @Test func `every line of the data stands in its column`() {
    #expect(text(MessageEvent(data: "a\n\nb")) == ["message  a", "         ", "         b"])
    #expect(text(MessageEvent(data: "")) == ["message"])
  }

  @Test func `JSON that fits stays on its line`() {
    #expect(text(MessageEvent(data: #"{"id":1}"#), width: 40) == [#"message  {"id":1}"#])
  }

  @Test func `JSON that does not fit is laid out, its values as they were`() {
    let json = #"{"id":12345678901234567890,"text":"a, \"b\": {","list":[1,[ ],{}],"x":{"y":null}}"#
    #expect(
      JSONLayout.lines(of: json) == [
        "{", #"  "id": 12345678901234567890,"#, #"  "text": "a, \"b\": {","#, #"  "list": ["#,
        "    1,", "    [],", "    {}", "  ],", #"  "x": {"#, #"    "y": null"#, "  }", "}",
      ])
    #expect(text(MessageEvent(data: json), width: 40).count == 12)
  }

  @Test(arguments: ["", "plain", "{\"a\":1", "{]", "[1,\n2]", "]", "{\"a"])
  func `what is no JSON is left as it is`(data: String) {
    #expect(JSONLayout.lines(of: data) == nil)
  }

  @Test func `nothing in an event moves the cursor`() {
    #expect(text(MessageEvent(type: "\u{1B}c", data: "\u{7}")) == ["␛c       ␇"])
  }
}

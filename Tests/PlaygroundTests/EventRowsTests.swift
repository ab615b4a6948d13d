import EventStream
import Terminal
import Testing

@testable import Playground

@Suite struct EventRowsTests {
  private func text(_ events: MessageEvent..., width: Int? = nil) -> [String] {
    var rows = EventRows()
    let screen = width.map { Size(columns: $0, rows: 24) }
    return events.flatMap { rows.rows(of: $0, on: screen).map(\.text) }
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

  /// Events of a stranger whose drawing could grow beyond what it is made of.
  static let floods: [(name: String, data: String)] = [
    ("closed brackets", nested("[", 16_000, "]")),
    ("a million closed brackets", nested("[", 1_000_000, "]")),
    ("open brackets", String(repeating: "[", count: 1_000_000)),
    ("objects", nested("{\"a\":", 200_000, "}")),
    ("mixed", nested("[{\"a\":", 100_000, "}]")),
    ("a wide array", "[" + String(repeating: "1,", count: 4 << 20) + "1]"),
    ("wide in deep", nested("[1,2,", 300_000, ",3]")),
    ("a long string", "[\"" + String(repeating: "é", count: 8 << 20) + "\"]"),
    ("a long key", "{\"" + String(repeating: "x", count: 4 << 20) + "\":1}"),
    ("strings without commas", "[" + String(repeating: "\"a\"", count: 1 << 20) + "]"),
    ("many empty objects", String(repeating: "{}", count: 1 << 20)),
    ("letters", String(repeating: "a", count: 16 << 20)),
    ("line feeds", String(repeating: "\n", count: 16 << 20)),
    ("marks", "a" + String(repeating: "\u{301}", count: 1 << 20)),
    ("marks in JSON", "[\"a" + String(repeating: "\u{301}", count: 1 << 20) + "\"]"),
  ]

  private static func nested(_ open: String, _ count: Int, _ close: String) -> String {
    String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
  }

  @Test(arguments: floods.indices)
  func `no event takes more than a screenful, and what is left out is said`(index: Int) {
    let screen = Size(columns: 80, rows: 24)
    var rows = EventRows()
    let drawn = rows.rows(of: MessageEvent(data: Self.floods[index].data), on: screen)
    let height = drawn.reduce(0) { $0 + max(1, ($1.width + 79) / 80) }
    #expect(height <= screen.textRows, "\(Self.floods[index].name)")
    let text = drawn.map(\.text).joined(separator: "\n")
    #expect(text.contains("deeper") || text.contains(" more"))
    #expect(text.utf8.count < 80 * 24 * 4)
  }

  @Test func `what JSON leaves out is counted where it is left out`() {
    let deep = String(repeating: "[", count: 16_000) + String(repeating: "]", count: 16_000)
    let lines = JSONLayout.lines(of: deep) ?? []
    #expect(lines[8] == "                [… 15992 levels deeper]")
    #expect(lines.count == 17)
    let wide = "[" + (1...1000).map(String.init).joined(separator: ",") + "]"
    #expect(JSONLayout.lines(of: wide)?.suffix(3) == ["  64,", "  … 936 more", "]"])
    let long = "[\"" + String(repeating: "é", count: 1000) + "\"]"
    #expect(JSONLayout.lines(of: long)?[1].contains("é… ") == true)
    #expect(
      text(MessageEvent(data: wide), width: 80).last
        == "         … and 46 lines more: --json has all of it")
    #expect(
      text(MessageEvent(data: String(repeating: "x", count: 10_000)), width: 80)
        == [
          "message  " + String(repeating: "x", count: 21 * 80 - 9),
          "         … and 8329 bytes more: --json has all of it",
        ])
  }

  @Test func `a name longer than a row shifts only its own line`() {
    let long = String(repeating: "n", count: 100)
    #expect(
      text(MessageEvent(type: long, data: "a\nb")) == [
        long + "  a", String(repeating: " ", count: 26) + "b",
      ])
    let huge = MessageEvent(type: String(repeating: "n", count: 1 << 20), data: "a\nb")
    #expect(text(huge, width: 80)[0].utf8.count < 260)
  }

  @Test func `nothing in an event moves the cursor`() {
    #expect(text(MessageEvent(type: "\u{1B}c", data: "\u{7}")) == ["␛c       ␇"])
  }
}

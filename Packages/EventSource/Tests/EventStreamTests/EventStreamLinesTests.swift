import EventStream
import Testing

@Suite struct EventStreamLinesTests {
  static let text = Array("id: 1\r\ndata: x\r\r\n: hi\n\n\rta日il".utf8)

  @Test(arguments: [1, 2, 3, 5, 1000])
  func `lines end at LF, CR and CRLF, however the bytes are cut`(size: Int) {
    var lines = EventStreamLines()
    let found = Self.text.cut(every: size).flatMap { lines.consume($0) }
    #expect(
      found.map { String(decoding: $0.bytes + $0.end.bytes, as: UTF8.self) } == [
        "id: 1\r\n", "data: x\r", "\r\n", ": hi\n", "\n", "\r",
      ])
    #expect(lines.partial?.bytes == Array("ta日il".utf8))
    #expect(lines.finish() == .init(bytes: Array("ta日il".utf8), end: .none))
    #expect(lines.finish() == nil)
  }

  @Test func `of a line beyond the limit the rest is counted`() {
    var lines = EventStreamLines(limit: 10)
    let found = lines.consume([UInt8](repeating: 65, count: 21) + [10])
    #expect(found.map(\.bytes.count) == [10])
    #expect(found.map(\.omitted) == [11])
    #expect(lines.consume([10]).map(\.isBlank) == [true])
  }

  @Test func `a line as long as the limit is whole, and no blank line follows it`() {
    var lines = EventStreamLines(limit: 10)
    let found = lines.consume([UInt8](repeating: 65, count: 10) + [10])
    #expect(found.map(\.omitted) == [0])
    #expect(found.map(\.isBlank) == [false])
  }

  @Test func `a CR at the very end waits for what follows it, or does not`() {
    var lines = EventStreamLines()
    #expect(lines.consume(Array("a\r".utf8)) == [])
    #expect(lines.finish() == .init(bytes: [97], end: .carriageReturn))
    var eager = EventStreamLines(waitsForLineFeed: false)
    #expect(eager.consume(Array("a\r".utf8)) == [.init(bytes: [97], end: .carriageReturn)])
    #expect(eager.consume(Array("\nb\n".utf8)) == [.init(bytes: [98], end: .lineFeed)])
    #expect(eager.consume(Array("\r".utf8)).map(\.isBlank) == [true])
    #expect(eager.finish() == nil)
  }

  @Test(
    arguments: [
      ("data: a", .data, "a"), ("data:  a", .data, " a"), ("data", .data, ""), ("data:", .data, ""),
      ("event:add", .event, "add"), ("id: 7", .id, "7"), ("retry: 10", .retry, "10"),
      ("Data: a", nil, "a"), ("dat", nil, ""), ("data : a", nil, "a"), (" data: a", nil, "a"),
      ("dataa: b", nil, "b"), (": comment", nil, "comment"), ("a:b:c", nil, "b:c"), ("", nil, ""),
    ] as [(String, EventStreamLines.Field?, String)])
  func `a line has a field by its literal name, and a value without one space`(
    text: String, field: EventStreamLines.Field?, value: String
  ) {
    var lines = EventStreamLines()
    let found = lines.consume(Array("\(text)\n".utf8))
    #expect(found.map(\.field) == [field])
    #expect(found.map { String(decoding: $0.value, as: UTF8.self) } == [value])
  }

  @Test(
    arguments: [
      ("retry: 1500", 1500), ("retry:0", 0), ("retry: 99999999999999999999", .max), ("retry", nil),
      ("retry: ", nil), ("retry: 1 ", nil), ("retry:  1", nil), ("retry: 1.5", nil),
      ("retry: -1", nil), ("data: 1", nil),
    ] as [(String, Int?)])
  func `digits and nothing else set the reconnection time`(text: String, time: Int?) {
    let line = EventStreamLines.Line(bytes: Array(text.utf8), end: .lineFeed)
    #expect(line.reconnectionTime == time.map { .milliseconds($0) })
  }

  @Test(arguments: [
    ("", false), ("d", true), ("dat", true), ("data", true), ("data: x", true), ("datax", false),
    ("x", false), ("d: x", false), (":", false),
  ])
  func `what has no end yet may become a field`(text: String, mayBe: Bool) {
    #expect(EventStreamLines.Line(bytes: Array(text.utf8), end: .none).mayBe(.data) == mayBe)
  }

  @Test func `with its end a line is what it is`() {
    #expect(!EventStreamLines.Line(bytes: Array("dat".utf8), end: .lineFeed).mayBe(.data))
  }

  @Test(arguments: [1, 2, 3, 4, 100])
  func `a byte order mark is no part of the first line, and only there is one`(size: Int) {
    let mark = EventStreamLines.byteOrderMark
    var lines = EventStreamLines()
    let text = mark + Array("data: a\n".utf8) + mark + Array("data: b\n".utf8)
    let found = text.cut(every: size).flatMap { lines.consume($0) }
    #expect(found.map(\.field) == [.data, nil])
    #expect(found.map(\.followsByteOrderMark) == [true, false])
    var other = EventStreamLines()
    let half = (mark.prefix(2) + Array("data\n".utf8)).cut(every: size)
    #expect(
      half.flatMap { other.consume($0) }.map(\.bytes) == [mark.prefix(2) + Array("data".utf8)])
  }

  @Test func `a scan finds the values of one field, and how far lines have ended`() {
    var found: [String] = []
    let text = Array("data: a\ndatum: b\rdata\r\n: data: c\nid: 1\ndata:d\n\ndata: e".utf8)
    let count = text.withUnsafeBytes { bytes in
      EventStreamLines.scan(bytes, for: .data) { found.append(String(decoding: $0, as: UTF8.self)) }
    }
    #expect(found == ["a", "", "d"])
    #expect(text.count - count == "data: e".count)
    #expect(
      EventStreamLines.scan(UnsafeRawBufferPointer(start: nil, count: 0), for: .id) { _ in } == 0)
  }

  @Test func `a field's name is what it is looked for by`() {
    for field in EventStreamLines.Field.allCases {
      var count = 0
      _ = Array("\(field.rawValue)\n".utf8).withUnsafeBytes { bytes in
        EventStreamLines.scan(bytes, for: field) { _ in count += 1 }
      }
      #expect(count == 1)
    }
  }

  /// The steps of the standard over the annotated lines, against the parser.
  @Test(arguments: 200..<204)
  func `what the lines say is what the parser makes of them`(seed: UInt64) throws {
    var generator = DifferentialTests.SeededGenerator(state: seed)
    for round in 0..<500 {
      let bytes = DifferentialTests.stream(&generator)
      var lines = EventStreamLines(waitsForLineFeed: round.isMultiple(of: 2))
      var found = bytes.cut(every: Int.random(in: 1...9, using: &generator)).flatMap {
        lines.consume($0)
      }
      if let last = lines.finish(), last.end != .none { found.append(last) }
      var parser = EventStreamParser()
      let expected = try parser.consume(bytes)
      try #require(Self.items(of: found) == expected)
    }
  }

  private static func items(of lines: [EventStreamLines.Line]) -> [EventStreamParser.Item] {
    var items: [EventStreamParser.Item] = []
    var (data, type, id): ([String], String, String) = ([], "", "")
    for line in lines {
      let value = String(decoding: line.value, as: UTF8.self)
      switch line.field {
      case .data: data.append(value)
      case .event: type = value
      case .id: if !line.value.contains(0) { id = value }
      case .retry:
        if let time = line.reconnectionTime { items.append(.retry(time)) }
      case nil where line.isComment: items.append(.comment(value))
      case nil where line.isBlank:
        if !data.isEmpty {
          let text = data.joined(separator: "\n")
          items.append(
            .event(
              MessageEvent(type: type.isEmpty ? "message" : type, data: text, lastEventID: id)))
        }
        (data, type) = ([], "")
      case nil: break
      }
    }
    return items
  }
}

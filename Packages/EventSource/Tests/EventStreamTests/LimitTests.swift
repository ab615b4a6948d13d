import Foundation
import Testing

@testable import EventStream

@Suite struct LimitTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `an event of exactly the limit passes, one byte more does not`() throws {
    // Held at the end of the line: "data:" and the value.
    for size in [1, 3, 1000] {
      var parser = EventStreamParser(eventSizeLimit: 15)
      for chunk in bytes("data:0123456789\n\n").cut(every: size) {
        _ = try parser.consume(chunk)
      }
      var other = EventStreamParser(eventSizeLimit: 15)
      #expect(throws: EventStreamError.eventTooLarge(limit: 15)) {
        for chunk in bytes("data:0123456789x\n\n").cut(every: size) {
          _ = try other.consume(chunk)
        }
      }
    }
  }

  @Test(arguments: ["data: xx\n", "event: x\ndata: xx\n"])
  func `the limit counts all data lines of an event together`(block: String) {
    var parser = EventStreamParser(eventSizeLimit: 1000)
    #expect(throws: EventStreamError.eventTooLarge(limit: 1000)) {
      for _ in 0..<1000 { _ = try parser.consume(bytes(block)) }
    }
  }

  /// Also of single bytes, which as a rule only lengthen the line at hand.
  @Test(arguments: [1, 4, 100])
  func `a stream with an event that is too large stays so`(size: Int) {
    var parser = EventStreamParser(eventSizeLimit: 15)
    let large = EventStreamError.eventTooLarge(limit: 15)
    #expect(throws: large) {
      for chunk in bytes("data:a\ndata:0123456789").cut(every: size) {
        _ = try parser.consume(chunk)
      }
    }
    for rest in ["b", "bc", "\n", "\ndata:c\n\n"] {
      #expect(throws: large) { try parser.consume(bytes(rest)) }
    }
  }

  @Test(arguments: ["data: ", "id: ", "event: ", "retry: "])
  func `a line without end is cut off at the limit`(beginning: String) throws {
    var parser = EventStreamParser(eventSizeLimit: 10_000)
    _ = try parser.consume(bytes(beginning))
    #expect(throws: EventStreamError.eventTooLarge(limit: 10_000)) {
      for _ in 0..<11 { _ = try parser.consume([UInt8](repeating: 0x31, count: 1000)) }
    }
  }

  /// What a browser ignores cannot make an event too large, and is not held either.
  @Test(arguments: [":", "x", "foo: ", "dat", "datax: ", "dataid: ", "eventing", "i: ", "ID: "])
  func `a comment or an unknown field of any length is passed over`(beginning: String) throws {
    let long = beginning + String(repeating: "1", count: 20_000)
    for end in ["\n", "\r", "\r\n"] {
      for size in [1, 999, 1 << 20] {
        var parser = EventStreamParser(eventSizeLimit: 10_000)
        let stream = bytes("id: 7\ndata: a\n\(long)\(end)data: b\n\n\(long)\n\ndata: c\n\n")
        let items = try stream.cut(every: size).flatMap { try parser.consume($0) }
        #expect(
          items == [
            .event(MessageEvent(data: "a\nb", lastEventID: "7")),
            .event(MessageEvent(data: "c", lastEventID: "7")),
          ])
      }
    }
  }

  @Test func `a comment within the limit is told, however large the event is around it`() throws {
    for size in [1, 999, 1 << 20] {
      var parser = EventStreamParser(eventSizeLimit: 10_000)
      let (data, comment) = (
        String(repeating: "d", count: 9000), String(repeating: "c", count: 9000)
      )
      let items = try bytes("data:\(data)\n:\(comment)\n\n").cut(every: size)
        .flatMap { try parser.consume($0) }
      #expect(items == [.comment(comment), .event(MessageEvent(data: data))])
    }
  }

  @Test func `once it was too much, it stays too much`() throws {
    var parser = EventStreamParser(eventSizeLimit: 4)
    #expect(throws: EventStreamError.self) { try parser.consume(bytes("id: 1\n\ndata:")) }
    #expect(throws: EventStreamError.eventTooLarge(limit: 4)) { try parser.consume(bytes("\n")) }
  }

  @Test func `what came before the event that is too large is delivered`() throws {
    var parser = EventStreamParser(eventSizeLimit: 20)
    var items: [EventStreamParser.Item] = []
    let stream = bytes("id: 1\ndata: a\n\ndata: " + String(repeating: "x", count: 30))
    #expect(throws: EventStreamError.self) {
      try parser.consume(stream.span.bytes) { items.append($0) }
    }
    #expect(items == [.event(MessageEvent(data: "a", lastEventID: "1"))])
    #expect(parser.lastEventID == "1")
  }

  @Test func `many small events never reach the limit`() throws {
    var parser = EventStreamParser(eventSizeLimit: 64)
    for _ in 0..<1000 { _ = try parser.consume(bytes(": comment\nevent: a\ndata: b\n\n")) }
  }

  /// Eight times the bytes take eight times the time of this thread; with a parser that goes
  /// over what it holds again and again, it would be 64 times.
  @Test(arguments: [1, 1460])
  func `time grows as the bytes do, however small the reads`(size: Int) throws {
    let few = try time(ofLines: 1000, size)
    let many = try time(ofLines: 8000, size)
    #expect(many < few * 24)
  }

  /// The processor time for one event of so many lines: the best of three.
  private func time(ofLines count: Int, _ size: Int) throws -> Int {
    let line = bytes("data: 0123456789\n")
    let chunks = (Array(repeatElement(line, count: count).joined()) + [10]).cut(every: size)
    return try (0..<3).map { _ in
      let start = threadTime()
      var parser = EventStreamParser()
      for chunk in chunks { _ = try parser.consume(chunk) }
      return threadTime() - start
    }.min() ?? 0
  }

  private func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

import EventStream
import Testing

/// Other transports: an asynchronous sequence of bytes or of buffers becomes items.
@Suite(.timeLimit(.minutes(1))) struct AsyncSequenceItemsTests {
  private let text = "\u{FEFF}: hi\r\nid: 1\rretry: 20\ndata: a\ndata: ž\r\n\r\ndata: cut off"
  private let said: [EventStreamParser.Item] = [
    .comment("hi"), .retry(.milliseconds(20)),
    .event(MessageEvent(data: "a\nž", lastEventID: "1")),
  ]

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `buffers of any size say the same`(size: Int) async throws {
    let chunks = Array(text.utf8).cut(every: size)
    #expect(try await all(of: stream(of: chunks).eventStreamItems()) == said)
  }

  @Test func `buffers may be slices`() async throws {
    #expect(try await all(of: stream(of: [Array(text.utf8)[...]]).eventStreamItems()) == said)
  }

  @Test func `single bytes say the same`() async throws {
    #expect(try await all(of: stream(of: Array(text.utf8)).eventStreamItems()) == said)
  }

  @Test(arguments: ["data: a\n\n", "data: a\r\r", "data: a\r\n\r"])
  func `an event is there at the byte that ends it`(text: String) async throws {
    let (bytes, sender) = AsyncStream.makeStream(of: UInt8.self)
    var items = bytes.eventStreamItems().makeAsyncIterator()
    for byte in text.utf8 { sender.yield(byte) }
    // The stream goes on: only an event that waits for no further byte comes.
    #expect(try await items.next() == .event(MessageEvent(data: "a")))
  }

  @Test func `a stream goes on where one before it ended`() async throws {
    let bytes = Array("id: 8\n\nretry: 5\ndata: a\n\n".utf8)
    var items = stream(of: [bytes]).eventStreamItems(lastEventID: "7").makeAsyncIterator()
    #expect(items.lastEventID == "7")
    while try await items.next() != nil {}
    #expect(items.lastEventID == "8")
    #expect(items.reconnectionTime == .milliseconds(5))
  }

  @Test func `an event past the limit is thrown after what came before it`() async throws {
    let bytes = Array("data: a\n\ndata: \(String(repeating: "x", count: 30))\n\n".utf8)
    var items = stream(of: [bytes]).eventStreamItems(eventSizeLimit: 20).makeAsyncIterator()
    #expect(try await items.next() == .event(MessageEvent(data: "a")))
    for _ in 1...2 {
      do {
        _ = try await items.next()
        Issue.record("nothing was thrown")
      } catch {
        #expect(
          "\(error)" == "an event grew past the limit of 20 bytes; the stream was closed")
      }
    }
  }

  @Test func `a long line of single bytes does not get past the limit`() async throws {
    let bytes = stream(of: Array(repeating: UInt8(ascii: "d"), count: 300_000))
    await #expect(throws: EventStreamError.self) {
      // "ddd…" is a field that no parser knows: longer than the limit, it is passed over.
      #expect(try await all(of: bytes.eventStreamItems(eventSizeLimit: 100)).isEmpty)
      let data = stream(of: Array("data:".utf8) + Array(repeating: 0x64, count: 300_000))
      _ = try await all(of: data.eventStreamItems(eventSizeLimit: 100_000))
    }
  }

  @Test func `what the transport throws comes through`() async throws {
    struct Lost: Error {}
    let chunks = AsyncThrowingStream<[UInt8], any Error> { sender in
      sender.yield(Array("data: a\n\nda".utf8))
      sender.finish(throwing: Lost())
    }
    var items = chunks.eventStreamItems().makeAsyncIterator()
    #expect(try await items.next() == .event(MessageEvent(data: "a")))
    await #expect(throws: Lost.self) { try await items.next() }
  }

  private func stream<Element: Sendable>(of elements: [Element]) -> AsyncStream<Element> {
    AsyncStream { sender in
      for element in elements { sender.yield(element) }
      sender.finish()
    }
  }

  private func all<Base>(of items: EventStreamItems<Base>) async throws -> [EventStreamParser.Item]
  {
    var all: [EventStreamParser.Item] = []
    for try await item in items { all.append(item) }
    return all
  }
}

import NIOCore
import NIOHTTP1
import Testing

@testable import EventServer

@Suite struct RequestQueueTests {
  private func head(_ lines: [(String, String)] = [], minor: Int = 1) -> RequestQueue.Item {
    .part(
      .head(
        HTTPRequestHead(
          version: .init(major: 1, minor: minor), method: .GET, uri: "/", headers: .init(lines))))
  }

  private let body = RequestQueue.Item.part(.body(ByteBuffer(string: "data=a")))
  private let end = RequestQueue.Item.part(.end(nil))

  /// What goes on now, a letter each.
  private func goesOn(_ queue: inout RequestQueue) -> String {
    var letters = ""
    while let item = queue.next() {
      switch item {
      case .part(.head): letters += "h"
      case .part(.body): letters += "b"
      case .part(.end): letters += "e"
      case .refusal: letters += "!"
      case .inputClosed: letters += "."
      }
    }
    return letters
  }

  private func queue(_ items: RequestQueue.Item...) -> RequestQueue {
    var queue = RequestQueue()
    for item in items { queue.add(item) }
    return queue
  }

  @Test func `the second request waits for the answer to the first`() {
    var queue = queue(head(), body, end, head(), end, .inputClosed)
    #expect(goesOn(&queue) == "hbe")
    #expect(queue.answerEnds()?.closes == false)
    #expect(goesOn(&queue) == "he")
    #expect(queue.answerEnds()?.closes == false)
    #expect(goesOn(&queue) == ".")
  }

  @Test func `an answer before the end of its request does not let the next one in`() {
    var queue = queue(head(), body)
    #expect(goesOn(&queue) == "hb")
    _ = queue.answerEnds()
    queue.add(body)
    queue.add(end)
    queue.add(head())
    #expect(goesOn(&queue) == "beh")
  }

  @Test(arguments: [
    [("Connection", "close")], [("connection", "x, CLOSE")],
    [("Connection", "Upgrade"), ("Upgrade", "h2c")],
  ])
  func `behind a request that is the last nothing is taken`(lines: [(String, String)]) {
    var queue = queue(head(lines), end, head(), end, .inputClosed)
    #expect(goesOn(&queue) == "he")
    #expect(queue.answerEnds()?.closes == true)
    #expect(goesOn(&queue) == "")
  }

  @Test func `the version of a request changes nothing for the one before it`() {
    var queue = queue(head(), end, head(minor: 0), end)
    #expect(goesOn(&queue) == "he")
    #expect(queue.turn == RequestQueue.Turn(isRead: true))
    _ = queue.answerEnds()
    #expect(goesOn(&queue) == "he")
    #expect(queue.turn == RequestQueue.Turn(isHTTP10: true, closes: true, isRead: true))
  }

  @Test func `an answer that closes forgets what waits`() {
    var queue = queue(head(), end, head(), end)
    #expect(goesOn(&queue) == "he")
    queue.answerBegins(status: 413, closes: true)
    #expect(queue.answerEnds()?.status == 413)
    #expect(goesOn(&queue) == "")
  }

  @Test func `what is no request is refused in its turn, and ends everything`() {
    var queue = queue(head(), end, .refusal(.malformed), head(), end)
    #expect(goesOn(&queue) == "he")
    _ = queue.answerEnds()
    #expect(goesOn(&queue) == "!")
  }

  @Test func `a server that stops lets a request come to its end, and none after it`() {
    var queue = queue(head(), body)
    #expect(goesOn(&queue) == "hb")
    queue.closeAfterTurn()
    for item in [body, end, head(), end] { queue.add(item) }
    #expect(goesOn(&queue) == "be")
    _ = queue.answerEnds()
    #expect(goesOn(&queue) == "")
  }

  @Test func `reading stops when 64 KiB wait`() {
    var queue = queue(head(), end)
    #expect(goesOn(&queue) == "he")
    queue.add(head())
    while !queue.isFull { queue.add(.part(.body(ByteBuffer(repeating: 0x61, count: 4_096)))) }
    _ = queue.answerEnds()
    #expect(goesOn(&queue) == "h" + String(repeating: "b", count: 16))
    #expect(!queue.isFull)
  }

  // MARK: What frames a body

  /// Notes reads of a body in chunks, and says after which one it was too much.
  private func tooLarge(_ reads: [(count: Int, chunks: [Int])]) -> Int? {
    var framing = BodyFraming()
    framing.note(.head(.init(version: .http1_1, method: .POST, uri: "/")))
    _ = framing.isTooLarge(after: 100)
    return reads.firstIndex { read in
      for size in read.chunks { framing.note(.body(ByteBuffer(repeating: 0x61, count: size))) }
      return framing.isTooLarge(after: read.count)
    }
  }

  @Test func `chunk extensions are counted over all reads, and small chunks are none`() {
    let tiny = Array(repeating: 1, count: 10_000)
    #expect(tooLarge(Array(repeating: (60_000, tiny), count: 20)) == nil)
    #expect(tooLarge([(65_536, [])]) == 0)
    #expect(tooLarge([(16_384, []), (0, [])]) == nil)
    #expect(tooLarge([(16_384, []), (1, [])]) == 1)
    #expect(tooLarge(Array(repeating: (1_000, [100]), count: 100)) == 18)
    #expect(tooLarge(Array(repeating: (65_536, [65_536]), count: 20)) == nil)
  }
}

import Testing

@testable import EventServer

/// The log of a channel: what is kept, for whom, and where an id stands.
@Suite struct EventLogTests {
  private func log(
    history: Int, bytes: Int = 1 << 20, _ ids: String...
  ) -> EventLog {
    var log = EventLog(historyLimit: history, byteLimit: bytes)
    for id in ids { append(id, to: &log) }
    return log
  }

  /// Appends an event of 10 bytes.
  private func append(_ id: String, to log: inout EventLog) {
    log.append(id: id, framed: Array(repeating: 0x78, count: 10), text: 0..<10)
  }

  private func ids(_ log: EventLog, from position: Int, to end: Int = .max) -> [String]? {
    log.batch(from: position, to: end, byteLimit: 1 << 20)?.entries.map(\.id)
  }

  @Test(arguments: [
    (0, ["a", "b", "c"], 3, 0), (1, ["a", "b", "c"], 2, 1), (2, ["a", "b", "c"], 1, 2),
    (9, ["a", "b", "c"], 0, 3), (9, [], 0, 0),
  ])
  func `the history is the newest of what was published`(
    limit: Int, published: [String], oldest: Int, count: Int
  ) {
    var log = log(history: limit)
    for id in published { append(id, to: &log) }
    #expect(log.next == published.count)
    #expect(log.oldest == oldest)
    #expect(log.historyCount == count)
    #expect(log.historyBytes == 10 * count)
  }

  @Test func `bytes are a limit as well as events`() {
    let log = log(history: 9, bytes: 25, "a", "b", "c")
    #expect(log.oldest == 1)
    #expect(log.historyBytes == 20)
    #expect(log.published == 30)
  }

  @Test func `an id stands where its event is, and nowhere once that is gone`() {
    var log = log(history: 2, "a", "b", "c")
    #expect(log.position(after: "a") == nil)
    #expect(log.position(after: "b") == 2)
    #expect(log.position(after: "c") == 3)
    #expect(log.position(after: "d") == nil)
    append("d", to: &log)
    #expect(log.position(after: "b") == nil)
    #expect(log.position(after: "d") == 4)
  }

  @Test func `an id that was given twice stands at the earliest that is kept`() {
    var log = log(history: 3, "a", "b", "a")
    #expect(log.position(after: "a") == 1)
    append("a", to: &log)
    #expect(log.position(after: "a") == 3)
    append("c", to: &log)
    append("d", to: &log)
    #expect(log.position(after: "a") == 4)
    append("e", to: &log)
    #expect(log.position(after: "a") == nil)
  }

  @Test func `spaces around an id do not count, since a header loses them`() {
    #expect(log(history: 2, " a ").position(after: "a") == 1)
  }

  @Test func `a batch holds at least one event, and no more than fit`() {
    let log = log(history: 9, "a", "b", "c")
    let sizes = [0, 10, 19, 20, 30, 99].map {
      log.batch(from: 0, to: .max, byteLimit: $0)?.entries.count
    }
    #expect(sizes == [1, 1, 1, 2, 3, 3])
    #expect(ids(log, from: 1, to: 2) == ["b"])
    #expect(ids(log, from: 3) == [])
    #expect(log.batch(from: 0, to: .max, byteLimit: 20)?.end == 2)
  }

  @Test func `what a loop still needs stays, though it is no history`() {
    var log = log(history: 1)
    log.addLoop()
    log.addLoop()
    for id in ["a", "b", "c"] {
      log.need(0, orLessOnLoop: 1)
      append(id, to: &log)
    }
    #expect(log.oldest == 2)
    #expect(ids(log, from: 0) == ["a", "b", "c"])
    #expect(!log.isPassedOn)
    log.need(2, onLoop: 1)
    append("d", to: &log)
    #expect(ids(log, from: 1) == nil)
    #expect(ids(log, from: 2) == ["c", "d"])
    log.need(.max, onLoop: 1)
    #expect(log.isPassedOn)
  }

  @Test func `past the burst limit not even that stays`() {
    var log = EventLog(historyLimit: 1, byteLimit: 10)
    log.addLoop()
    log.need(0, onLoop: 0)
    let megabyte = [UInt8](repeating: 0x78, count: 1 << 20)
    let limit = EventChannel.burstLimit >> 20
    for number in 0..<limit { log.append(id: "\(number)", framed: megabyte, text: 0..<9) }
    #expect(log.batch(from: 0, to: 1, byteLimit: 1) != nil)
    log.append(id: "one more", framed: megabyte, text: 0..<9)
    #expect(log.batch(from: 0, to: 1, byteLimit: 1) == nil)
    #expect(log.batch(from: 1, to: 2, byteLimit: 1) != nil)
  }

  @Test func `bytes before a position are counted from the beginning`() {
    let log = log(history: 2, "a", "b", "c", "d")
    #expect((0...5).map(log.publishedBefore) == [20, 20, 20, 30, 40, 40])
  }
}

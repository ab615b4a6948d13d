import EventServer
import EventStream
import NIOCore
import Testing
import WireDriver
import WorkbookServer

@testable import JetStream

/// What every log promises, whoever keeps it: over HTTP, as a reader and a publisher see it.
@Suite(.timeLimit(.minutes(2))) struct ChannelLogTests {
  private func withServer(
    _ kind: LogKind, history: Int = 1_000, channels: [String] = [],
    _ body: (StreamServer, Int) async throws -> Void
  ) async throws {
    func change(_ configuration: inout StreamServer.Configuration) {
      configuration.historyLimit = history
      configuration.channels = channels
    }
    switch kind {
    case .memory:
      var configuration = StreamServer.Configuration()
      configuration.port = 0
      change(&configuration)
      let server = StreamServer(configuration)
      let port = try await server.start()
      do { try await body(server, port) } catch {
        await server.stop()
        throw error
      }
      await server.stop()
    case .jetStream:
      try await EngineRoom.with { room in
        try await room.withServer { configuration, _ in
          change(&configuration)
        } _: {
          try await body($0, $1)
        }
      }
    }
  }

  /// Publishes so many events and returns their ids.
  private func publish(_ numbers: ClosedRange<Int>, to log: (any ChannelLog)?) async throws
    -> [String]
  {
    let log = try #require(log)
    var ids: [String] = []
    for number in numbers {
      ids.append(try await log.append(ServerSentEvent(data: "event \(number)")))
    }
    return ids
  }

  @Test(arguments: LogKind.here)
  func `every subscriber gets every event from then on, numbered without a hole`(kind: LogKind)
    async throws
  {
    try await withServer(kind) { server, port in
      let early = try await publish(1...3, to: server.log())
      let first = try await WireClient.get("/events", port: port)
      try await first.text(upTo: "\r\n\r\n")
      let late = try await publish(4...6, to: server.log())
      let text = try await first.text(upTo: "data: event 6\n\n")
      #expect(lines("id", in: text) == late)
      let ids = try (early + late).map { try #require(CountedID($0)) }
      #expect(ids.map(\.number) == [1, 2, 3, 4, 5, 6])
      #expect(Set(ids.map(\.epoch)).count == 1)
    }
  }

  @Test(arguments: LogKind.here)
  func `Last-Event-ID goes on where it was, at any of the ids`(kind: LogKind) async throws {
    try await withServer(kind) { server, port in
      let ids = try await publish(1...5, to: server.log())
      let beginning = CountedID(try #require(CountedID(ids[0])).epoch, 0).description
      for (count, id) in ([beginning] + ids).enumerated().dropLast() {
        let client = try await WireClient.get("/events", port: port, "Last-Event-ID: \(id)")
        let text = try await client.text(upTo: "data: event 5\n\n")
        #expect(lines("id", in: text) == Array(ids.dropFirst(count)))
        await client.close()
      }
      let newest = try await WireClient.get("/events", port: port, "Last-Event-ID: \(ids[4])")
      try await newest.text(upTo: "\r\n\r\n")
      let next = try await publish(6...6, to: server.log())
      #expect(lines("id", in: try await newest.text(upTo: "data: event 6\n\n")) == next)
    }
  }

  @Test(arguments: LogKind.here)
  func `from=earliest replays what is kept, and what is gone is told once`(kind: LogKind)
    async throws
  {
    try await withServer(kind, history: 3) { server, port in
      let ids = try await publish(1...6, to: server.log())
      let all = try await WireClient.get("/events?from=earliest", port: port)
      let kept = try await all.text(upTo: "data: event 6\n\n")
      #expect(lines("id", in: kept) == Array(ids.suffix(3)))
      let epoch = try #require(CountedID(ids[0])).epoch
      for asked in [ids[1], "unknown", "\(epoch)-999", "\(epoch)-0", "2", "f-5", "\(epoch)-05"] {
        let client = try await WireClient.get("/events", port: port, "Last-Event-ID: \(asked)")
        let text = try await client.text(
          upTo: "event: history-gap\nid: \(ids[5])\ndata: {\"lastEventId\":\"\(asked)\","
            + "\"newest\":\"\(ids[5])\"}\n\n")
        #expect(lines("id", in: text) == [ids[5]], "asked: \(asked)")
        await client.close()
      }
    }
  }

  @Test(arguments: LogKind.here)
  func `a gap before the first event gives a cursor from which nothing is lost`(kind: LogKind)
    async throws
  {
    try await withServer(kind) { server, port in
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: other-9")
      let gap = try await client.text(upTo: "\"}\n\n")
      let cursor = try #require(lines("id", in: gap).first)
      #expect(cursor.hasSuffix("-0"))
      await client.close()
      let ids = try await publish(1...2, to: server.log())
      let back = try await WireClient.get("/events", port: port, "Last-Event-ID: \(cursor)")
      let text = try await back.text(upTo: "data: event 2\n\n")
      #expect(lines("id", in: text) == ids, "\(text)")
    }
  }

  @Test(arguments: LogKind.here)
  func `channels are apart, each with numbers of its own`(kind: LogKind) async throws {
    try await withServer(kind, channels: ["news", "v1.2~_-"]) { server, port in
      let news = try await WireClient.get("/events/news", port: port)
      try await news.text(upTo: "\r\n\r\n")
      _ = try await publish(1...3, to: server.log("v1.2~_-"))
      let id = try #require(try await publish(7...7, to: server.log("news")).first)
      let text = try await news.text(upTo: "data: event 7\n\n")
      #expect(lines("data", in: text) == ["event 7"])
      #expect(CountedID(id)?.number == 1)
    }
  }

  @Test(arguments: LogKind.here)
  func `an event that is sent again under the same key is kept once`(kind: LogKind) async throws {
    try await withServer(kind) { server, port in
      let reader = try await WireClient.get("/events", port: port)
      try await reader.text(upTo: "\r\n\r\n")
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 1...5 {
          group.addTask {
            try id(
              in: try await post(#"{"data":"once"}"#, port: port, "Idempotency-Key: order-7\r\n"))
          }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let other = try id(in: try await post(#"{"data":"two"}"#, port: port))
      let text = try await reader.text(upTo: "data: two\n\n")
      #expect(lines("data", in: text) == ["once", "two"])
      #expect(lines("id", in: text) == Array(ids) + [other])
    }
  }

  @Test(arguments: ["", "a b", "é", String(repeating: "x", count: 101)])
  func `a key that no log takes is refused in one sentence`(key: String) async throws {
    try await withServer(.memory) { server, port in
      let answer = try await post(#"{"data":"x"}"#, port: port, "Idempotency-Key: \(key)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
      #expect(
        answer.hasSuffix(
          "{\"error\":\"Idempotency-Key must be 1 to 100 printable characters without spaces\"}\n"))
      #expect(server.channel()?.newestID == nil)
    }
  }

  @Test(arguments: LogKind.here)
  func `many publishers at once: every event once, in one order`(kind: LogKind) async throws {
    try await withServer(kind) { server, port in
      let readers = [
        try await WireClient.get("/events", port: port),
        try await WireClient.get("/events", port: port),
      ]
      for reader in readers { try await reader.text(upTo: "\r\n\r\n") }
      let log = try #require(server.log())
      let ids = try await withThrowingTaskGroup(of: [String].self) { group in
        for publisher in 1...8 {
          group.addTask {
            var ids: [String] = []
            for number in 1...25 {
              ids.append(try await log.append(ServerSentEvent(data: "\(publisher).\(number)")))
            }
            return ids
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(Set(ids).count == 200)
      let last = try await log.append(ServerSentEvent(data: "the end"))
      for reader in readers {
        let heard = lines("id", in: try await reader.text(upTo: "data: the end\n\n"))
        #expect(heard.compactMap { CountedID($0)?.number } == Array(1...201))
        #expect(heard.last == last)
      }
    }
  }

  @Test(arguments: LogKind.here)
  func `an event that is too large is refused before anything is kept`(kind: LogKind) async throws {
    try await withServer(kind) { server, port in
      let log = try #require(server.log())
      let data = String(repeating: "x", count: EventChannel.eventSizeLimit)
      do throws(PublishError) {
        _ = try await log.append(ServerSentEvent(data: data))
        Issue.record("it was kept")
      } catch {
        if case .tooLarge = error {} else { Issue.record("\(error)") }
      }
      let id = try await log.append(ServerSentEvent(data: "small"))
      #expect(CountedID(id)?.number == 1)
    }
  }

  @Test(arguments: LogKind.here)
  func `every field comes through: type, retry, lines, and what looks like another field`(
    kind: LogKind
  ) async throws {
    try await withServer(kind) { server, port in
      let reader = try await WireClient.get("/events", port: port)
      try await reader.text(upTo: "\r\n\r\n")
      let answer = try await post(
        #"{"data":"a\r\nid: forged\n é","event":"news","retry":1500}"#, port: port)
      let id = try id(in: answer)
      try await reader.text(
        upTo: "event: news\nid: \(id)\nretry: 1500\ndata: a\ndata: id: forged\ndata:  é\n\n")
    }
  }
}

import EventServer
import EventStream
import NIOCore
import Platform
import Testing
import WireDriver
import WorkbookServer

/// Starts a server on a free port, hands it over, and stops it; its epoch is `e`.
func withServer<Value>(
  _ configuration: StreamServer.Configuration = .init(),
  _ body: (StreamServer, Int) async throws -> Value
) async throws -> Value {
  var configuration = configuration
  configuration.port = 0
  if let epoch = Epoch("e") { configuration.epoch = { epoch } }
  let server = StreamServer(configuration)
  let port = try await server.start()
  let value: Value
  do { value = try await body(server, port) } catch {
    await server.stop()
    throw error
  }
  await server.stop()
  return value
}

extension StreamServer {
  /// Returns when each stream whose head was read waits for its clock: it begins to in the turn of its
  /// event loop in which the head goes out, a moment later.
  func finishTurns() async throws {
    for loop in configuration.eventLoopGroup.makeIterator() { try await loop.submit {}.get() }
  }
}

@Suite(.timeLimit(.minutes(2))) struct HelloStreamTests {
  private let clock = ManualClock()

  private var configuration: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.timeOfDay = { "12:34:56" }
    configuration.heartbeat = .zero
    return configuration
  }

  @Test func `the head is the article's, and comes before any event`() async throws {
    try await withServer(configuration) { _, port in
      let client = try await WireClient.get("/", port: port)
      let head = try await client.text(upTo: "\r\n\r\n")
      let lines = head.split(separator: "\r\n")
      #expect(lines.count == 8)
      #expect(lines.first == "HTTP/1.1 200 OK")
      #expect(lines[1].hasPrefix("date: ") && lines[1].hasSuffix(" GMT"))
      #expect(
        Array(lines.dropFirst(2)) == [
          "server: sse-workbook", "cache-control: no-cache", "connection: keep-alive",
          "x-accel-buffering: no", "content-type: text/event-stream; charset=utf-8",
          "Transfer-Encoding: chunked",
        ])
    }
  }

  @Test func `an event comes each interval, numbered from 1, one chunk each`() async throws {
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      try await server.finishTurns()
      clock.advance(by: .seconds(1))
      try await client.text(upTo: "id: 1\n")
      clock.advance(by: .seconds(2))
      let text = try await client.text(
        upTo: "id: 3\ndata: An update from the server at 12:34:56.\n\n\r\n")
      let body = text.split(separator: "\r\n\r\n", maxSplits: 1)[1]
      let event = "data: An update from the server at 12:34:56.\n\n"
      #expect(body == "34\r\nid: 1\n\(event)\r\n34\r\nid: 2\n\(event)\r\n34\r\nid: 3\n\(event)\r\n")
    }
  }

  @Test(arguments: [
    ("4", 5), ("9007199254740991", 9_007_199_254_740_992), ("9007199254740992", 1), ("", 1),
    ("-1", 1), ("4a", 1), ("٤", 1), ("99999999999999999999", 1), ("007", 8),
  ])
  func `a decimal Last-Event-ID goes on with the next number, anything else with 1`(
    id: String, next: Int
  ) async throws {
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port, "Last-Event-ID: \(id)")
      try await client.text(upTo: "\r\n\r\n")
      try await server.finishTurns()
      clock.advance(by: .seconds(1))
      try await client.text(upTo: "id: \(next)\n")
    }
  }

  @Test func `what is sent by hand takes the next number of each stream`() async throws {
    try await withServer(configuration) { server, port in
      let first = try await WireClient.get("/", port: port)
      let second = try await WireClient.get("/", port: port, "Last-Event-ID: 41")
      try await first.text(upTo: "\r\n\r\n")
      try await second.text(upTo: "\r\n\r\n")
      #expect(server.openStreams == 2)
      #expect(try await server.send(ServerSentEvent(event: "news", data: "hello")) == 2)
      try await first.text(upTo: "event: news\nid: 1\ndata: hello\n\n")
      try await second.text(upTo: "event: news\nid: 42\ndata: hello\n\n")
    }
  }

  @Test func `a long interval is bridged by heartbeats`() async throws {
    var configuration = configuration
    configuration.interval = .seconds(40)
    configuration.heartbeat = .seconds(15)
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      try await server.finishTurns()
      for (seconds, count) in [(15, 1), (15, 2)] {
        clock.advance(by: .seconds(seconds))
        try await client.text { $0.split(separator: ": heartbeat").count == count + 1 }
      }
      clock.advance(by: .seconds(10))
      let text = try await client.text(upTo: "id: 1\n")
      #expect(text.split(separator: ": heartbeat").count == 3)
    }
  }

  @Test(arguments: [
    (Duration.milliseconds(999), ""), (.seconds(1), ""), (.milliseconds(1_001), ": welcome\n"),
    (.seconds(40), ": welcome\n"),
  ])
  func `a client that would wait longer than a second has something to read at once`(
    interval: Duration, body: String
  ) async throws {
    var configuration = configuration
    configuration.interval = interval
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port, version: "1.0")
      try await client.text(upTo: "\r\n\r\n" + body)
      try await server.finishTurns()
      clock.advance(by: interval)
      #expect(
        try await client.text(upTo: "id: 1\n").contains("\r\n\r\n\(body)id: 1\n"))
    }
  }

  @Test func `stop ends every stream with the last chunk`() async throws {
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      await server.stop()
      #expect(try await client.textToEnd().hasSuffix("\r\n\r\n0\r\n\r\n"))
      #expect(!client.wasReset)
    }
  }

  @Test func `drop resets the connection in the middle of an event`() async throws {
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      #expect(await server.drop() == 1)
      let text = try await client.textToEnd()
      #expect(text.hasSuffix("id: 1\ndata: This event is"))
      #expect(client.wasReset)
    }
  }
}

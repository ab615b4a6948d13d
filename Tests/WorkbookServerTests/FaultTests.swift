import EventServer
import EventStream
import Platform
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct FaultTests {
  private func publish(_ server: StreamServer, _ texts: String...) throws {
    for text in texts { try server.channel()?.publish(ServerSentEvent(data: text)) }
  }

  /// A server on this clock, which sends nothing by itself.
  private func standing(_ clock: ManualClock) -> StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.heartbeat = .zero
    return configuration
  }

  /// What came after the response head and the greeting.
  private func body(_ text: String) -> Substring {
    let body = text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first ?? ""
    let greeting = "a\r\n: welcome\n\r\n"
    return body.hasPrefix(greeting) ? body.dropFirst(greeting.count) : body
  }

  private func subscriber(_ port: Int, _ lines: String...) async throws -> WireClient {
    let head = lines.map { $0 + "\r\n" }.joined()
    let client = try await WireClient(
      port: port, "GET /events HTTP/1.1\r\nHost: localhost\r\n\(head)\r\n")
    try await client.text(upTo: ": welcome\n")
    return client
  }

  @Test func `drop after 1: one event, half of the next, and a reset`() async throws {
    try await withServer { server, port in
      let client = try await subscriber(port)
      await server.setFault(.drop, after: 1)
      try publish(server, "first", "second event")
      let text = try await client.textToEnd()
      #expect(body(text) == "15\r\nid: e-1\ndata: first\n\n\r\n1c\r\nid: e-2\ndata: ")
      #expect(client.wasReset)
    }
  }

  @Test func `truncate: half an event and a plain close`() async throws {
    try await withServer { server, port in
      let client = try await subscriber(port)
      await server.setFault(.truncate)
      try publish(server, "an event")
      #expect(body(try await client.textToEnd()) == "18\r\nid: e-1\ndata")
      #expect(!client.wasReset)
    }
  }

  @Test func `end after 1: the last chunk follows the event at once`() async throws {
    try await withServer { server, port in
      let client = try await subscriber(port)
      await server.setFault(.end, after: 1)
      try publish(server, "a")
      #expect(body(try await client.textToEnd()) == "11\r\nid: e-1\ndata: a\n\n\r\n0\r\n\r\n")
      #expect(!client.wasReset)
    }
  }

  @Test func `end waits for no event: open streams end at once, new ones after their head`()
    async throws
  {
    try await withServer { server, port in
      let open = try await subscriber(port)
      await server.setFault(.end)
      #expect(body(try await open.textToEnd()) == "0\r\n\r\n")
      try publish(server, "a")
      let new = try await subscriber(port, "Last-Event-ID: 0")
      #expect(body(try await new.textToEnd()) == "0\r\n\r\n")
    }
  }

  @Test func `garbage waits for no event either`() async throws {
    try await withServer { server, port in
      let client = try await subscriber(port)
      await server.setFault(.garbage)
      try await client.text(upTo: "no field: of that name\n\n")
      try publish(server, "a")
      try await client.text(upTo: "\r\n11\r\nid: e-1\ndata: a\n\n")
    }
  }

  @Test func `a fault that comes after so many events counts those of the history too`()
    async throws
  {
    try await withServer { server, port in
      try publish(server, "a", "b", "c", "d")
      await server.setFault(.truncate, after: 2)
      let client = try await subscriber(port, "Last-Event-ID: e-1")
      #expect(
        body(try await client.textToEnd())
          == "11\r\nid: e-2\ndata: b\n\n\r\n11\r\nid: e-3\ndata: c\n\n\r\n11\r\nid: e-4\n")
    }
  }

  @Test func `stall: nothing more until the fault is off, and then nothing is lost`() async throws {
    let clock = ManualClock()
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.interval = .seconds(3600)
    try await withServer(configuration) { server, port in
      let client = try await subscriber(port)
      let witness = try await WireClient.get("/", port: port)
      try await witness.text(upTo: "\r\n\r\n")
      await server.setFault(.stall, after: 1, on: "/events")
      try publish(server, "a", "b", "c")
      clock.advance(by: .seconds(60))
      try await witness.text(upTo: ": heartbeat\n")
      await server.comment("nobody hears this")
      try await witness.text(upTo: "nobody hears this")
      await server.setFault(nil)
      try publish(server, "d")
      let text = try await client.text(upTo: "data: d\n\n")
      #expect(
        body(text)
          == ["a", "b", "c", "d"].enumerated().map { number, data in
            "11\r\nid: e-\(number + 1)\ndata: \(data)\n\n\r\n"
          }.joined())
    }
  }

  @Test func `stall on the hello-world stream: no number is spent on what nobody is sent`()
    async throws
  {
    let clock = ManualClock()
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.heartbeat = .zero
    configuration.timeOfDay = { "12:34:56" }
    try await withServer(configuration) { server, port in
      await server.setFault(.stall, after: 1, connections: 1)
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      let witness = try await WireClient.get("/", port: port)
      try await witness.text(upTo: "\r\n\r\n")
      try await server.finishTurns()
      // The clock ticks on, which the stalled stream does not hear; what is sent by hand waits.
      for number in 1...5 {
        clock.advance(by: .seconds(1))
        try await witness.text(upTo: "id: \(number)\n")
      }
      #expect(try await server.send(ServerSentEvent(data: "by hand")) == 2)
      await server.setFault(nil)
      try await client.text(upTo: "data: by hand\n\n")
      clock.advance(by: .seconds(1))
      let text = try await client.text(upTo: "id: 3\n")
      let ids = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("id: ") }
      #expect(ids == ids.indices.map { "id: \($0 + 1)" })
    }
  }

  @Test func `what a stalled hello-world stream has to keep is limited like all that is unsent`()
    async throws
  {
    try await withServer { server, port in
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      await server.setFault(.stall)
      let data = String(repeating: "x", count: EventChannel.lagLimit / 5)
      for _ in 1...5 { try await server.send(ServerSentEvent(data: data)) }
      _ = try await client.textToEnd()
      #expect(server.status().droppedForSlowness == 1)
    }
  }

  @Test func `slow: eight bytes at a time`() async throws {
    let clock = ManualClock()
    try await withServer(standing(clock)) { server, port in
      let client = try await subscriber(port)
      await server.setFault(.slow)
      try publish(server, "an event")
      try await client.text(upTo: "8\r\nid: e-1\n\r\n")
      clock.advance(by: Fault.slowPause)
      try await client.text(upTo: "8\r\ndata: an\r\n")
      clock.advance(by: Fault.slowPause)
      let text = try await client.text(upTo: "8\r\n event\n\n\r\n")
      #expect(body(text) == "8\r\nid: e-1\n\r\n8\r\ndata: an\r\n8\r\n event\n\n\r\n")
    }
  }

  @Test func `garbage stands between two events and hides neither`() async throws {
    try await withServer { server, port in
      let client = try await subscriber(port)
      await server.setFault(.garbage, after: 1)
      try publish(server, "a", "b")
      try await client.text(upTo: "data: b\n\n")
      let garbage = String(decoding: Fault.garbageBytes, as: UTF8.self)
      #expect(client.text.contains("data: a\n\n\r\n"))
      #expect(client.text.contains(garbage + "\r\n11\r\nid: e-2\ndata: b\n\n"))
      var parser = EventStreamParser()
      let items = try parser.consume(
        Array("data: a\n\n".utf8) + Fault.garbageBytes + Array("data: b\n\n".utf8))
      #expect(
        items == [.event(MessageEvent(data: "a")), .event(MessageEvent(data: "b"))])
    }
  }

  @Test func `taking slow away lets out the rest of the event at once`() async throws {
    let clock = ManualClock()
    try await withServer(standing(clock)) { server, port in
      let client = try await subscriber(port)
      await server.setFault(.slow)
      try publish(server, "an event")
      try await client.text(upTo: "8\r\nid: e-1\n\r\n")
      await server.setFault(nil)
      try publish(server, "b")
      let text = try await client.text(upTo: "id: e-2\ndata: b\n\n\r\n")
      #expect(body(text).hasPrefix("8\r\nid: e-1\n\r\n10\r\ndata: an event\n\n\r\n11\r\nid: e-2\n"))
    }
  }

  @Test(arguments: [204, 404, 500, 503])
  func `status answers the next stream, and leaves the open ones alone`(code: Int) async throws {
    try await withServer { server, port in
      let open = try await subscriber(port)
      await server.setFault(.status(code))
      let client = try await WireClient.get("/events", port: port, "Connection: close")
      let answer = try await client.textToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
      #expect(body(answer) == "")
      try publish(server, "a")
      try await open.text(upTo: "data: a\n\n")
      await server.setFault(nil)
      _ = try await subscriber(port)
    }
  }

  @Test func `status for the next two streams after one more`() async throws {
    try await withServer { server, port in
      await server.setFault(.status(503), after: 1, connections: 2)
      var answers: [String] = []
      for _ in 1...5 {
        let client = try await WireClient.get("/events", port: port)
        answers.append(String(try await client.text(upTo: "\r\n\r\n").dropFirst(9).prefix(3)))
      }
      #expect(answers == ["200", "503", "503", "200", "200"])
    }
  }

  @Test func `a stream fault for the next stream spares the open ones and those after`()
    async throws
  {
    try await withServer { server, port in
      let before = try await subscriber(port)
      await server.setFault(.end, connections: 1)
      let struck = try await subscriber(port)
      let after = try await subscriber(port)
      try publish(server, "a")
      #expect(body(try await struck.textToEnd()) == "0\r\n\r\n")
      try await before.text(upTo: "data: a\n\n")
      try await after.text(upTo: "data: a\n\n")
    }
  }

  @Test func `type announces another content type`() async throws {
    try await withServer { server, port in
      await server.setFault(.type("text/plain"))
      let client = try await subscriber(port)
      #expect(client.text.contains("\r\ncontent-type: text/plain\r\n"))
    }
  }

  @Test func `faults strike the hello-world stream too`() async throws {
    let clock = ManualClock()
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.timeOfDay = { "12:34:56" }
    try await withServer(configuration) { server, port in
      await server.setFault(.end, after: 2)
      let client = try await WireClient.get("/", port: port)
      try await client.text(upTo: "\r\n\r\n")
      try await server.finishTurns()
      clock.advance(by: .seconds(3))
      let text = try await client.textToEnd()
      #expect(text.contains("id: 2\n") && text.hasSuffix("\n\n\r\n0\r\n\r\n"))
      #expect(!text.contains("id: 3"))
    }
  }
}

import EventServer
import EventStream
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct StoppingTests {
  @Test func `grace tells each stream a reconnection time of its own before it ends`() async throws
  {
    var configuration = StreamServer.Configuration()
    configuration.grace = .seconds(10)
    try await withServer(configuration) { server, port in
      var clients: [WireClient] = []
      for _ in 1...4 { clients.append(try await WireClient.get("/events", port: port)) }
      for client in clients { try await client.text(upTo: "\r\n\r\n") }
      await server.stop()
      var times: Set<Substring> = []
      for client in clients {
        let text = try await client.textToEnd()
        #expect(text.hasSuffix("\n\n\r\n0\r\n\r\n"))
        let retry = try #require(
          text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("retry: ") })
        times.insert(retry)
      }
      #expect(times == ["retry: 1000", "retry: 3500", "retry: 6000", "retry: 8500"])
    }
  }

  @Test func `a reader that does not read is cut off, and stop returns without it`() async throws {
    try await withServer { server, port in
      let stalled = try await WireClient(
        port: port, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n", reads: false,
        receiveBuffer: 4096)
      try await eventually { server.openStreams >= 1 }
      let data = String(repeating: "x", count: 500_000)
      for _ in 1...7 { try server.channel()?.publish(ServerSentEvent(data: data)) }
      let clock = ContinuousClock()
      let time = await clock.measure { await server.stop() }
      #expect(time < .seconds(10))
      #expect(server.openStreams == 0)
      await stalled.close()
    }
  }

  @Test func `a thousand streams end, each with its last chunk`() async throws {
    try await withServer { server, port in
      let clients = try await withThrowingTaskGroup(of: WireClient.self) { group in
        for _ in 1...1_000 { group.addTask { try await WireClient.get("/events", port: port) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for client in clients { try await client.text(upTo: "\r\n\r\n") }
      #expect(server.openStreams == 1_000)
      try server.channel()?.publish(ServerSentEvent(data: "to everybody"))
      for client in clients { try await client.text(upTo: "id: e-1\ndata: to everybody\n\n\r\n") }
      #expect(server.status().eventsOut == 1_000)
      let time = await ContinuousClock().measure { await server.stop() }
      #expect(time < .seconds(10))
      for client in clients { #expect(try await client.textToEnd().hasSuffix("\r\n0\r\n\r\n")) }
    }
  }
}

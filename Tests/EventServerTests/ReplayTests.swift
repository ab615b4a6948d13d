import EventServer
import EventStream
import Hummingbird
import Testing
import WireDriver

@Suite(.timeLimit(.minutes(2))) struct ReplayTests {
  /// Serves one channel whose first 1,200 events are older than the process.
  private func withChannel(
    _ body: (EventChannel, Int) async throws -> Void
  ) async throws {
    let epoch = try #require(Epoch("e"))
    let channel = EventChannel(path: "/live", historyLimit: 10, epoch: epoch, newestID: "e-1200") {
      [epoch] after, newest, limit in
      guard let first = CountedID(after ?? "e-0")?.number, let last = CountedID(newest)?.number
      else { return nil }
      return (first + 1..<max(first + 1, last + 1)).prefix(limit).map {
        ServerSentEvent(id: "\(epoch)-\($0)", data: "stored")
      }
    }
    var configuration = RoutedServer.Configuration()
    configuration.port = 0
    let router = Router(context: RoutedServer.Context.self)
    router.get("/") { _, _ in "hello" }
    let server = RoutedServer(configuration, channels: [channel], router: router)
    let port = try await server.start()
    do { try await body(channel, port) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  private func ids(_ text: String) -> [Int] {
    text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("id: ") }
      .compactMap { CountedID($0.dropFirst(4))?.number }
  }

  @Test func `what is older than the memory comes from the replay, page by page, then the rest`()
    async throws
  {
    try await withChannel { channel, port in
      for _ in 1...20 { try channel.publish(ServerSentEvent(data: "live")) }
      let client = try await WireClient.get("/live", port: port, "Last-Event-ID: e-3")
      try await client.text(upTo: "\r\n\r\n")
      try channel.publish(ServerSentEvent(data: "live"))
      #expect(ids(try await client.text(upTo: "id: e-1221\n")) == Array(4...1221))
    }
  }

  @Test func `from=earliest begins with the replay`() async throws {
    try await withChannel { channel, port in
      let client = try await WireClient.get("/live?from=earliest", port: port)
      #expect(ids(try await client.text(upTo: "id: e-1200\n")) == Array(1...1200))
      try channel.publish(ServerSentEvent(data: "live"))
      #expect(ids(try await client.text(upTo: "id: e-1201\n")).last == 1201)
    }
  }

  @Test func `an id that the replay does not know is told as a gap`() async throws {
    try await withChannel { channel, port in
      let client = try await WireClient.get("/live", port: port, "Last-Event-ID: x")
      try await client.text(upTo: "event: history-gap\nid: e-1200\n")
      try channel.publish(ServerSentEvent(data: "live"))
      try await client.text(upTo: "id: e-1201\n")
    }
  }

  @Test func `the router answers what is no channel`() async throws {
    try await withChannel { _, port in
      let client = try await WireClient.get("/", port: port, "Connection: close")
      #expect(try await client.textToEnd().hasSuffix("\r\n\r\nhello"))
    }
  }
}

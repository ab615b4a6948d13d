import EventServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct StartingTests {
  @Test func `a port that is in use names its holder and another port`() async throws {
    try await withServer { _, port in
      var configuration = StreamServer.Configuration()
      configuration.port = port
      let error = await #expect(throws: StartError.self) {
        _ = try await StreamServer(configuration).start()
      }
      guard case .portInUse(port, let holder?)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(
        error?.description
          == "port \(port) is in use by \(holder); try --port \(port + 1), or --port 0 for any "
          + "free one")
    }
  }

  @Test(arguments: ["a/b", "", "..", ":x", "a b"])
  func `a channel whose name would need escapes is refused`(name: String) async {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.channels = ["good", name]
    let error = await #expect(throws: StartError.self) {
      _ = try await StreamServer(configuration).start()
    }
    #expect(
      error?.description
        == "`\(name)` is no name for a channel; use letters, digits and any of - . _ ~")
  }

  @Test func `a channel that is named twice is there once`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.channels = ["news", "news"]
    configuration.interval = .zero
    try await withServer(configuration) { server, port in
      #expect(server.status().channels.map(\.path) == ["/events", "/events/news"])
    }
  }

  @Test func `a server may be stopped and started again`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    let server = StreamServer(configuration)
    let first = try await server.start()
    #expect(first > 0)
    await #expect(throws: StartError.alreadyStarted) { _ = try await server.start() }
    await server.stop()
    let second = try await server.start()
    let client = try await WireClient.get("/events", port: second)
    try await client.text(upTo: "\r\n\r\n")
    await server.stop()
  }
}

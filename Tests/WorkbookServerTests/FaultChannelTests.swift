import EventServer
import EventStream
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct FaultChannelTests {
  private var configuration: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.channels = ["news"]
    configuration.interval = .seconds(3600)
    return configuration
  }

  private func status(_ target: String, _ port: Int) async throws -> String {
    let client = try await WireClient.get(target, port: port, "Connection: close")
    let head = try await client.text(upTo: "\r\n\r\n")
    await client.close()
    return String(head.dropFirst(9).prefix(3))
  }

  private func expect(
    _ code: Int, of target: String, _ port: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let answer = try await status(target, port)
    #expect(answer == String(code), sourceLocation: sourceLocation)
  }

  private func open(_ target: String, _ port: Int) async throws -> WireClient {
    let client = try await WireClient.get(target, port: port)
    try await client.text(upTo: "\r\n\r\n")
    return client
  }

  @Test func `a fault on one channel leaves every other path alone`() async throws {
    try await withServer(configuration) { server, port in
      await server.setFault(.status(503), on: "/events/news")
      try await expect(503, of: "/events/news", port)
      try await expect(200, of: "/events", port)
      try await expect(200, of: "/", port)
    }
  }

  @Test func `of the open streams it strikes those of its channel`() async throws {
    try await withServer(configuration) { server, port in
      let news = try await open("/events/news", port)
      let shared = try await open("/events", port)
      let hello = try await open("/", port)
      await server.setFault(.end, on: "/events/news")
      _ = try await news.textToEnd()
      #expect(try await server.send(ServerSentEvent(data: "well")) == 2)
      try await shared.text(upTo: "data: well\n\n")
      try await hello.text(upTo: "data: well\n\n")
    }
  }

  @Test func `each channel can have its own, and counts its own streams`() async throws {
    try await withServer(configuration) { server, port in
      await server.setFault(.status(500), after: 1, connections: 1, on: "/events/news")
      await server.setFault(.status(404), connections: 1, on: "/events")
      var answers: [String] = []
      for target in ["/events", "/events/news", "/events", "/events/news", "/events/news"] {
        answers.append(try await status(target, port))
      }
      #expect(answers == ["404", "200", "200", "500", "200"])
    }
  }

  @Test func `one for everybody replaces what single channels had`() async throws {
    try await withServer(configuration) { server, port in
      await server.setFault(.status(500), on: "/events")
      await server.setFault(.status(503))
      try await expect(503, of: "/events", port)
      await server.setFault(nil)
      try await expect(200, of: "/events", port)
    }
  }

  @Test func `a channel can be spared what is set for everybody`() async throws {
    try await withServer(configuration) { server, port in
      let shared = try await open("/events", port)
      let news = try await open("/events/news", port)
      await server.setFault(.stall)
      await server.setFault(nil, on: "/events")
      try server.channel("news")?.publish(ServerSentEvent(data: "unheard"))
      try server.channel()?.publish(ServerSentEvent(data: "heard"))
      try await shared.text(upTo: "data: heard\n\n")
      #expect(!news.text.contains("unheard"))
      await server.setFault(nil)
      try await news.text(upTo: "data: unheard\n\n")
    }
  }

  @Test func `a fault for the next stream befalls one of many that come together`() async throws {
    try await withServer(configuration) { server, port in
      await server.setFault(.status(503), connections: 1, on: "/events")
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 1...20 { group.addTask { try await status("/events", port) } }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(answers.filter { $0 == "503" }.count == 1)
      #expect(answers.filter { $0 == "200" }.count == 19)
    }
  }

  @Test(arguments: [
    ("/", "/"), ("/events", "/events"), ("events", "/events"), ("news", "/events/news"),
    ("/events/news", "/events/news"),
  ])
  func `a channel is named by its path or by its name`(name: String, path: String) throws {
    #expect(try StreamServer(configuration).path(ofChannel: name) == path)
  }

  @Test func `an unknown channel is answered with those that there are`() {
    let server = StreamServer(configuration)
    let error = #expect(throws: FaultError.self) { try server.path(ofChannel: "/evnets") }
    #expect(
      error?.description == "there is no channel '/evnets' here; there are /, /events, /events/news"
    )
  }
}

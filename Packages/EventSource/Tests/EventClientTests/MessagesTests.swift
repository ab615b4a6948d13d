import Adversary
import EventClient
import EventStream
import Testing

/// The events alone.
@Suite(.timeLimit(.minutes(1))) struct MessagesTests {
  private func source(
    _ server: TestServer, _ configure: (inout EventSource.Configuration) -> Void = { _ in }
  ) throws -> EventSource {
    var configuration = EventSource.Configuration()
    configuration.clock = InstantClock()
    configure(&configuration)
    return try EventSource(server.url, configuration: configuration)
  }

  @Test func `events come across a lost connection, and nothing else does`() async throws {
    let server = TestServer(
      { $0.open(": hi\nretry: 1\nid: 1\ndata: a\n\n") }, { $0.open("data: b\n\n") })
    defer { server.stop() }
    var heard: [String] = []
    for try await message in try source(server).messages {
      heard.append("\(message.data) \(message.lastEventID)")
      if heard.count == 2 { break }
    }
    #expect(heard == ["a 1", "b 1"])
  }

  @Test func `a stream that is not asked for again ends well`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    var heard: [String] = []
    for try await message in try source(server, { $0.reconnects = false }).messages {
      heard.append(message.data)
    }
    #expect(heard == ["a"])
  }

  @Test func `a failure for good is thrown`() async throws {
    let server = TestServer { $0.answer("HTTP/1.1 404 Not Found", "Content-Length: 0", "") }
    defer { server.stop() }
    do {
      for try await _ in try source(server).messages {}
      Issue.record("nothing was thrown")
    } catch let error as ConnectionProblem {
      #expect(error.code == .status)
      #expect(error.status == 404)
      #expect(error.isFinal)
      #expect("\(error)" == "the server answered 404 Not Found")
    }
  }
}

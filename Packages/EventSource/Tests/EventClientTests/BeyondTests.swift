import Adversary
import HTTPTypes
import Synchronization
import Testing

@testable import EventClient

/// What the client can do beyond the standard, once it is asked to.
@Suite(.timeLimit(.minutes(1))) struct BeyondTests {
  @Test func `own headers are sent, and replace the usual ones`() async throws {
    let server = TestServer { $0.open() }
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 2) {
      $0.headers = [("accept", "*/*"), ("User-Agent", "me"), ("Authorization", "Bearer x")].fields
    }
    #expect(
      server.requests == [
        """
        GET / HTTP/1.1\r
        Host: 127.0.0.1:\(server.port)\r
        Accept-Encoding: identity\r
        Cache-Control: no-cache\r
        accept: */*\r
        User-Agent: me\r
        Authorization: Bearer x\r
        \r

        """
      ])
  }

  @Test func `a body is sent, and sent again when the stream broke`() async throws {
    let server = TestServer { $0.openChunked() }
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 5) { configuration in
      configuration.method = "POST"
      configuration.headers = [.contentType: "application/json"]
      configuration.body = Array("{\"stream\":true}".utf8)
    }
    #expect(server.requests.count == 2)
    for request in server.requests {
      #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
      #expect(request.contains("Content-Type: application/json\r\nContent-Length: 15\r\n"))
      #expect(request.hasSuffix("\r\n\r\n{\"stream\":true}"))
    }
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "post"])
  func `an action whose stream ended well is not repeated`(method: String) async throws {
    let server = TestServer { $0.open("data: [DONE]\n\n") }
    defer { server.stop() }
    let lines = try await transcript(of: server.url) { $0.method = method }
    #expect(
      lines == ["connecting", "open 200", "message|[DONE]|", "failed: the server ended the stream"])
    #expect(server.requests.count == 1)
  }

  @Test func `an action is repeated after a good end when that is asked for`() async throws {
    let server = TestServer { $0.open() }
    defer { server.stop() }
    let lines = try await transcript(of: server.url, lines: 4) { configuration in
      configuration.method = "POST"
      configuration.repeatsActions = true
    }
    #expect(
      lines[2...] == ["lost: the server ended the stream; again in 3.0 seconds", "connecting"])
  }

  @Test(arguments: ["GET", "OPTIONS", "REPORT", "QUERY"])
  func `a question is asked again`(method: String) async throws {
    let server = TestServer { $0.open() }
    defer { server.stop() }
    let lines = try await transcript(of: server.url, lines: 4) { $0.method = method }
    #expect(lines.last == "connecting")
  }

  /// `retry: 0` would otherwise be some two thousand requests a second.
  @Test(arguments: [0, 1, 99, 100, 250])
  func `no wait after a short life is under the floor`(milliseconds: Int) async throws {
    let clock = InstantClock()
    let server = TestServer(
      { $0.open("retry: \(milliseconds)\n") }, { $0.readRequest() }, { $0.reset() },
      { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    _ = try await transcript(of: server.url) { $0.clock = clock }
    #expect(
      clock.sleeps == Array(repeating: .milliseconds(max(100, milliseconds)), count: 3))
  }

  @Test func `a stream that lived for a second is followed by the time that it asked for`()
    async throws
  {
    let clock = InstantClock()
    let server = TestServer(
      { $0.open("retry: 1\n") }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    var configuration = EventSource.Configuration()
    configuration.clock = clock
    for await element in try EventSource(server.url, configuration: configuration) {
      if case .open = element { clock.advance(by: .seconds(1)) }
    }
    #expect(clock.sleeps == [.milliseconds(1)])
  }

  @Test func `the floor can be taken away`() async throws {
    let clock = InstantClock()
    let server = TestServer(
      { $0.open("retry: 0\n") }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    _ = try await transcript(of: server.url) { configuration in
      configuration.clock = clock
      configuration.shortestWait = .zero
    }
    #expect(clock.sleeps == [.zero])
  }

  @Test func `the client's own address comes with the head`() async throws {
    let server = TestServer { peer in
      peer.open()
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    for await element in try EventSource(server.url) {
      guard case .open(let head) = element else { continue }
      let port = try #require(head.localAddress?.split(separator: ":").last.flatMap { Int($0) })
      #expect(head.localAddress == "127.0.0.1:\(port)")
      #expect(port == server.peers[0].remotePort)
      break
    }
  }

  @Test(arguments: ["Content-Length", "transfer-encoding", "bad name", "", "a:b"])
  func `a header that would break the request is refused`(name: String) {
    #expect(throws: EventSourceError.self) {
      var configuration = EventSource.Configuration()
      try configuration.addHeader(name, "1")
      _ = try EventSource("http://localhost/", configuration: configuration)
    }
  }

  @Test func `a header cannot smuggle in another`() {
    #expect(
      throws: EventSourceError.badHeader(
        "X", reason: "its value contains a line end or a NUL")
    ) {
      var configuration = EventSource.Configuration()
      try configuration.addHeader("X", "1\r\nY: 2")
      _ = try EventSource("http://localhost/", configuration: configuration)
    }
    #expect(
      throws: EventSourceError.badHeader(
        "Last-Event-ID", reason: "its value contains a line end or a NUL")
    ) {
      var configuration = EventSource.Configuration()
      configuration.lastEventID = "1\nY: 2"
      _ = try EventSource("http://localhost/", configuration: configuration)
    }
  }

  @Test(arguments: ["CONNECT", "head", "", "GET /"])
  func `a method that makes no stream is refused`(method: String) {
    #expect(throws: EventSourceError.badMethod(method)) {
      var configuration = EventSource.Configuration()
      configuration.method = method
      _ = try EventSource("http://localhost/", configuration: configuration)
    }
  }

  @Test func `the last event ID to begin with is sent, and is that of the first events`()
    async throws
  {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    let lines = try await transcript(of: server.url, lines: 3) { $0.lastEventID = "42" }
    #expect(lines == ["connecting after 42", "open 200", "message|a|42"])
    #expect(server.requests[0].contains("\r\nLast-Event-ID: 42\r\n"))
  }

  @Test func `without reconnection a lost connection is a failure`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url) { $0.reconnects = false }
        == ["connecting", "open 200", "message|a|", "failed: the server ended the stream"])
  }

  @Test func `a back-off doubles up to its ceiling and begins anew with an event`() async throws {
    let clock = InstantClock()
    let nothing: TestServer.Script = { $0.readRequest() }
    let server = TestServer(
      nothing, nothing, nothing, nothing, { $0.open("data: a\n\n") },
      { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    _ = try await transcript(of: server.url) { configuration in
      configuration.clock = clock
      configuration.reconnectionTime = .seconds(1)
      configuration.backoff = Backoff(ceiling: .seconds(6)) { 1 }
    }
    #expect(clock.sleeps == [2, 4, 6, 6, 2].map { .seconds($0) })
  }

  @Test func `chance spreads a back-off, never below the reconnection time`() async throws {
    let clock = InstantClock()
    let draws = Mutex([0, 0.5, 0.25].makeIterator())
    let server = TestServer { $0.readRequest() }
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 7) { configuration in
      configuration.clock = clock
      configuration.reconnectionTime = .seconds(8)
      configuration.backoff = Backoff(ceiling: .seconds(60)) {
        draws.withLock { $0.next() ?? 0 }
      }
    }
    #expect(clock.sleeps == [.seconds(8), .seconds(20), .seconds(21)])
  }

  @Test func `a peer that has died is noticed when nothing comes from it`() async throws {
    let server = TestServer { peer in
      peer.open("data: a\n\n")
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url, lines: 4) {
        $0.idleTimeout = .seconds(1)
      }.last == "lost: nothing came from the server for 1 s; again in 3.0 seconds")
  }

  @Test func `a server that never answers is noticed when nothing comes from it`() async throws {
    let server = TestServer { peer in
      peer.readRequest()
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url, lines: 2) {
        $0.idleTimeout = .milliseconds(100)
      }.last == "lost: nothing came from the server for 100 ms; again in 3.0 seconds")
  }

  @Test func `the end marker ends the stream for good and is not delivered`() async throws {
    let server = TestServer { peer in
      peer.open("data: a\n\ndata: [DONE]\n\ndata: b\n\n")
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url) { $0.endMarker = "[DONE]" }
        == ["connecting", "open 200", "message|a|"])
  }

  @Test func `a tap sees every byte in both directions`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    let seen = Mutex((sent: [UInt8](), received: [UInt8]()))
    _ = try await transcript(of: server.url, lines: 3) { configuration in
      configuration.tap = { traffic in
        seen.withLock { seen in
          switch traffic {
          case .sent(let bytes): seen.sent += bytes
          case .received(let bytes): seen.received += bytes
          }
        }
      }
    }
    #expect(String(decoding: seen.withLock(\.sent), as: UTF8.self) == server.requests[0])
    #expect(
      String(decoding: seen.withLock(\.received), as: UTF8.self)
        == "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n")
  }

  @Test func `comments are told`() async throws {
    let server = TestServer { $0.open(":one\n: two\n") }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url, lines: 4).suffix(2) == ["comment one", "comment two"])
  }
}

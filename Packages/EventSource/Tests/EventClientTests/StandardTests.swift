import Adversary
import HTTPTypes
import EventClient
import Testing

/// How it is told that the connection will be made anew.
private let again = "again in 3.0 seconds"

/// HTML 9.2.2 to 9.2.4, a suite for each: making the connection, losing it, and making it again.
///
/// 9.2.5 and 9.2.6 are `InterpretationTests` of `EventStreamTests`.
@Suite(.timeLimit(.minutes(1))) struct StandardTests {
  @Suite("HTML 9.2.2: The EventSource interface") struct Interface {
    @Test func `it is open when the head is there, before any byte of the body`() async throws {
      let server = TestServer { peer in
        peer.open()
        peer.waitUntilClosed()
      }
      defer { server.stop() }
      let source = try EventSource(server.url)
      #expect(source.readyState == .connecting)
      var elements = source.makeAsyncIterator()
      _ = await elements.next()
      #expect(source.readyState == .connecting)
      guard case .open(let head)? = await elements.next() else { return #expect(Bool(false)) }
      #expect(source.readyState == .open)
      #expect(head.headers.map { "\($0.name): \($0.value)" } == ["Content-Type: text/event-stream"])
      source.close()
      #expect(source.readyState == .closed)
      #expect(await elements.next() == nil)
    }

    @Test func `closing ends the wait for a reconnection`() async throws {
      let clock = StandingClock()
      let server = TestServer { $0.open() }
      defer { server.stop() }
      var configuration = EventSource.Configuration()
      configuration.clock = clock
      let source = try EventSource(server.url, configuration: configuration)
      let count = Task {
        await source.reduce(0) { count, _ in count + 1 }
      }
      await clock.waitUntilAsleep()
      #expect(source.readyState == .connecting)
      source.close()
      source.close()
      #expect(await count.value == 3)
      #expect(server.requests.count == 1)
    }

    @Test func `after closing no event is delivered that had already arrived`() async throws {
      let server = TestServer { $0.open("data: a\n\ndata: b\n\n") }
      defer { server.stop() }
      let source = try EventSource(server.url)
      var lines: [String] = []
      for await element in source {
        lines.append(element.line)
        if case .message = element { source.close() }
      }
      #expect(lines == ["connecting", "open 200", "message|a|"])
    }

    @Test func `a second loop over a source ends at once`() async throws {
      let source = try EventSource("http://127.0.0.1:1/")
      var first = source.makeAsyncIterator()
      var second = source.makeAsyncIterator()
      #expect(await second.next() == nil)
      #expect(await first.next()?.line == "connecting")
    }
  }

  @Suite("HTML 9.2.3: Processing model") struct ProcessingModel {
    @Test func `the request asks for an event stream and for no cache`() async throws {
      let server = TestServer { $0.open("data: a\n\n") }
      defer { server.stop() }
      #expect(
        try await transcript(of: server.url + "live?x=1", lines: 3)
          == ["connecting", "open 200", "message|a|"])
      #expect(
        server.requests == [
          """
          GET /live?x=1 HTTP/1.1\r
          Host: 127.0.0.1:\(server.port)\r
          Accept: text/event-stream\r
          Accept-Encoding: identity\r
          Cache-Control: no-cache\r
          User-Agent: EventSource/0.1\r
          \r

          """
        ])
    }

    @Test func `the end of the body makes it reconnect with the last event ID`() async throws {
      let server = TestServer({ $0.open("id: 5\ndata: a\n\nid: 6\ndata: lost") }, { $0.open() })
      defer { server.stop() }
      #expect(
        try await transcript(of: server.url, lines: 6) == [
          "connecting", "open 200", "message|a|5",
          "lost: the server ended the stream; \(again)", "connecting after 5", "open 200",
        ])
      #expect(server.requests.last?.contains("\r\nLast-Event-ID: 5\r\n") == true)
    }

    @Test func `the reconnection time is three seconds until the stream sets another`() async throws
    {
      let clock = InstantClock()
      let server = TestServer({ $0.open() }, { $0.open("retry: 1500\n") }, { $0.open() })
      defer { server.stop() }
      let lines = try await transcript(of: server.url, lines: 11) { $0.clock = clock }
      #expect(lines[5] == "reconnection time 1500")
      #expect(clock.sleeps == [.seconds(3), .milliseconds(1500), .milliseconds(1500)])
    }

    @Test func `an absurd reconnection time is a day at most`() async throws {
      let clock = InstantClock()
      let server = TestServer { $0.open("retry: 99999999999999999999999\n") }
      defer { server.stop() }
      _ = try await transcript(of: server.url, lines: 5) { $0.clock = clock }
      #expect(clock.sleeps == [EventSource.Configuration.longestWait])
    }

    @Test(
      arguments: [
        "201 Created", "204 No Content", "205 Reset Content", "210", "299", "304 Not Modified",
        "400 Bad Request", "404 Not Found", "410 Gone", "500 Internal Server Error",
        "503 Service Unavailable",
      ])
    func `any status but 200 fails for good`(status: String) async throws {
      let server = TestServer {
        $0.answer("HTTP/1.1 \(status)", "Content-Type: text/event-stream")
      }
      defer { server.stop() }
      let lines = try await transcript(of: server.url)
      #expect(lines == ["connecting", "failed: the server answered \(status)"])
      #expect(server.requests.count == 1)
    }

    @Test func `another status fails for good at a reconnection too`() async throws {
      let server = TestServer({ $0.open() }, { $0.answer("HTTP/1.1 204 No Content") })
      defer { server.stop() }
      #expect(
        try await transcript(of: server.url).suffix(2)
          == ["connecting", "failed: the server answered 204 No Content"])
    }

    @Test(
      arguments: [
        "text/event-stream", "TEXT/Event-Stream", "text/event-stream;", "text/event-stream ; x",
        "text/event-stream;charset=windows-1252",
      ])
    func `the type counts without its parameters and capitals`(type: String) async throws {
      let server = TestServer { $0.answer("HTTP/1.1 200 OK", "content-type: \(type)") }
      defer { server.stop() }
      #expect(try await transcript(of: server.url, lines: 2).last == "open 200")
    }

    @Test(
      arguments: [
        "text/x-bogus", "text/plain", "x bogus", "text/event-streams", "text/ event-stream",
        "application/json; charset=utf-8",
      ])
    func `any other type fails for good`(type: String) async throws {
      let server = TestServer { $0.answer("HTTP/1.1 200 OK", "Content-Type: \(type)") }
      defer { server.stop() }
      #expect(
        try await transcript(of: server.url).last
          == "failed: the server answered with \(type), not text/event-stream")
    }

    @Test func `no type at all fails for good`() async throws {
      let server = TestServer { $0.answer("HTTP/1.1 200 OK") }
      defer { server.stop() }
      #expect(
        try await transcript(of: server.url).last
          == "failed: the server answered without a content type, not text/event-stream")
    }

    @Test func `a refused connection is tried again`() async throws {
      let server = TestServer { _ in }
      let port = server.port
      server.stop()
      #expect(
        try await transcript(of: "http://127.0.0.1:\(port)", lines: 3) == [
          "connecting", "lost: connection refused by 127.0.0.1:\(port); \(again)", "connecting",
        ])
    }

    @Test func `an unknown host is tried again`() async throws {
      #expect(
        try await transcript(of: "http://nowhere.invalid/", lines: 2).last
          == "lost: the host nowhere.invalid is not known; check the name; \(again)")
    }
  }

  @Suite("HTML 9.2.4: The Last-Event-ID header") struct LastEventID {
    @Test func `the last event ID lives on over connections that name none`() async throws {
      let server = TestServer(
        { $0.open("id: 10\n\n") }, { $0.open("data: a\n\n") }, { $0.open("data: b\n\nid: 3\n\n") },
        { $0.open("id\n\n") }, { $0.open() })
      defer { server.stop() }
      let lines = try await transcript(of: server.url, lines: 16)
      #expect(lines.filter { $0.hasPrefix("message") } == ["message|a|10", "message|b|10"])
      #expect(
        lines.filter { $0.hasPrefix("connecting") }
          == ["connecting", "connecting after 10", "connecting after 10", "connecting after 3"]
          + ["connecting"])
      #expect(server.requests.last?.contains("Last-Event-ID") == false)
    }

    @Test func `the last event ID is sent as UTF-8`() async throws {
      let server = TestServer({ $0.open("id: čebela \u{1}\n\n") }, { $0.open() })
      defer { server.stop() }
      _ = try await transcript(of: server.url, lines: 5)
      #expect(server.requests.last?.contains("\r\nLast-Event-ID: čebela \u{1}\r\n") == true)
    }
  }
}

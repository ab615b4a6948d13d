import EventClient
import Testing

/// HTML 9.2.2 and 9.2.3: the connection.
@Suite(.timeLimit(.minutes(1))) struct StandardTests {
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
        Cache-Control: no-cache\r
        User-Agent: sse-workbook\r
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
        "lost: the server ended the stream; again in 3.0 seconds",
        "connecting after 5", "open 200",
      ])
    #expect(server.requests.last?.contains("\r\nLast-Event-ID: 5\r\n") == true)
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
    #expect(
      try await transcript(of: server.url)
        == ["connecting", "failed: the server answered \(status)"])
    #expect(server.requests.count == 1)
  }
}

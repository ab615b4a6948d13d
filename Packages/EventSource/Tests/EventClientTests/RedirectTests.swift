import Adversary
import EventClient
import HTTPTypes
import Testing

/// Fetch, HTTP-redirect fetch.
@Suite(.timeLimit(.minutes(1))) struct RedirectTests {
  private func redirecting(
    _ status: Int = 302, to location: String, then: @escaping TestServer.Script = { $0.open() }
  ) -> TestServer {
    TestServer({ $0.answer("HTTP/1.1 \(status) Go", "Location: \(location)") }, then)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is followed`(status: Int) async throws {
    let server = redirecting(status, to: "/other?x#y")
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url, lines: 3)
        == ["connecting", "redirected to \(server.url)other?x", "open 200"])
    #expect(server.requests.last?.hasPrefix("GET /other?x HTTP/1.1\r\n") == true)
  }

  @Test func `a reconnection begins at the first URL again`() async throws {
    let server = TestServer(
      { $0.answer("HTTP/1.1 307 Go", "Location: /other") }, { $0.open("id: 1\n\n") },
      { $0.open() })
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 6)
    #expect(server.requests.count == 3)
    #expect(server.requests.last?.hasPrefix("GET / HTTP/1.1\r\n") == true)
    #expect(server.requests.last?.contains("Last-Event-ID: 1") == true)
  }

  @Test func `twenty redirects are followed, and not one more`() async throws {
    let server = TestServer { $0.answer("HTTP/1.1 302 Go", "Location: /") }
    defer { server.stop() }
    let lines = try await transcript(of: server.url)
    #expect(lines.filter { $0.hasPrefix("redirected") }.count == 20)
    #expect(lines.last == "failed: the server redirected more than 20 times")
    #expect(server.requests.count == 21)
  }

  @Test(arguments: ["", "ftp://127.0.0.1/", "http://", "http://user@host/", "http://a:b/"])
  func `a redirect to nowhere fails for good`(location: String) async throws {
    let server = redirecting(to: location)
    defer { server.stop() }
    let reason = location.isEmpty ? "out a Location" : " a Location that leads nowhere: \(location)"
    #expect(
      try await transcript(of: server.url).last == "failed: the server answered 302 with\(reason)")
  }

  @Test func `a redirect without a Location fails for good`() async throws {
    let server = TestServer { $0.answer("HTTP/1.1 301 Moved") }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url).last
        == "failed: the server answered 301 without a Location")
  }

  @Test func `own headers do not follow to another origin, the last event ID does`() async throws {
    let other = TestServer { $0.open() }
    let server = redirecting(to: other.url)
    defer {
      server.stop()
      other.stop()
    }
    let lines = try await transcript(of: server.url, lines: 3) { configuration in
      configuration.headers = [("Authorization", "Bearer x"), ("X-Mine", "1")].fields
      configuration.lastEventID = "7"
    }
    #expect(lines[1] == "redirected to \(other.url) without Authorization, X-Mine")
    #expect(server.requests[0].contains("Authorization: Bearer x"))
    #expect(!other.requests[0].contains("Authorization"))
    #expect(!other.requests[0].contains("X-Mine"))
    #expect(other.requests[0].contains("Last-Event-ID: 7"))
  }

  @Test(arguments: [307, 308])
  func `what says what is wanted follows to another origin, and what is to be kept`(
    status: Int
  ) async throws {
    let other = TestServer { $0.open() }
    let server = redirecting(status, to: other.url + "x")
    defer {
      server.stop()
      other.stop()
    }
    let lines = try await transcript(of: server.url, lines: 3) { configuration in
      configuration.method = "POST"
      configuration.body = Array("{}".utf8)
      configuration.headers =
        [
          ("content-type", "application/json"), ("Accept", "application/json, text/event-stream"),
          ("Accept-Language", "sl"), ("Cache-Control", "no-store"), ("mcp-protocol-version", "1"),
          ("Mcp-Session-Id", "secret"), ("Cookie", "a=b"), ("Proxy-Authorization", "c"),
          ("Accept-Encoding", "br"), ("X-Mine", "1"), ("x-other", "2"), ("Last-Event-ID", "7"),
        ].fields
      configuration.keptHeaders = ["x-mine"].compactMap { HTTPField.Name($0) }
    }
    #expect(
      lines[1]
        == "redirected to \(other.url)x without Mcp-Session-Id, Cookie, Proxy-Authorization, "
        + "Accept-Encoding, x-other")
    #expect(
      other.requests == [
        """
        POST /x HTTP/1.1\r
        Host: 127.0.0.1:\(other.port)\r
        Accept-Encoding: identity\r
        User-Agent: EventSource/0.1\r
        content-type: application/json\r
        Accept: application/json, text/event-stream\r
        Accept-Language: sl\r
        Cache-Control: no-store\r
        mcp-protocol-version: 1\r
        X-Mine: 1\r
        Last-Event-ID: 7\r
        Content-Length: 2\r
        \r
        {}
        """
      ])
  }

  @Test func `own headers follow within the origin`() async throws {
    let server = redirecting(to: "/there")
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 3) {
      $0.headers = [.authorization: "Bearer x"]
    }
    #expect(server.requests[1].contains("Authorization: Bearer x"))
  }

  @Test(arguments: [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
  func `only 307 and 308 repeat a POST`(status: Int, method: String) async throws {
    let server = redirecting(status, to: "/there")
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 3) { configuration in
      configuration.method = "POST"
      configuration.body = Array("{}".utf8)
      configuration.headers = [.contentType: "application/json"]
    }
    #expect(server.requests[1].hasPrefix("\(method) /there "))
    #expect(server.requests[1].hasSuffix("\r\n\r\n{}") == (method == "POST"))
    #expect(server.requests[1].contains("Content-Type") == (method == "POST"))
  }
}

import EventServer
import NIOCore
import Testing

/// Requests that are rare and legal, or nearly so.
@Suite(.timeLimit(.minutes(2))) struct OddRequestTests {
  /// Sends a request on a connection of its own, and returns the answer to it.
  private func answer(
    _ request: String, _ configuration: StreamServer.Configuration = .init()
  ) async throws -> String {
    try await withServer(configuration) { _, port in
      let client = try await WireClient(port: port, request)
      return try await client.textToEnd()
    }
  }

  private func sentence(_ answer: String) -> String? {
    let body = answer.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first ?? ""
    guard body.hasPrefix("{\"error\":\""), body.hasSuffix("\"}\n") else { return nil }
    return String(body.dropFirst(10).dropLast(3))
  }

  // MARK: Between two requests

  @Test(arguments: [
    "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\n\r\ndata=a",
  ])
  func `a connection that is kept alive is not told that its next head is late`(
    request: String
  ) async throws {
    try await withServer(hasty) { _, port in
      let client = try await WireClient(port: port, request)
      try await client.text(upTo: "}\n")
      try await client.send(request)
      try await client.text { $0.ranges(of: "}\n").count == 2 }
      // Begun later than anything of the client above: what that would hear is said by now.
      let late = try await WireClient(port: port, "GET / HT")
      try await late.textToEnd()
      try await client.send(request)
      let text = try await client.text { $0.ranges(of: "}\n").count == 3 }
      #expect(!text.contains(" 408 "))
    }
  }

  @Test func `half a head that the parser got first is timed as well`() async throws {
    let text = try await answer("\r\nGET / HT", hasty)
    #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
  }

  private var hasty: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.headTimeout = .milliseconds(1_500)
    return configuration
  }

  // MARK: Targets

  @Test func `a target in absolute form is the path in it`() async throws {
    let stream = try await answer(
      "HEAD http://localhost/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(stream.contains("\r\ncontent-type: text/event-stream; charset=utf-8\r\n"))
    let root = try await answer("HEAD http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(root.contains("\r\ncontent-type: text/event-stream; charset=utf-8\r\n"))
  }

  @Test func `the host of an absolute target counts, whatever Host says`() async throws {
    let text = try await answer(
      "GET http://evil.example/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
  }

  @Test(arguments: [
    ("GET", "//"), ("GET", "/events/"), ("GET", "/status/"), ("POST", "/events/"),
    ("POST", "//events"), ("GET", "/streams//drop"), ("OPTIONS", "*"),
  ])
  func `what is nearly a path of ours is 404`(method: String, path: String) async throws {
    let text = try await answer(
      "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    #expect(sentence(text) == "there is nothing at \(path)")
  }

  // MARK: Heads

  @Test(arguments: ["BREW", "get"])
  func `a method that nobody knows gets 501`(method: String) async throws {
    let text = try await answer("\(method) / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 501 Not Implemented\r\n"))
    #expect(
      sentence(text)
        == "this server does not know the method; GET, HEAD and POST are written in capitals")
  }

  @Test(arguments: ["", "localhost:80@evil.example", "localhost:x", "[::1", "[::1]x", ":80"])
  func `a Host that is none gets 400`(host: String) async throws {
    let text = try await answer(
      "GET /events HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(sentence(text) == "`\(host)` is no Host; send one like localhost or localhost:8080")
  }

  @Test func `a body in a coding that nobody undoes gets 501`() async throws {
    let text = try await answer(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
        + "0\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 501 Not Implemented\r\n"))
    #expect(
      sentence(text) == "the body comes as gzip, chunked; send it chunked, or with its length")
  }

  @Test func `many short header lines within 16 KiB are taken`() async throws {
    let lines = String(repeating: "a: b\r\n", count: 2_500)
    let text = try await answer(
      "GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(lines)\r\n")
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  // MARK: Other origins

  @Test func `a page that may read the streams may read refusals, too`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.corsOrigins = ["http://a.example"]
    let head = "GET /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: a/b\r\n"
    let allowed = try await answer(head + "Origin: http://a.example\r\n\r\n", configuration)
    #expect(allowed.hasPrefix("HTTP/1.1 406 "))
    #expect(allowed.contains("\r\naccess-control-allow-origin: http://a.example\r\n"))
    let none = try await answer(head + "\r\n", configuration)
    #expect(none.contains("\r\nvary: origin\r\n"))
  }
}

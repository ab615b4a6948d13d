import EventServer
import EventStream
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(2))) struct HTTPMannersTests {
  /// Sends bytes and returns all that came until the server closed.
  private func exchange(
    _ request: String, _ configuration: StreamServer.Configuration = .init()
  ) async throws -> String {
    let answer = Answer()
    try await withServer(configuration) { _, port in
      let client = try await WireClient(
        port: port, request.replacing("PORT", with: String(port)))
      answer.text = try await client.textToEnd()
    }
    return answer.text
  }

  private final class Answer: @unchecked Sendable { var text = "" }

  private func body(_ answer: String) -> Substring {
    answer.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first ?? ""
  }

  @Test(arguments: ["/", "/events"])
  func `HEAD answers with the head of the stream, and ends`(path: String) async throws {
    let answer = try await exchange("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("\r\ncontent-type: text/event-stream; charset=utf-8\r\n"))
    #expect(answer.contains("\r\nconnection: close\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
    #expect(body(answer) == "")
  }

  @Test(arguments: [
    ("DELETE", "/", "GET, HEAD"), ("POST", "/", "GET, HEAD"), ("PUT", "/events", "GET, HEAD, POST"),
    ("OPTIONS", "/events", "GET, HEAD, POST"), ("POST", "/status", "GET, HEAD"),
    ("GET", "/streams/1/drop", "POST"), ("PATCH", "/streams/1/drop", "POST"),
  ])
  func `other methods get 405 and hear which are taken`(
    method: String, path: String, allowed: String
  ) async throws {
    let answer = try await exchange(
      "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"))
    #expect(answer.lowercased().contains("\r\nallow: \(allowed.lowercased())\r\n"))
    #expect(
      body(answer)
        == "{\"error\":\"\(path) does not take \(method); it takes \(allowed)\"}\n")
  }

  @Test func `an unknown path is 404, in one sentence`() async throws {
    let answer = try await exchange(
      "GET /nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    #expect(
      answer.contains("\r\nserver: sse-workbook\r\n") || answer.contains("Server: sse-workbook"))
    #expect(body(answer) == #"{"error":"there is nothing at /nope"}"# + "\n")
  }

  @Test func `an unknown channel is 404`() async throws {
    let answer = try await exchange(
      "GET /events/nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
  }

  @Test(arguments: ["application/json", "text/event-stream;q=0", "text/html, image/*"])
  func `an Accept that excludes event streams gets 406`(accept: String) async throws {
    let answer = try await exchange(
      "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 406 Not Acceptable\r\n"))
  }

  @Test func `HTTP 1-0 gets the bare stream, without chunks, until the end`() async throws {
    try await withServer { server, port in
      let client = try await WireClient(port: port, "GET /events HTTP/1.0\r\n\r\n")
      let head = try await client.text(upTo: "\r\n\r\n")
      #expect(!head.lowercased().contains("transfer-encoding"))
      #expect(head.contains("\r\nconnection: close\r\n"))
      try server.channel()?.publish(ServerSentEvent(data: "a"))
      try server.channel()?.publish(ServerSentEvent(data: "b"))
      try await client.text(upTo: "id: 2\ndata: b\n\n")
      await server.stop()
      let text = try await client.textToEnd()
      #expect(text.hasSuffix("\r\n\r\nid: 1\ndata: a\n\nid: 2\ndata: b\n\n"))
    }
  }

  @Test func `an answer to HTTP 1-0 ends with the connection`() async throws {
    let answer = try await exchange("GET /nope HTTP/1.0\r\n\r\n")
    #expect(answer.contains(" 404 "))
    #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
  }

  @Test func `Connection close is answered in kind, and still streams`() async throws {
    try await withServer { server, port in
      let client = try await WireClient.get("/events", port: port, "Connection: close")
      let head = try await client.text(upTo: "\r\n\r\n")
      #expect(head.contains("\r\nconnection: close\r\nx-accel-buffering: no\r\n"))
      #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n"))
      try server.channel()?.publish(ServerSentEvent(data: "a"))
      try await client.text(upTo: "data: a\n\n\r\n")
    }
  }

  @Test func `a connection that was kept alive may become a stream`() async throws {
    try await withServer { server, port in
      let client = try await WireClient.get("/status", port: port)
      try await client.text(upTo: "]}\n")
      try await client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try await client.text(upTo: "Transfer-Encoding: chunked\r\n\r\n")
      #expect(server.openStreams == 1)
      try server.channel()?.publish(ServerSentEvent(data: "a"))
      try await client.text(upTo: "12\r\nid: 1\ndata: a\n\n\r\n".replacing("12", with: "f"))
      await server.stop()
      #expect(try await client.textToEnd().hasSuffix("0\r\n\r\n"))
    }
  }

  @Test func `such a stream is forgotten at once, too, when its peer goes away`() async throws {
    try await withServer { server, port in
      let client = try await WireClient.get("/status", port: port)
      try await client.text(upTo: "]}\n")
      try await client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try await client.text(upTo: "Transfer-Encoding: chunked\r\n\r\n")
      await client.close()
      try await eventually { server.openStreams == 0 }
    }
  }

  @Test func `a request head larger than 16 KiB gets 431`() async throws {
    let line = "X-Long: " + String(repeating: "a", count: 17_000) + "\r\n"
    let answer = try await exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
    #expect(body(answer) == #"{"error":"the request head is larger than 16 KiB"}"# + "\n")
  }

  @Test func `a later head larger than 16 KiB gets 431 as well`() async throws {
    try await withServer { _, port in
      let client = try await WireClient.get("/status", port: port)
      try await client.text(upTo: "]}\n")
      let line = "X-Long: " + String(repeating: "a", count: 17_000) + "\r\n"
      try await client.send("GET /status HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n")
      let text = try await client.textToEnd()
      #expect(text.contains("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
    }
  }

  private var hasty: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.headTimeout = .milliseconds(1_500)
    configuration.bodyTimeout = .milliseconds(100)
    return configuration
  }

  @Test func `a head that does not come in time gets 408`() async throws {
    let answer = try await exchange("GET /events HTTP/1.1\r\nHost: localhost\r\n", hasty)
    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(body(answer) == #"{"error":"the request head did not come within 10 s"}"# + "\n")
  }

  @Test func `a connection that says nothing is closed without a word`() async throws {
    #expect(try await exchange("", hasty) == "")
  }

  @Test func `a body that does not come in time gets 408`() async throws {
    let answer = try await exchange(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\ndata", hasty)
    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(body(answer) == #"{"error":"the request did not come within 30 s"}"# + "\n")
  }

  @Test func `a later head that does not come in time gets 408`() async throws {
    try await withServer(hasty) { _, port in
      let client = try await WireClient.get("/status", port: port)
      try await client.text(upTo: "]}\n")
      try await client.send("GET /sta")
      #expect(try await client.textToEnd().contains("HTTP/1.1 408 Request Timeout\r\n"))
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
      + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
    "\u{16}\u{3}\u{1}\r\n\r\n", "hello\n\n",
  ])
  func `what is no well-formed request gets 400`(request: String) async throws {
    let answer = try await exchange(request)
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(body(answer) == #"{"error":"this is not a well-formed HTTP request"}"# + "\n")
  }

  @Test(arguments: ["evil.example", "localhost.evil.example:80", "127.evil.example", "192.168.0.1"])
  func `a loopback server refuses a Host that is not this machine`(host: String) async throws {
    let answer = try await exchange(
      "GET /events HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
    #expect(
      body(answer) == "{\"error\":\"this server answers to localhost only, not to \(host); see "
        + "--host\"}\n")
  }

  @Test(arguments: ["localhost:PORT", "127.0.0.1", "[::1]:9", "LOCALHOST", "a.localhost"])
  func `every name of this machine is welcome`(host: String) async throws {
    let answer = try await exchange(
      "HEAD /events HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test func `HTTP 1-1 without Host gets 400`() async throws {
    let answer = try await exchange("GET /events HTTP/1.1\r\nConnection: close\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
  }

  @Test func `no CORS header unless asked for`() async throws {
    let answer = try await exchange(
      "HEAD /events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a.example\r\n\r\n")
    #expect(!answer.contains("access-control"))
  }

  @Test func `the origin that was allowed is named, and others are not`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.corsOrigins = ["http://a.example"]
    let head = "HEAD /events HTTP/1.1\r\nHost: localhost\r\nOrigin: "
    let allowed = try await exchange(head + "http://a.example\r\n\r\n", configuration)
    #expect(
      allowed.contains("\r\naccess-control-allow-origin: http://a.example\r\nvary: origin\r\n"))
    let other = try await exchange(head + "http://b.example\r\n\r\n", configuration)
    #expect(!other.contains("access-control"))
  }

  @Test func `a preflight hears what may be asked`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.corsOrigins = ["*"]
    let answer = try await exchange(
      "OPTIONS /events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a.example\r\n"
        + "Access-Control-Request-Method: GET\r\nConnection: close\r\n\r\n", configuration)
    #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\n"))
    #expect(answer.contains("access-control-allow-origin: *\r\n"))
    #expect(answer.contains("access-control-allow-headers: last-event-id, content-type"))
  }

  @Test func `at the limit of connections a stream gets 503 with Retry-After`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.connectionLimit = 1
    try await withServer(configuration) { server, port in
      let first = try await WireClient.get("/events", port: port)
      try await first.text(upTo: "\r\n\r\n")
      let second = try await WireClient.get("/events", port: port)
      let answer = try await second.textToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
      #expect(answer.lowercased().contains("\r\nretry-after: 5\r\n"))
    }
  }

  @Test func `far beyond the limit connections are closed at once, and the server goes on`()
    async throws
  {
    var configuration = StreamServer.Configuration()
    configuration.connectionLimit = 1
    try await withServer(configuration) { server, port in
      var clients: [WireClient] = []
      for _ in 0..<101 { clients.append(try await WireClient.get("/status", port: port)) }
      try await eventually { server.status().connections >= 101 }
      let refused = try await WireClient(port: port)
      #expect(try await refused.textToEnd() == "")
      for client in clients { await client.close() }
      try await eventually { server.status().connections == 0 }
      let client = try await WireClient.get("/events", port: port)
      try await client.text(upTo: "\r\n\r\n")
    }
  }
}

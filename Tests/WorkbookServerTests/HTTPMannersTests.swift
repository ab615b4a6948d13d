import EventServer
import EventStream
import NIOCore
import Testing
import WireDriver
import WorkbookServer

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

  @Test func `HTTP 1-0 gets the bare stream, without chunks, until the end`() async throws {
    try await withServer { server, port in
      let client = try await WireClient(port: port, "GET /events HTTP/1.0\r\n\r\n")
      let head = try await client.text(upTo: "\r\n\r\n")
      #expect(!head.lowercased().contains("transfer-encoding"))
      #expect(head.contains("\r\nconnection: close\r\n"))
      try server.channel()?.publish(ServerSentEvent(data: "a"))
      try server.channel()?.publish(ServerSentEvent(data: "b"))
      try await client.text(upTo: "id: e-2\ndata: b\n\n")
      await server.stop()
      let text = try await client.textToEnd()
      #expect(text.hasSuffix("\r\n\r\n: welcome\nid: e-1\ndata: a\n\nid: e-2\ndata: b\n\n"))
    }
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
      try await client.text(upTo: "11\r\nid: e-1\ndata: a\n\n\r\n")
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

  @Test(arguments: ["localhost:PORT", "127.0.0.1", "[::1]:9", "LOCALHOST", "a.localhost"])
  func `every name of this machine is welcome`(host: String) async throws {
    let answer = try await exchange(
      "HEAD /events HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
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

  // MARK: When descriptors are few

  private func limited(to limit: Int, reserve: Int = 4) -> StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.connectionLimit = limit
    configuration.connectionReserve = reserve
    return configuration
  }

  @Test func `beyond the limit every stream gets 503 with Retry-After, and none is reset`()
    async throws
  {
    try await withServer(limited(to: 2)) { server, port in
      let streams = [
        try await WireClient.get("/events", port: port), try await WireClient.get("/", port: port),
      ]
      for stream in streams { try await stream.text(upTo: "\r\n\r\n") }
      // Many more than there is room for: the rest waits to be accepted.
      var refused: [WireClient] = []
      for number in 0..<60 {
        refused.append(try await WireClient.get(number % 2 == 0 ? "/events" : "/", port: port))
      }
      for client in refused {
        let answers = Answers(try await client.textToEnd(within: 60))
        #expect(answers.all.map(\.status) == [503])
        #expect(answers.all.first?.lines.contains("retry-after: 5") == true)
        #expect(!client.wasReset)
        await client.close()
      }
      #expect(server.openStreams == 2)
      try server.channel()?.publish(ServerSentEvent(data: "still here"))
      try await streams[0].text(upTo: "data: still here\n\n")
    }
  }

  @Test func `beyond the limit ordinary requests are answered, each on a connection of its own`()
    async throws
  {
    try await withServer(limited(to: 1)) { _, port in
      let stream = try await WireClient.get("/events", port: port)
      try await stream.text(upTo: "\r\n\r\n")
      for _ in 0..<20 {
        let client = try await WireClient.get("/status", port: port)
        let answers = Answers(try await client.textToEnd())
        #expect(answers.all.map(\.status) == [200])
        #expect(answers.all.first?.lines.contains("connection: close") == true)
        await client.close()
      }
    }
  }

  @Test func `who says nothing keeps others waiting, and they are served afterwards`()
    async throws
  {
    var configuration = limited(to: 1, reserve: 2)
    configuration.headTimeout = .milliseconds(500)
    try await withServer(configuration) { server, port in
      var silent: [WireClient] = []
      for _ in 0..<5 { silent.append(try await WireClient(port: port)) }
      let client = try await WireClient.get("/status", port: port, "Connection: close")
      #expect(try await client.textToEnd().hasPrefix("HTTP/1.1 200 OK\r\n"))
      for client in silent { await client.close() }
      try await eventually { server.status().connections == 0 }
    }
  }
}

import Adversary
import EventClient
import EventStream
import Testing

/// Servers that do what servers do on bad days, and what only hostile ones do.
@Suite(.timeLimit(.minutes(1))) struct AdversaryTests {
  private func outcome(_ script: @escaping TestServer.Script) async throws -> [String] {
    let server = TestServer(script, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    return try await transcript(of: server.url)
  }

  private let comesBack = ["connecting", "failed: the server answered 204 No Content"]

  @Test func `a connection that breaks off in mid event loses that event`() async throws {
    let lines = try await outcome { peer in
      peer.openChunked()
      peer.chunk("data: a\n\ndata: b\n")
    }
    #expect(
      lines == [
        "connecting", "open 200", "message|a|",
        "lost: the connection broke off in the middle of the response; again in 3.0 seconds",
      ] + comesBack)
  }

  @Test func `a reset in mid event is a lost connection`() async throws {
    let gate = Gate()
    let server = TestServer(
      { peer in
        peer.openChunked()
        peer.chunk("data: a\n\ndata: b\n")
        gate.wait()
        peer.reset()
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    var configuration = EventSource.Configuration()
    configuration.clock = InstantClock()
    var lines: [String] = []
    for await element in try EventSource(server.url, configuration: configuration) {
      lines.append(element.line)
      if case .message = element { gate.open() }
    }
    #expect(
      lines == [
        "connecting", "open 200", "message|a|",
        "lost: the connection was reset by the server; again in 3.0 seconds",
      ] + comesBack)
  }

  @Test func `a chunk cut short is a lost connection`() async throws {
    let lines = try await outcome { peer in
      peer.openChunked()
      peer.send("40\r\ndata: a\n\n")
    }
    #expect(
      lines[2...3] == [
        "message|a|",
        "lost: the connection broke off in the middle of the response; again in 3.0 seconds",
      ])
  }

  @Test func `garbage between chunks is a lost connection`() async throws {
    let lines = try await outcome { peer in
      peer.openChunked()
      peer.chunk("data: a\n\n")
      peer.send("no chunk at all\r\n")
    }
    #expect(
      lines[2...3] == [
        "message|a|",
        "lost: the server's answer is not HTTP: the size of a chunk is not a number;"
          + " again in 3.0 seconds",
      ])
  }

  @Test func `a server that hangs up without a word is tried again`() async throws {
    let lines = try await outcome { $0.readRequest() }
    #expect(
      lines == [
        "connecting",
        "lost: the server closed the connection without a response; again in 3.0 seconds",
      ] + comesBack)
  }

  @Test(arguments: [
    ("garbage", "it does not begin with a version of HTTP"),
    ("\0\0\0\0", "it does not begin with a version of HTTP"),
    ("HTTP/9 hello\r\n", "its status is not a number of three digits"),
    ("\u{16}\u{3}\u{1}", "it speaks TLS; try https://"),
  ])
  func `an answer that is not HTTP is a lost connection`(
    answer: String, reason: String
  ) async throws {
    let lines = try await outcome { peer in
      peer.readRequest()
      peer.send(answer)
      peer.waitUntilClosed()
    }
    #expect(
      lines[1] == "lost: the server's answer is not HTTP: \(reason); again in 3.0 seconds")
    #expect(lines.suffix(2) == comesBack)
  }

  @Test func `bytes that come one at a time make the same events`() async throws {
    let lines = try await outcome { peer in
      peer.readRequest()
      let text =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "11\r\nid: 1\r\ndata: €\r\r\n5\r\n\rdata\r\n2\r\n\n\n\r\n0\r\n\r\n"
      for byte in text.utf8 { peer.send([byte]) }
    }
    #expect(
      lines == [
        "connecting", "open 200", "message|€|1", "message||1",
        "lost: the server ended the stream; again in 3.0 seconds", "connecting after 1",
        "failed: the server answered 204 No Content",
      ])
  }

  @Test func `interim responses before the response are passed over`() async throws {
    let lines = try await outcome { peer in
      peer.readRequest()
      peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
      peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n")
    }
    #expect(lines[1...2] == ["open 200", "message|a|"])
  }

  @Test func `a response of HTTP 1.0 without a length ends with the connection`() async throws {
    let lines = try await outcome {
      $0.answer("HTTP/1.0 200 OK", "Content-Type: text/event-stream", body: "data: a\n\n")
    }
    #expect(
      lines[2...3]
        == ["message|a|", "lost: the server ended the stream; again in 3.0 seconds"])
  }

  @Test func `a response with a length ends after it`() async throws {
    let lines = try await outcome { peer in
      peer.answer(
        "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Length: 9",
        body: "data: a\n\n")
      peer.waitUntilClosed()
    }
    #expect(
      lines[2...3]
        == ["message|a|", "lost: the server ended the stream; again in 3.0 seconds"])
  }

  @Test func `an event of five megabytes arrives whole`() async throws {
    let data = String(repeating: "0123456789abcdef", count: 5 << 16)
    let server = TestServer { $0.open("data: \(data)\n\n") }
    defer { server.stop() }
    #expect(try await transcript(of: server.url, lines: 3).last == "message|\(data)|")
  }

  @Test func `a hundred thousand small events arrive in order`() async throws {
    let stream = (1...100_000).map { "id: \($0)\ndata: x\n\n" }.joined()
    let server = TestServer { $0.open(stream) }
    defer { server.stop() }
    var expected = 0
    for await element in try EventSource(server.url) {
      guard case .message(let event) = element else { continue }
      expected += 1
      guard event.lastEventID == String(expected) else { break }
      if expected == 100_000 { break }
    }
    #expect(expected == 100_000)
  }

  @Test func `an event above the limit fails for good, after those before it`() async throws {
    let server = TestServer { peer in
      peer.open("data: a\n\n")
      while peer.send("data: " + String(repeating: "x", count: 1000) + "\n") {}
    }
    defer { server.stop() }
    #expect(
      try await transcript(of: server.url) { $0.eventSizeLimit = 10_000 } == [
        "connecting", "open 200", "message|a|",
        "failed: an event grew past the limit of 10000 bytes, so the stream was closed",
      ])
  }

  @Test func `a head without end is cut off at the limit`() async throws {
    let lines = try await outcome { peer in
      peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n")
      while peer.send("X-More: \(String(repeating: "x", count: 1000))\r\n") {}
    }
    #expect(
      lines[1]
        == "lost: the server's answer is not HTTP: its head is larger than 262144 bytes;"
        + " again in 3.0 seconds")
  }
}

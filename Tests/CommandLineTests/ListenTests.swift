import Adversary
import Glibc
import Testing

/// `sse listen` as a user runs it, against a server that does its worst.
@Suite(.timeLimit(.minutes(1))) struct ListenTests {
  private func lines(_ events: String...) -> String { events.map { $0 + "\n" }.joined() }

  @Test func `events are JSON on standard output, states lines on standard error`() async throws {
    let server = TestServer(
      { $0.open("id: 1\ndata: a\n\nretry: 1\nid: 2\ndata: lost") },
      { peer in
        peer.openChunked()
        peer.chunk("event: add\ndata: {\"a\":1}\n\n")
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--json", server.url])
    #expect(
      outcome.output
        == lines(
          #"{"event":"message","data":"a","id":"1"}"#,
          #"{"event":"add","data":"{\"a\":1}","id":"1"}"#))
    #expect(
      outcome.error
        == lines(
          "connecting: \(server.url)", "open: 200", "reconnection time: 1 ms",
          "lost: the server ended the stream; retry in 100 ms",
          "connecting: \(server.url) after event 1", "open: 200",
          "lost: the connection broke off in the middle of the response; retry in 100 ms",
          "connecting: \(server.url) after event 1",
          "failed: the server answered 204 No Content"))
    #expect(outcome.status == 0)
  }

  @Test func `human lines are aligned, and nothing in them moves the cursor`() async throws {
    let server = TestServer {
      $0.open(
        "data: a\n\nid: 7\ndata: b\ndata: c\n\nevent: todo-added\ndata: {\"id\":1}\n\n"
          + "data: \u{1B}[2Jx\n\n")
    }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--count", "4", server.url])
    #expect(
      outcome.output
        == lines(
          "message  a", "message  id 7  b", "               c", "todo-added  id 7  {\"id\":1}",
          "message     id 7  ␛[2Jx"))
    #expect(outcome.status == 0)
  }

  @Test func `the options shape the request`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    let outcome = try await Program.run([
      "listen", "--json", "--count", "1", "-H", "Authorization: Bearer x", "--header=X-Y:z",
      "--last-event-id", "41", "-d", "{\"stream\":true}", server.url + "v1",
    ])
    #expect(outcome.output == lines(#"{"event":"message","data":"a","id":"41"}"#))
    #expect(
      server.requests == [
        """
        POST /v1 HTTP/1.1\r
        Host: 127.0.0.1:\(server.port)\r
        Accept: text/event-stream\r
        Accept-Encoding: identity\r
        Cache-Control: no-cache\r
        User-Agent: sse-workbook\r
        Last-Event-ID: 41\r
        Authorization: Bearer x\r
        X-Y: z\r
        Content-Type: application/json\r
        Content-Length: 15\r
        \r
        {"stream":true}
        """
      ])
  }

  @Test func `it ends when it is told to, though nobody reads what it prints`() throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    let program = try RunningProgram(["listen", "--verbose", server.url], stuck: true)
    while let line = program.errorLine(), line != "< data: a" {}
    #expect(program.end(by: SIGTERM) == 128 + SIGTERM)
  }

  @Test func `the method can be named`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    _ = try await Program.run(["listen", "-X", "REPORT", "--count", "1", server.url])
    #expect(server.requests[0].hasPrefix("REPORT / HTTP/1.1\r\n"))
  }

  @Test func `verbose shows the exchange`() async throws {
    let server = TestServer { peer in
      peer.readRequest()
      peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
      peer.send("HTTP/1.1 200 OK\r\ncontent-Type: text/event-stream\r\n")
      peer.send("Transfer-Encoding: chunked\r\n\r\n")
      peer.chunk(": hi\r\nda")
      peer.chunk("ta: a\r\n\r\n")
    }
    defer { server.stop() }
    let outcome = try await Program.run(
      ["listen", "--verbose", "--json", "--no-reconnect", server.url])
    #expect(outcome.output == lines(#"{"event":"message","data":"a","id":""}"#))
    #expect(
      outcome.error
        == lines(
          "connecting: \(server.url)", "> GET / HTTP/1.1", "> Host: 127.0.0.1:\(server.port)",
          "> Accept: text/event-stream", "> Accept-Encoding: identity",
          "> Cache-Control: no-cache", "> User-Agent: sse-workbook", "> ",
          "< HTTP/1.1 103 Early Hints", "< Link: x", "< ",
          "< HTTP/1.1 200 OK", "< content-Type: text/event-stream",
          "< Transfer-Encoding: chunked", "< ", "open: 200", "< : hi", "< data: a", "< ",
          "failed: the connection broke off in the middle of the response"))
    #expect(outcome.status == 1)
  }

  @Test func `a stream that ends is the end without reconnection`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--json", "--no-reconnect", server.url])
    #expect(outcome.status == 0)
  }

  @Test(
    arguments: [
      ("HTTP/1.1 404 Not Found", "the server answered 404 Not Found"),
      (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html",
        "the server answered with text/html, not text/event-stream"
      ),
    ])
  func `a failure ends it with 1`(head: String, reason: String) async throws {
    let server = TestServer { $0.answer(head) }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", server.url])
    #expect(outcome.error == lines("connecting: \(server.url)", "failed: \(reason)"))
    #expect(outcome.status == 1)
  }

  @Test(
    arguments: [
      ["listen", "localhost:8080"], ["listen", "http://"], ["listen"],
      ["listen", "--count", "0", "http://a/"], ["listen", "-H", "nonsense", "http://a/"],
      ["listen", "--retry=-1", "http://a/"], ["listen", "-X", "GET /", "http://a/"],
      ["listen", "--idle-timeout", "0s", "http://a/"],
    ])
  func `wrong usage is 2 and one sentence`(arguments: [String]) async throws {
    let outcome = try await Program.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("sse: "))
    #expect(outcome.error.filter { $0 == "\n" }.count == 1)
    #expect(outcome.output == "")
  }

  @Test func `Ctrl-C ends it with 130`() throws {
    let server = TestServer { peer in
      peer.open("data: a\n\n")
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    let program = try RunningProgram("listen", "--json", server.url)
    #expect(program.line() == #"{"event":"message","data":"a","id":""}"#)
    #expect(program.end(by: SIGINT) == 130)
  }

  @Test func `a silent connection is lost after the idle time-out`() throws {
    let server = TestServer(
      { peer in
        peer.open(": hi\n")
        peer.waitUntilClosed()
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    let program = try RunningProgram(
      "listen", "--retry", "1", "--idle-timeout", "1s", server.url)
    #expect(program.errorLine() == "connecting: \(server.url)")
    #expect(program.errorLine() == "open: 200")
    #expect(
      program.errorLine() == "lost: nothing came from the server for 1 s; retry in 1 ms")
    #expect(program.finish() == 0)
  }

  @Test func `a flood of events and a giant one come out whole`() async throws {
    let giant = String(repeating: "0123456789", count: 1 << 19)
    let flood = (1...20_000).map { "id: \($0)\ndata: x\n\n" }.joined()
    let server = TestServer { $0.open(flood + "data: \(giant)\n\n") }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--json", "--count", "20001", server.url])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 20_001)
    #expect(lines[19_998] == #"{"event":"message","data":"x","id":"19999"}"#)
    #expect(lines.last == #"{"event":"message","data":"\#(giant)","id":"20000"}"#)
  }
}

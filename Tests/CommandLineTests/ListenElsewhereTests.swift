import Adversary
import Testing

/// `sse listen` with servers of others: what it says, and what it does not do twice.
@Suite(.timeLimit(.minutes(1))) struct ListenElsewhereTests {
  private func lines(_ lines: String...) -> String { lines.map { $0 + "\n" }.joined() }

  @Test func `the body of a wrong answer is shown, and its first line is the reason`() async throws
  {
    let server = TestServer {
      $0.answer("HTTP/1.1 401 X", "Content-Length: 27", body: "{\"error\":\"key has expired\"}")
    }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--verbose", server.url])
    #expect(
      outcome.error.hasSuffix(
        lines(
          "< HTTP/1.1 401 X", "< Content-Length: 27", "< ", "< {\"error\":\"key has expired\"}",
          "failed: the server answered 401 X; it says: {\"error\":\"key has expired\"}")))
    #expect(outcome.status == 1)
  }

  @Test func `a POST that ended well is not sent again, and that is no failure`() async throws {
    let server = TestServer { $0.open("data: [DONE]\n\n") }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "-d", "hi", server.url])
    #expect(
      outcome.error
        == lines(
          "connecting: \(server.url)", "open: 200",
          "ended: the server ended the stream; the POST is not sent again (--reconnect does)"))
    #expect(outcome.status == 0)
    #expect(server.requests.count == 1)
  }

  @Test func `a POST that broke is sent again, and the line says so`() async throws {
    let server = TestServer(
      { $0.openChunked() }, { $0.open() }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    let outcome = try await Program.run(
      ["listen", "--retry", "1", "--reconnect", "-d", "hi", server.url])
    let again = "retry in 100 ms, by sending the same POST again (--no-reconnect ends here)"
    #expect(
      outcome.error
        == lines(
          "connecting: \(server.url)", "open: 200",
          "lost: the connection broke off in the middle of the response; \(again)",
          "connecting: \(server.url)", "open: 200", "lost: the server ended the stream; \(again)",
          "connecting: \(server.url)", "failed: the server answered 204 No Content"))
    #expect(outcome.status == 0)
    #expect(server.requests.allSatisfy { $0.hasSuffix("\r\n\r\nhi") })
  }

  @Test func `verbose lists what a redirect to another origin left behind`() async throws {
    let other = TestServer { $0.open("data: a\n\n") }
    let server = TestServer { $0.answer("HTTP/1.1 307 Go", "Location: \(other.url)") }
    defer {
      server.stop()
      other.stop()
    }
    let outcome = try await Program.run([
      "listen", "--verbose", "--count", "1", "-H", "Authorization: a", "-H", "X-Mine: b",
      "-H", "Accept: text/event-stream, */*", "--keep-header", "x-mine", server.url,
    ])
    #expect(
      outcome.error.contains(
        lines(
          "redirected: \(other.url)",
          "not sent to another origin: Authorization (--keep-header NAME sends one)")))
    #expect(other.requests[0].contains("\r\nX-Mine: b\r\n"))
    #expect(other.requests[0].contains("\r\nAccept: text/event-stream, */*\r\n"))
    #expect(!other.requests[0].contains("Authorization"))
  }

  @Test func `Brotli is read, though nobody asked for it`() async throws {
    let server = TestServer { peer in
      peer.answer("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Encoding: br")
      let flushed: [UInt8] = [
        0x0B, 0x04, 0x80, 0x64, 0x61, 0x74, 0x61, 0x3A, 0x20, 0x61, 0x0A, 0x0A,
      ]
      peer.send(flushed)
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    let outcome = try await Program.run(["listen", "--json", "--count", "1", server.url])
    #expect(outcome.output == lines(#"{"event":"message","data":"a","id":""}"#))
  }

  @Test func `to come back and not to come back is wrong usage`() async throws {
    let outcome = try await Program.run(["listen", "--reconnect", "--no-reconnect", "http://a/"])
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("--reconnect and --no-reconnect contradict each other"))
  }
}

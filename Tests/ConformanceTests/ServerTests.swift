import Testing

@testable import Conformance

@Suite struct `The visits to a server` {
  @Test func `are more than eighty`() throws {
    #expect(try Suites.load().checks(for: .server).count >= 80)
  }

  @Test func `say of an event with other data that it came so`() async throws {
    let port = try #require(Ports.free())
    let server = try #require(
      Command([
        "python3", "-c",
        """
        import http.server, json, sys
        readers = []
        class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            readers.append(self.wfile)
            self.end_headers()
            while True: __import__("time").sleep(1)
          def do_POST(self):
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
            self.send_response(204)
            self.end_headers()
            for reader in readers: reader.write(f"data: {data}\\n\\n".encode())
          def log_message(self, *_): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """,
        String(port),
      ]))
    let place = try #require(StreamPlace("http://127.0.0.1:\(port)/"))
    let life = CommandLife(server, at: place)
    let subject = ServerSubject(place: place, publisher: Publisher(place: place), life: life)
    let checks = try Suites.load().checks(for: .server, only: "server/line-feeds/two")
    let outcomes = await ServerRun(subject, seed: 1).run(checks) { _ in }
    await life.kill()
    #expect(outcomes.map(\.sentence) == ["the event came with other data"])
    guard case .failed(let failure)? = outcomes.first?.verdict else { return }
    // A caret stands under the end of what came, where the second line is missing.
    #expect(failure.came.count == 2)
    #expect(failure.came.last?.drop { $0 == " " } == "^")
  }

  @Test func `do nothing to a server whose process they would have to see and cannot`()
    async throws
  {
    let server = PlainServer()
    try await server.start()
    let place = try #require(StreamPlace("http://127.0.0.1:\(server.port)/"))
    let subject = ServerSubject(
      place: place, publisher: Publisher(place: place), life: server, takesLoad: true)
    let checks = try Suites.load().checks(for: .server, only: "server/slow-readers/memory")
    let outcomes = await ServerRun(subject, seed: 1).run(checks) { _ in }
    #expect(
      outcomes.map(\.sentence) == ["cannot run: the memory of the process cannot be seen"])
    #expect(server.published == 0)
    await server.kill()
  }

  @Test(arguments: [
    ("{data:raw}", "text/plain", false), ("{data}", "application/json", false),
    (#"{"data":{data}}"#, "text/plain", false), (#"{"data":{data}}"#, "application/json", true),
    (#"[{"data":{data}}]"#, "application/json", false),
  ])
  func `send what is no JSON only to a publisher that takes an object of it`(
    body: String, type: String, takes: Bool
  ) throws {
    let place = try #require(StreamPlace("http://127.0.0.1:1/"))
    #expect(Publisher(place: place, body: body, type: type).takesObject == takes)
  }
}

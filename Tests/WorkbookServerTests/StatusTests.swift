import EventServer
import EventStream
import Platform
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct StatusTests {
  @Test func `status tells streams, channels and history, as JSON too`() async throws {
    let clock = ManualClock()
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    configuration.heartbeat = .zero
    try await withServer(configuration) { server, port in
      let reader = try await WireClient.get("/events", port: port)
      try await reader.text(upTo: "\r\n\r\n")
      try server.channel()?.publish(ServerSentEvent(id: "a\"b", data: "x"))
      try await reader.text(upTo: "data: x\n\n")
      clock.advance(by: .seconds(90))
      let client = try await WireClient.get("/status", port: port, "Connection: close")
      let answer = try await client.textToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(
        answer.hasSuffix(
          #"{"streams":1,"lagging":0,"droppedForSlowness":0,"connections":2,"#
            + #""connectionsSoFar":2,"eventsOut":1,"bytesOut":23,"uptimeSeconds":90,"#
            + #""channels":[{"path":"/events","streams":1,"history":1,"historyBytes":23,"#
            + #""newestId":"a\"b"}]}"# + "\n"))
    }
  }

  @Test func `a browser gets a page at the root, and everybody else the stream`() async throws {
    try await withServer { _, port in
      let browser = try await WireClient.get(
        "/", port: port, "Accept: text/html,application/xhtml+xml,*/*;q=0.8", "Connection: close")
      let page = try await browser.textToEnd()
      #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(page.lowercased().contains("\r\ncontent-type: text/html; charset=utf-8\r\n"))
      #expect(page.contains("new EventSource(\"/?echo=request\")"))
      #expect(page.hasSuffix("</html>\n"))
    }
  }

  @Test func `a page may ask to be told what its browser sent, and drop its own stream`()
    async throws
  {
    try await withServer { server, port in
      let page = try await WireClient.get("/?echo=request", port: port, "Last-Event-ID: 7")
      try await page.text(
        upTo: "event: request\ndata: {\"stream\":1,\"lastEventId\":\"7\"}\n\n\r\n")
      let button = try await WireClient(
        port: port,
        "POST /streams/1/drop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
          + "Content-Length: 0\r\n\r\n")
      #expect(try await button.textToEnd().hasSuffix("\r\n\r\n{\"dropped\":1}\n"))
      _ = try await page.textToEnd()
      #expect(page.wasReset)
    }
  }
}

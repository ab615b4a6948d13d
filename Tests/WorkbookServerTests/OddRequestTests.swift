import EventServer
import NIOCore
import Testing
import WireDriver
import WorkbookServer

/// Requests that are rare and legal, or nearly so.
@Suite(.timeLimit(.minutes(2))) struct OddRequestTests {
  @Test(arguments: OddRequest.all)
  func `each odd request is met as its row says`(row: OddRequest) async throws {
    try await withServer(row.configuration) { server, port in
      let client = try await WireClient(port: port)
      // The server may have heard enough before all is sent.
      try? await client.send(row.request)
      let isHead = row.send.hasPrefix("HEAD")
      let answers = Answers(try await client.textToEnd()) { _ in isHead }
      #expect(answers.all.map(\.status) == row.allStatuses)
      #expect(answers.rest == "")
      if let sentence = row.sentence { #expect(answers.all.last?.sentence == sentence) }
      let lines = answers.all.first?.lines ?? []
      for line in row.head ?? [] { #expect(lines.contains(line), "\(lines)") }
      for name in row.no ?? [] {
        #expect(!lines.contains { $0.hasPrefix(name + ":") }, "\(lines)")
      }
      if let published = row.published {
        #expect(server.channel()?.status.history == published)
      }
    }
  }

  @Test func `the table is there`() { #expect(OddRequest.all.count > 80) }

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
    try await withServer(hasty) { _, port in
      let client = try await WireClient(port: port, "\r\nGET / HT")
      #expect(try await client.textToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }
  }

  private var hasty: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.headTimeout = .milliseconds(1_500)
    return configuration
  }
}

import Adversary
import Foundation
import Testing

/// Observations as another program reads them: one JSON object a line.
@Suite(.timeLimit(.minutes(1))) struct ObservationsTests {
  @Test func `serve prints what happens as JSON, from its start to its stop`() throws {
    let program = try RunningProgram(["serve", "--port", "0", "--json"])
    let said = try #require(program.errorLine())
    let started = try object(program.line())
    #expect(started["kind"] as? String == "server-started")
    #expect(said == "listening at \(started["url"] as? String ?? "")/ (Ctrl-C stops it)")
    let port = try #require(URL(string: started["url"] as? String ?? "")?.port)
    let peer = try #require(Peer(connectingTo: port))
    peer.send("GET /events HTTP/1.1\r\nHost: localhost\r\nX-Odd: é\r\n\r\n")
    peer.text(upTo: "\r\n\r\n")
    var seen: [[String: Any]] = [started]
    while seen.last?["kind"] as? String != "response" { seen.append(try object(program.line())) }
    let request = try #require(seen.first { $0["kind"] as? String == "request" })
    #expect(request["target"] as? String == "/events")
    #expect((request["headers"] as? [[String]])?.contains(["Host", "localhost"]) == true)
    #expect(seen.compactMap { $0["number"] as? Int } == Array(1...seen.count))
    program.send(SIGTERM)
    var last = seen.last
    while let line = program.line() { last = try object(line) }
    #expect(last?["kind"] as? String == "server-stopped")
    #expect(program.finish() == 0)
  }

  @Test func `todo prints its rows as JSON, and says the rest to people`() async throws {
    let program = try RunningProgram([
      "todo", "--port", "0", "--database", ":memory:", "--json",
    ])
    let said = try #require(program.errorLine())
    let started = try object(program.line())
    let url = try #require(started["url"] as? String)
    #expect(started["side"] as? String == "todo")
    #expect(said == "the list in :memory: is at \(url)/ (Ctrl-C stops it)")
    let port = try #require(URL(string: url)?.port)
    let peer = try #require(Peer(connectingTo: port))
    let body = #"{"description":"milk","completed":false}"#
    peer.send(
      "POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    var row = started
    while row["kind"] as? String != "row" { row = try object(program.line()) }
    #expect(row["description"] as? String == "milk")
    #expect(row["completed"] as? Bool == false)
    program.send(SIGTERM)
    while program.line() != nil {}
    #expect(program.finish() == 0)
  }

  @Test func `save keeps every observation, with what the screen shows beside the transcript`()
    async throws
  {
    let file = NSTemporaryDirectory() + "observations-\(UUID().uuidString).jsonl"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let script = "wire on\nsave \(file) --json\n"
    let outcome = try await Program.run([], input: script)
    #expect(outcome.status == 0)
    let kinds = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
      try object(String($0))["kind"] as? String ?? ""
    }
    #expect(kinds == ["command", "turned-to-streams", "wire", "answered", "command"])
  }

  @Test(arguments: [
    (["serve", "--verbose", "--json"], "--verbose and --json both print what happens"),
    (["todo", "--pool", "2", "--json"], "--json tells of the list without --pool"),
  ])
  func `what does not go together is one sentence`(
    arguments: [String], sentence: String
  ) async throws {
    let outcome = try await Program.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("sse: \(sentence): give one of them"))
  }

  private func object(_ line: String?) throws -> [String: Any] {
    let line = try #require(line)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}

import Adversary
import EventClient
import EventStream
import Foundation
import Testing

/// The example of the documentation, as it stands there but for the URL.
@Suite(.timeLimit(.minutes(1))) struct ExampleTests {
  @Test func `the source's example prints what happens`() async throws {
    let server = TestServer { $0.open("data: a\n\n") }
    defer { server.stop() }
    var printed: [String] = []
    func print(_ words: String...) { printed.append(words.joined(separator: "|")) }
    func EventSource(_ url: String) throws -> EventClient.EventSource {
      var configuration = EventClient.EventSource.Configuration()
      configuration.reconnects = false
      return try EventClient.EventSource(server.url, configuration: configuration)
    }
    // Example
    let source = try EventSource("http://127.0.0.1:8080/")
    for await element in source {
      switch element {
      case .message(let event): print(event.type, event.data)
      case .lost(let problem, let wait): print("\(problem); again in \(wait)")
      case .failed(let problem): print("gave up: \(problem)")
      default: break
      }
    }
    // End
    #expect(printed == ["message|a", "gave up: the server ended the stream"])
  }

  @Test func `what is run here is what is printed there`() throws {
    let here = URL(filePath: #filePath)
    let text = try String(contentsOf: here, encoding: .utf8)
    let start = try #require(text.range(of: "// Example\n"))
    let end = try #require(text.range(of: "    // End"))
    let code = text[start.upperBound..<end.lowerBound].split(separator: "\n")
      .map { "/// " + $0.dropFirst(4) }
    let source = here.appending(path: "../../../Sources/EventClient/EventSource.swift").standardized
    let documentation = try String(contentsOf: source, encoding: .utf8)
    #expect(documentation.contains(code.joined(separator: "\n")))
  }
}

import EventStream
import Foundation
import Testing

/// The examples of the documentation, as they stand there.
@Suite struct ExampleTests {
  @Test func `the parser's example prints its event`() throws {
    var printed: [String] = []
    func print(_ words: String...) { printed.append(words.joined(separator: "|")) }
    // Example of EventStreamParser.swift
    var parser = EventStreamParser()
    for chunk in ["id: 1\ndata: Hello,\nda", "ta: world\n\n"] {
      for item in try parser.consume(Array(chunk.utf8)) {
        guard case .event(let event) = item else { continue }
        print(event.type, event.data, event.lastEventID)
      }
    }
    // End
    #expect(printed == ["message|Hello,\nworld|1"])
  }

  @Test func `the encoder's example makes a block`() throws {
    // Example of ServerSentEvent.swift
    let event = ServerSentEvent(event: "add", id: "7", data: "milk\nbread")
    let bytes = try event.encoded()
    // End
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "event: add\nid: 7\ndata: milk\ndata: bread\n\n")
  }

  @Test func `what is run here is what is printed there`() throws {
    let here = URL(filePath: #filePath)
    let sources = here.appending(path: "../../../Sources/EventStream").standardized
    let examples = try String(contentsOf: here, encoding: .utf8)
      .split(separator: "// Example of ").dropFirst()
    #expect(examples.count == 2 + 1)  // The last is this line's own.
    for example in examples.prefix(2) {
      let lines = example.prefix(upTo: example.range(of: "// End")?.lowerBound ?? example.endIndex)
        .split(separator: "\n")
      let documentation = try String(
        contentsOf: sources.appending(path: String(lines[0])), encoding: .utf8)
      let code = lines.dropFirst().dropLast().map { "/// " + $0.dropFirst(4) }
      #expect(documentation.contains(code.joined(separator: "\n")))
    }
  }

  @Test func `what README and catalogue show is what the stranger's package runs`() throws {
    let package = URL(filePath: #filePath).appending(path: "../../..").standardized
    func lines(_ path: String) throws -> [Substring] {
      try String(contentsOf: package.appending(path: path), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
    }
    let run = Set(
      try lines("Stranger/Sources/stranger/main.swift").map {
        $0.trimmingCharacters(in: .whitespaces)
      })
    for page in ["README.md", "Sources/EventClient/EventClient.docc/EventClient.md"] {
      let blocks = try lines(page).split { $0.hasPrefix("```") }
      let code = stride(from: 1, to: blocks.count, by: 2).flatMap { blocks[$0] }
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && !$0.hasPrefix(".package(") }
        .map { $0.replacing("\"http://127.0.0.1:8080/\"", with: "url") }
      #expect(!code.isEmpty)
      for line in code { #expect(run.contains(line), "in \(page)") }
    }
  }
}

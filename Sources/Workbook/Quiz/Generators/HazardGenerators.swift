import EventStream
import FoundationEssentials

/// The generators whose questions are about what goes wrong: refusals, injection, glued JSON.
extension QuestionGenerator {
  static let hazards: [QuestionGenerator] = [
    QuestionGenerator("fatal-responses", ["fatal": 2...3]) { generator, numbers in
      let responses = generator.shuffled(StreamResponse.samples)
      let fatal = responses.filter(\.isFatal).prefix(numbers["fatal"])
      let others = responses.filter { !$0.isFatal }.prefix(2)
      let options = (fatal + others).map {
        Question.Option($0.text, isRight: $0.isFatal, because: $0.because)
      }
      return Made(values: numbers.texts, kind: .choose(options, several: true))
    },
    QuestionGenerator("forged-events", ["parts": 1...3]) { generator, numbers in
      let text = hostileText(parts: numbers["parts"], using: &generator)
      let events = StreamReading("data: \(text)\n\n", asking: .events).key
      let rows = StreamReading(text, asking: .events).rows.joined(separator: "\n")
      return Made(
        values: ["text": rows.replacing("⌁", with: "")],
        kind: .number(NumberKey(Double(events.count))))
    },
    QuestionGenerator("concatenated-json") { generator, _ in
      let description = generator.pick(GluedTodo.samples) ?? ""
      let outcome = GluedTodo(description).outcome
      let options = GluedTodo.Outcome.allCases.map {
        Question.Option($0.rawValue, isRight: $0 == outcome, because: $0.because)
      }
      let shown = StreamReading(description, asking: .events).rows.joined(separator: "\n")
      return Made(
        values: ["description": shown.replacing("⌁", with: "")],
        kind: .choose(options, several: false))
    },
  ]

  /// A text by which a user tries to forge events, in ways that work and ways that do not.
  private static func hostileText(
    parts: Int, using generator: inout SeededGenerator
  ) -> String {
    let ends = ["\n", "\r", "\n\n", "\r\r", "\r\n\r\n"]
    let lines = ["data: milk", "event: admin", "milk", "data", ": hush"]
    return (0..<parts).reduce("tea") { text, _ in
      text + (generator.pick(ends) ?? "\n") + (generator.pick(lines) ?? "milk")
    }
  }
}

/// How a server answers a client that asks for its stream, after all redirects.
struct StreamResponse {
  let text: String
  let status: Int
  let type: String
  let because: String

  init(_ text: String, _ status: Int, _ type: String = "", because: String) {
    self.text = text
    self.status = status
    self.type = type
    self.because = because
  }

  /// Whether the client fails the connection (HTML 9.2.2): any status but 200, any other type.
  var isFatal: Bool {
    let essence = type.prefix { $0 != ";" }.trimming(\.isWhitespace).lowercased()
    return status != 200 || essence != "text/event-stream"
  }

  static let samples: [StreamResponse] = [
    StreamResponse("204, without a body", 204, because: "This is how a server says: enough."),
    StreamResponse("404", 404, because: "Any status but 200 is final."),
    StreamResponse("500", 500, because: "A server's own trouble is final too."),
    StreamResponse(
      "503 with `Retry-After: 5`", 503, because: "No header helps against another status."),
    StreamResponse(
      "201 with `text/event-stream`", 201, "text/event-stream",
      because: "The status must be 200 itself, not one of its family."),
    StreamResponse("200 with `text/plain`", 200, "text/plain", because: "The type is wrong."),
    StreamResponse(
      "200 with `application/json`", 200, "application/json", because: "The type is wrong."),
    StreamResponse(
      "200 with `Text/Event-Stream`", 200, "Text/Event-Stream",
      because: "Capitals do not matter in a media type."),
    StreamResponse(
      "200 with `text/event-stream; charset=utf-8`", 200, "text/event-stream; charset=utf-8",
      because: "What follows the semicolon is a parameter, and this one is fine."),
    StreamResponse(
      "302 to a URL with the stream", 200, "text/event-stream",
      because: "A redirect is followed, and there all is well."),
    StreamResponse(
      "307 to a URL with the stream", 200, "text/event-stream",
      because: "A redirect is followed, and there all is well."),
    StreamResponse(
      "200 with `text/event-stream`, then cut", 200, "text/event-stream",
      because: "A loss after the headers is mended like any other."),
  ]
}

/// A TODO whose JSON was glued together without escaping, as it fares on its way to a page.
struct GluedTodo {
  /// What the page shows.
  enum Outcome: String, CaseIterable {
    case same = "The description as it was typed"
    case nothing = "Nothing, for `JSON.parse` throws"
    case other = "Another text than was typed"

    var because: String {
      switch self {
      case .same: "Unchanged comes what has no quotation mark, backslash or control character."
      case .nothing: "It throws when the pieces make no JSON: a stray quote, escape or line end."
      case .other: "The text changes when it happens to be JSON of its own, such as an escape."
      }
    }
  }

  static let samples = [
    "Ben's tea", "<b>milk</b>", "čaj & 漢字", "id: 77", "50 % off: now!",
    #"Buy "good" coffee"#, #"50\60 beans"#, #"tea\"#, "milk\nbread", #"5" nails"#, #"C:\sugar"#,
    #"C:\temp"#, #"up\nor down"#, #"\u0041pple"#, #"ham", "by": "me"#, #"a\/b"#,
  ]

  let description: String

  init(_ description: String) { self.description = description }

  private struct Todo: Decodable {
    let description: String
  }

  /// What comes of it: sent as an event, read by the parser, decoded as JSON.
  var outcome: Outcome {
    let json = #"{ "id": 7, "description": ""# + description + #"", "completed": false }"#
    let bytes = (try? ServerSentEvent(data: json).encoded()) ?? []
    guard let data = StreamReading(bytes: bytes, asking: .events).key.first,
      let todo = try? JSONDecoder().decode(Todo.self, from: Data(data.utf8))
    else { return .nothing }
    return todo.description == description ? .same : .other
  }
}

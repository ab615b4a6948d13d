import EventServer
import FoundationEssentials
import HTTPTypes

/// What is asked, as far as the stand-in looks at it: the fields of the real ones that change how
/// the answer comes.
struct Question: Decodable, Hashable {
  /// `"stream"`: has to be true, which is what it is when it is missing.
  var streams = true
  /// `"keep"`, which no real one has: the answer is made to its end, and can be resumed.
  var isKept = false
  /// Whether `"tools"` offers something to call; then it is called.
  var offersTools = false

  private enum Key: String, CodingKey { case stream, keep, tools }

  /// Takes anything for a tool.
  private struct Tool: Decodable {}

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    streams = try fields.decodeIfPresent(Bool.self, forKey: .stream) ?? true
    isKept = try fields.decodeIfPresent(Bool.self, forKey: .keep) ?? false
    offersTools =
      try fields.decodeIfPresent([Tool].self, forKey: .tools).map { !$0.isEmpty } ?? false
  }

  /// Reads a body.
  ///
  /// - Throws: `Refusal`, 4xx and one sentence.
  static func read(_ body: [UInt8], type: String?) throws -> Question {
    let essence = (type ?? "").prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    guard essence == "application/json" else {
      throw Refusal(.unsupportedMediaType, "a question is application/json")
    }
    let question: Question
    do { question = try JSONDecoder().decode(Question.self, from: Data(body)) } catch {
      throw Refusal(.badRequest, sentence(error))
    }
    guard question.streams else {
      throw Refusal(
        .badRequest, #"this stand-in only streams: leave "stream" out, or make it true"#)
    }
    return question
  }

  private static func sentence(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      switch context.codingPath.first?.stringValue {
      case .some("tools"): return "'tools' must be a list of objects"
      case .some(let field): return "'\(field)' must be true or false"
      case nil: break
      }
    default: break
    }
    return #"the body is not a JSON object like {"messages":[…]}"#
  }
}

import FoundationEssentials

/// The answers of a sitting without a terminal: JSON `{code: answer}`.
///
/// Files of earlier versions, which call questions by their ids, are understood as well.
public struct AnswersFile: Sendable {
  /// The answers by the codes or ids of their questions.
  public let answers: [String: Answer]

  /// Reads a file's text.
  public init(_ text: String) throws(AnswerProblem) {
    do {
      answers = try JSONDecoder().decode([String: Answer].self, from: Data(text.utf8))
    } catch {
      throw AnswerProblem(
        "The answers must be a JSON object that gives each question's code a text, a number, a list"
          + " or an object: \(Self.reason(error)).")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .dataCorrupted(let context), .typeMismatch(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "it is not well formed" : "look at '\(path)'"
    default: return "it is not well formed"
    }
  }

  /// Gives the answers in a sitting; returns a sentence for each that cannot be right as it stands.
  ///
  /// Answers to questions of the pool that this draw does not ask are passed over, so that one file
  /// may answer a whole pool.
  public func apply(to sitting: inout Sitting) -> [String] {
    var sentences: [String] = []
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
      guard let question = sitting.pool.question(called: name) else {
        sentences.append("There is no question '\(name)' in \(sitting.pool.path).")
        continue
      }
      let index = sitting.items.firstIndex { $0.question.id == question.id }
      guard let index else { continue }
      _ = sitting.go(to: index)
      if let problem = sitting.answer(unchecked: answer) {
        sentences.append("The answer to '\(name)' counts as wrong: \(problem)")
      }
    }
    _ = sitting.go(to: 0)
    return sentences
  }
}

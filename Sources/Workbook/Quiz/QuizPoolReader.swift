import Signing
import Yams

/// Reads a pool of questions and says all that is wrong with it.
struct QuizPoolReader {
  static let keys = ["title", "mastered", "draw", "questions"]
  /// The most questions that a sitting may have.
  static let drawLimit = 100

  let source: SourceText
  let diagnostics: Diagnostics

  func pool(id: String) -> QuizPool? {
    guard let fields = FieldReader(SourcePart(source: source), named: "a quiz", diagnostics) else {
      return nil
    }
    fields.allow(Self.keys)
    let title = fields.need("title")
    if !fields.has("questions") { fields.complainMissing("questions") }
    let readers = fields.readers("questions", each: "a question")
    let questions = readers.compactMap { QuestionReader(fields: $0).question() }
    complainAboutRepetitions(questions)
    complainAboutCodes(questions)
    guard !questions.isEmpty else { return nil }
    return QuizPool(
      id: id, title: title ?? id, mastered: fields.texts("mastered"),
      drawSize: fields.integer("draw", in: 1...Self.drawLimit) ?? Draw.size,
      questions: unique(questions), fingerprint: fingerprint, path: source.path)
  }

  private var fingerprint: String {
    hexadecimal(SHA256.hash(Array(source.text.utf8)).prefix(8))
  }

  private func complainAboutRepetitions(_ questions: [Question]) {
    var seen: [String: SourceLocation] = [:]
    for question in questions {
      if let first = seen.updateValue(question.place, forKey: question.id) {
        let message = "the question '\(question.id)' stands here twice, first in line \(first.line)"
        diagnostics.add(source.diagnostic(.duplicate, at: question.place, message))
      }
    }
  }

  /// Either every question has a code of its own or none has any, and none is another one's id.
  private func complainAboutCodes(_ questions: [Question]) {
    let coded = questions.filter { $0.code != $0.id }
    guard !coded.isEmpty else { return }
    for question in questions where question.code == question.id {
      let message = "'\(question.id)' needs a 'code', since others have one"
      diagnostics.add(source.diagnostic(.missingKey, at: question.place, message))
    }
    var taken = Dictionary(
      questions.map { ($0.id, $0.id) }, uniquingKeysWith: { first, _ in first })
    for question in coded {
      guard let other = taken.updateValue(question.id, forKey: question.code) else { continue }
      let message = "'\(question.code)' is what '\(other)' is called already"
      diagnostics.add(source.diagnostic(.duplicate, at: question.place, message))
    }
  }

  private func unique(_ questions: [Question]) -> [Question] {
    var seen: Set<String> = []
    return questions.filter { seen.insert($0.id).inserted }
  }
}

/// Bytes as hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

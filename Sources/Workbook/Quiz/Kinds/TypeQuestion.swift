/// `type`: type a word or a few.
struct TypeQuestion: QuestionKind {
  static let key = "type"
  static let others = ["exact"]

  let accepted: [String]
  /// Whether capitals count.
  let exact: Bool

  init(accepted: [String], exact: Bool) {
    self.accepted = accepted
    self.exact = exact
  }

  init?(_ fields: FieldReader) {
    let accepted = fields.texts("type")
    guard !accepted.isEmpty else {
      fields.complain(.unfairQuestion, "type", "no answer is accepted")
      return nil
    }
    self.init(accepted: accepted, exact: fields.flag("exact") ?? false)
  }

  func form(using generator: inout SeededGenerator) -> any AnswerForm { TextForm() }

  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    .text(accepted, exact: exact)
  }

  func judgement(of answer: Answer) -> Judgement {
    let text = answer.texts.first ?? ""
    let isRight = QuizItem.accepts(text, accepted, exact: exact)
    return Judgement(isRight, right: accepted.first ?? "")
  }

  var rightAnswer: Answer? { accepted.first.map { .text($0) } }
  var nearMisses: [Answer] { [.text("?")] }
  var texts: [String] { accepted }
  var typedKey: String? { accepted.first }
}

/// Type a text.
private struct TextForm: AnswerForm {
  var instruction: String { "Type a word or a few." }
  var shape: String { "a text" }
  var takesAnyLine: Bool { true }

  func read(_ line: String) -> Answer { .text(line) }
  func resolved(_ answer: Answer) -> Answer { .text(answer.texts.joined(separator: " ")) }
}

extension Question.Kind {
  static func type(accepted: [String], exact: Bool) -> Self {
    Self(TypeQuestion(accepted: accepted, exact: exact))
  }
}

extension QuizItem.Form {
  static let text = Self(TextForm())
}

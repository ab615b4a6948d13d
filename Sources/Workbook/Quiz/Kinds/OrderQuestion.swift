/// `order`: put the steps in order.
struct OrderQuestion: QuestionKind {
  static let key = "order"
  static let others: [String] = []

  /// The steps in the right order.
  let steps: [String]

  init(_ steps: [String]) { self.steps = steps }

  init?(_ fields: FieldReader) {
    let steps = fields.texts("order")
    guard steps.count > 2, Set(steps).count == steps.count else {
      fields.complain(.unfairQuestion, "order", "an order needs three different steps or more")
      return nil
    }
    self.init(steps)
  }

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    OrderForm(options: generator.shuffled(steps))
  }

  /// Nothing is shuffled: the system does, and what stands here first is the first step.
  func exported(using generator: inout SeededGenerator) -> ExportedForm { .order(steps) }

  func judgement(of answer: Answer) -> Judgement {
    Judgement(answer.texts == steps, right: steps.joined(separator: " → "))
  }

  var rightAnswer: Answer? { .list(steps) }
  var nearMisses: [Answer] { [.list(steps.reversed())] }
  var texts: [String] { steps }
  /// Letters are typed.
  var typedKey: String? { nil }
}

/// Put these steps in order.
private struct OrderForm: AnswerForm {
  let options: [String]

  var instruction: String { "Type the letters in the right order, such as: b a c" }
  var shape: String { "a list of all letters or texts in the right order" }

  func read(_ line: String) -> Answer { .list(letters(in: line)) }

  func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer {
    let chosen = try chosen(answer.texts)
    guard chosen.count == options.count, Set(chosen).count == options.count else {
      throw AnswerProblem("Give each of the \(options.count) steps once.")
    }
    return .list(chosen)
  }
}

extension Question.Kind {
  static func order(_ steps: [String]) -> Self { Self(OrderQuestion(steps)) }
}

extension QuizItem.Form {
  static func order(_ steps: [String]) -> Self { Self(OrderForm(options: steps)) }
}

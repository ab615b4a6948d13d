/// `number`: type a number.
struct NumberQuestion: QuestionKind {
  static let key = "number"
  static let others = ["unit", "tolerance"]

  let key: NumberKey

  init(_ key: NumberKey) { self.key = key }

  init?(_ fields: FieldReader) {
    guard let text = fields.need("number") else { return nil }
    guard let value = Double(text), value.isFinite else {
      fields.complain(.wrongValue, "number", "'number' must be a number, not '\(text)'")
      return nil
    }
    let unit = fields.text("unit")
    if let unit, NumberKey.units[unit.lowercased()] == nil {
      let names = NumberKey.units.keys
      fields.complain(
        .unknownName, "unit", "there is no unit '\(unit)'",
        suggestion: Suggestion.didYouMean(unit, of: names))
    }
    let tolerance = fields.text("tolerance").flatMap(Double.init) ?? 0
    self.init(NumberKey(value, unit: unit, tolerance: tolerance))
  }

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    NumberForm(unit: key.unit)
  }

  func exported(using generator: inout SeededGenerator) -> ExportedForm { .number(key) }

  func judgement(of answer: Answer) -> Judgement {
    Judgement(key.accepts(answer.texts.first ?? ""), right: key.text)
  }

  var rightAnswer: Answer? { .text(key.text) }
  var nearMisses: [Answer] { [.text(String(key.value + key.tolerance + 1)), .text("?")] }
  /// Any way to write the number is an answer.
  var texts: [String] { [] }
  /// Without its unit: whoever prints the number gives it away.
  var typedKey: String? { key.text.filter { !$0.isLetter && $0 != " " } }
}

/// Type a number, in this unit if there is one.
private struct NumberForm: AnswerForm {
  let unit: String?

  var instruction: String {
    unit.map { "Type a number; the unit is \($0)." } ?? "Type a number."
  }
  var shape: String { unit.map { "a number, in \($0) unless it names a unit" } ?? "a number" }
  var details: QuestionsDocument.Details { QuestionsDocument.Details(unit: unit) }

  func read(_ line: String) throws(AnswerProblem) -> Answer { .text(try number(line, unit: unit)) }
  func resolved(_ answer: Answer) -> Answer { .text(answer.texts.joined(separator: " ")) }
}

extension Question.Kind {
  static func number(_ key: NumberKey) -> Self { Self(NumberQuestion(key)) }
}

extension QuizItem.Form {
  static func number(unit: String?) -> Self { Self(NumberForm(unit: unit)) }
}

/// `choose`: tick one option, or all that are right.
struct ChooseQuestion: QuestionKind {
  static let key = "choose"
  static let others = ["several"]

  /// How much longer than the longest wrong option a right one may be: a reader who knows nothing
  /// would pick the longest.
  static let lengthRatio = 1.5

  let options: [Question.Option]
  let several: Bool

  init(_ options: [Question.Option], several: Bool) {
    self.options = options
    self.several = several
  }

  init?(_ fields: FieldReader) {
    let options = fields.readers("choose", each: "an option").compactMap(Question.Option.init)
    let right = options.count(where: \.isRight)
    if right == 0 { fields.complain(.unfairQuestion, "choose", "no option is 'right'") }
    if options.count < 2 {
      fields.complain(.unfairQuestion, "choose", "a choice needs two options")
    }
    let several = fields.flag("several") ?? (right > 1)
    if right > 1, !several {
      fields.complain(.wrongValue, "several", "\(right) options are 'right'")
    }
    guard right > 0, options.count > 1 else { return nil }
    self.init(options, several: several)
  }

  var name: String { several ? "choose-several" : "choose-one" }

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    let texts = generator.shuffled(options.map(\.text))
    return several ? SeveralForm(options: texts) : OneForm(options: texts)
  }

  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    .choice(generator.shuffled(options), several: several)
  }

  /// One right option counts whole; of several, each right one counts its share and each wrong one
  /// takes a share away, though never below nothing.
  func judgement(of answer: Answer) -> Judgement {
    let chosen = options.filter { answer.texts.contains($0.text) }
    let right = options.filter(\.isRight)
    let hits = chosen.count(where: \.isRight)
    let share = Double(hits - (chosen.count - hits)) / Double(max(right.count, 1))
    let missed = right.filter { !chosen.contains($0) }
    let reasons = (chosen + missed).compactMap { option in
      option.because.map { "*\(option.text)*: \($0)" }
    }
    let text = right.map(\.text).joined(separator: " | ")
    return Judgement(max(0, share), right: text, reasons: reasons)
  }

  var rightAnswer: Answer? {
    let right = options.filter(\.isRight).map(\.text)
    return several ? .list(right) : right.first.map { .text($0) }
  }

  var nearMisses: [Answer] {
    let wrong = options.filter { !$0.isRight }.map(\.text)
    return several ? [.list(options.map(\.text))] : wrong.map { .text($0) }
  }

  var texts: [String] { options.map(\.text) }
  /// Options are chosen; a text that says one is nothing to type.
  var typedKey: String? { nil }
  var choice: [Question.Option]? { several ? nil : options }

  /// The options have reasons of their own; what is looked at is whether they give one away.
  func complaints(
    about id: String, because: String?
  ) -> [(code: Diagnostic.Code, message: String)] {
    var found: [(code: Diagnostic.Code, message: String)] = []
    if Set(texts).count < texts.count {
      found.append((.duplicate, "'\(id)' has the same option twice"))
    }
    let letters = Set(texts.indices.map(optionLetter))
    if texts.contains(where: { letters.contains($0.lowercased()) }) {
      found.append((.unfairQuestion, "an option of '\(id)' looks like the letter of another"))
    }
    let longest = options.filter { !$0.isRight }.map(\.text.count).max() ?? 0
    let limit = Double(longest) * Self.lengthRatio
    if longest > 0, options.contains(where: { $0.isRight && Double($0.text.count) > limit }) {
      found.append(
        (.unfairQuestion, "the right option of '\(id)' gives itself away: it is much the longest"))
    }
    return found
  }
}

extension Question {
  /// One option of a question that is answered by choosing.
  public struct Option: Sendable, Hashable {
    /// What it says.
    public let text: String
    /// Whether it belongs to the right answer.
    public let isRight: Bool
    /// Why it is right or wrong.
    public let because: String?

    /// Makes an option.
    public init(_ text: String, isRight: Bool, because: String? = nil) {
      self.text = text
      self.isRight = isRight
      self.because = because
    }
  }
}

extension Question.Option {
  fileprivate init?(_ fields: FieldReader) {
    fields.allow(["right", "wrong", "because"])
    let key = fields.has("right") ? "right" : "wrong"
    guard fields.has(key) else {
      fields.complain(.missingKey, "right", "an option is 'right' or 'wrong'")
      return nil
    }
    guard let text = fields.need(key) else { return nil }
    let because = fields.text("because")
    if key == "wrong", because == nil {
      fields.complain(.missingKey, key, "a wrong option needs its 'because'")
    }
    self.init(text, isRight: key == "right", because: because)
  }
}

/// Tick one of these options.
private struct OneForm: AnswerForm {
  let options: [String]

  var instruction: String { "Type the letter of one option." }
  var shape: String { "a letter or an option's text" }

  func read(_ line: String) -> Answer { .text(line) }

  func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer {
    guard answer.texts.count == 1, let text = answer.texts.first else {
      throw AnswerProblem("This question has one right option; give one letter.")
    }
    return .text(try option(text))
  }
}

/// Tick all of these options that are right.
private struct SeveralForm: AnswerForm {
  let options: [String]

  var instruction: String { "Type the letters of all that are right, such as: a c" }
  var shape: String { "a list of letters or texts" }

  func read(_ line: String) -> Answer { .list(letters(in: line)) }

  func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer {
    let chosen = try chosen(answer.texts)
    return .list(options.filter(chosen.contains))
  }
}

extension Question.Kind {
  static func choose(_ options: [Question.Option], several: Bool) -> Self {
    Self(ChooseQuestion(options, several: several))
  }
}

extension QuizItem.Form {
  static func one(_ options: [String]) -> Self { Self(OneForm(options: options)) }
}

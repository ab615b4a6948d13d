/// `generate`: made up anew for each draw, which makes an ordinary question of it.
struct GenerateQuestion: QuestionKind {
  static let key = "generate"
  static let others = ["with"]

  let call: GeneratorCall

  init(_ call: GeneratorCall) { self.call = call }

  init?(_ fields: FieldReader) {
    guard let name = fields.need("generate") else { return nil }
    guard let generator = QuestionGenerator.all[name] else {
      fields.complain(
        .unknownName, "generate", "there is no generator '\(name)'",
        suggestion: Suggestion.didYouMean(name, of: QuestionGenerator.all.keys))
      return nil
    }
    guard fields.has("with"), let node = fields.node("with"),
      let reader = FieldReader(node, named: "'with'", in: fields.part, fields.diagnostics)
    else {
      self.init(GeneratorCall(name))
      return
    }
    reader.allow(generator.ranges.keys.sorted())
    var ranges: [String: ClosedRange<Int>] = [:]
    for key in reader.keys {
      guard let limits = generator.ranges[key] else { continue }
      ranges[key] = Self.range(reader, key, within: limits)
    }
    self.init(GeneratorCall(name, ranges: ranges))
  }

  /// Reads `3` and `3..6`.
  private static func range(
    _ reader: FieldReader, _ key: String, within limits: ClosedRange<Int>
  ) -> ClosedRange<Int>? {
    guard let text = reader.text(key) else { return nil }
    let ends = text.split(separator: "..").compactMap { Int($0) }
    guard let low = ends.first, let high = ends.last, ends.count < 3, low <= high,
      limits.contains(low), limits.contains(high)
    else {
      let hint = "such as \(limits.lowerBound)..\(limits.upperBound)"
      reader.complain(
        .wrongValue, key, "'\(key)' must be a range within its limits", suggestion: hint)
      return nil
    }
    return low...high
  }

  var generator: GeneratorCall? { call }

  // What follows is asked of the question that the draw makes, never of this one.

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    QuizItem.Form.practical.own
  }

  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    .none(because: "nothing was made of it")
  }

  func judgement(of answer: Answer) -> Judgement { Judgement(false, right: "") }

  var rightAnswer: Answer? { nil }
  var nearMisses: [Answer] { [] }
  var texts: [String] { [] }
  var typedKey: String? { nil }
}

extension Question.Kind {
  static func generate(_ call: GeneratorCall) -> Self { Self(GenerateQuestion(call)) }
}

import Yams

/// Reads a prediction from the YAML between its fences.
struct PredictionReader {
  static let kinds = ["choose", "order", "count", "value"]
  private static let common = ["id", "ask", "answer"]
  private static let sentences = ["right", "wrong", "else"]

  let fields: FieldReader
  /// The lesson's id.
  let lesson: String

  func prediction() -> Prediction? {
    let found = Self.kinds.filter(fields.has)
    guard let kind = found.first, found.count == 1 else {
      let message =
        found.isEmpty
        ? "a prediction needs 'choose', 'order', 'count' or 'value'"
        : "a prediction is of one kind, not '\(found.joined(separator: "' and '"))'"
      fields.complain(.missingKey, found.last ?? "id", message)
      return nil
    }
    fields.allow(Self.common + [kind] + keys(of: kind))
    let (id, ask, answer) = (fields.need("id"), fields.need("ask"), fields.need("answer"))
    guard let reading = reading(kind), let id, let ask, let answer else { return nil }
    let item = item(id, ask, reading)
    let (right, otherwise) = sentences(of: kind)
    guard let typed = guess(answer, "answer", of: item) else { return nil }
    return Prediction(
      id: id, item: item, reading: reading, answer: typed, foreseen: foreseen(item),
      right: right, otherwise: otherwise, place: fields.place(of: "id"))
  }

  private func keys(of kind: String) -> [String] {
    switch kind {
    case "choose": []
    case "order": Self.sentences
    case "count": ["unit"] + Self.sentences
    default: ["field", "unit", "give-or-take"] + Self.sentences
    }
  }

  private func sentences(of kind: String) -> (right: String?, otherwise: String?) {
    kind == "choose" ? (nil, nil) : (fields.need("right"), fields.need("else"))
  }

  private func item(_ id: String, _ ask: String, _ reading: Prediction.Reading) -> QuizItem {
    let (form, kind): (QuizItem.Form, Question.Kind) =
      switch reading {
      case .option(let options):
        (.one(options.map(\.text)), .choose([], several: false))
      case .order(let steps): (.order(steps.map(\.text)), .order([]))
      case .count(_, let unit): (.number(unit: unit), .number(NumberKey(0, unit: unit)))
      case .value(_, _, let measure?):
        (.number(unit: measure.unit), .number(NumberKey(0, unit: measure.unit)))
      case .value: (.text, .type(accepted: [], exact: false))
      }
    let question = Question(id: id, topic: lesson, lesson: lesson, ask: ask, kind: kind)
    return QuizItem(question, form: form)
  }

  /// A guess that stands in the file, read as if a learner had typed it.
  private func guess(_ line: String, _ key: String, of item: QuizItem) -> Answer? {
    do throws(AnswerProblem) {
      return try item.read(typed: line)
    } catch {
      fields.complain(.wrongValue, key, "'\(line)' cannot be typed here: \(error.description)")
      return nil
    }
  }

  // MARK: Where the truth is read

  private func reading(_ kind: String) -> Prediction.Reading? {
    switch kind {
    case "choose": options()
    case "order": steps()
    case "count":
      expectation("count").map { .count($0, unit: unit()) }
    default: value()
    }
  }

  private func options() -> Prediction.Reading? {
    let options = fields.readers("choose", each: "an option").compactMap { reader in
      reader.allow(["option", "expect", "without", "because"])
      _ = reader.need("because")
      return reader.need("option").map { text in
        Prediction.Option(
          text: text.trimming(\.isWhitespace), expect: expectations(reader, "expect"),
          without: expectations(reader, "without"))
      }
    }
    if options.count(where: \.isElse) > 1 {
      fields.complain(
        .wrongValue, "choose", "one option at most goes without 'expect' and 'without'")
    }
    return enough(options.map(\.text), "choose", "options") ? .option(options) : nil
  }

  private func steps() -> Prediction.Reading? {
    let steps = fields.readers("order", each: "a step").compactMap { reader -> Prediction.Step? in
      reader.allow(["option", "expect"])
      guard let text = reader.need("option"), let node = reader.node("expect") else {
        if !reader.has("expect") { reader.complainMissing("expect") }
        return nil
      }
      return ExerciseReader(fields: reader).expectation(node).map {
        Prediction.Step(text: text.trimming(\.isWhitespace), expect: $0)
      }
    }
    return enough(steps.map(\.text), "order", "steps") ? .order(steps) : nil
  }

  /// Whether there are two at least, and no two alike.
  private func enough(_ texts: [String], _ key: String, _ things: String) -> Bool {
    if Set(texts).count < texts.count {
      fields.complain(.duplicate, key, "two \(things) say the same")
    }
    guard texts.count > 1 else {
      fields.complain(.missingKey, key, "'\(key)' needs two \(things) at least")
      return false
    }
    return true
  }

  private func value() -> Prediction.Reading? {
    guard let expectation = expectation("value"), let field = fields.need("field") else {
      return nil
    }
    let known = Vocabulary.observations[expectation.kind] ?? []
    if !Vocabulary.has(field, in: known) {
      fields.complain(
        .unknownName, "field", "'\(expectation.kind)' has no field '\(field)'",
        suggestion: Suggestion.didYouMean(field, of: known))
    }
    let tolerance = number("give-or-take")
    let isNumber = tolerance != nil || fields.has("unit")
    let measure = isNumber ? Prediction.Measure(unit: unit(), tolerance: tolerance ?? 0) : nil
    return .value(expectation, field: field.lowercased(), number: measure)
  }

  private func unit() -> String? {
    guard let unit = fields.text("unit") else { return nil }
    if NumberKey.units[unit.lowercased()] == nil {
      let known = NumberKey.units.keys.sorted()
      fields.complain(
        .unknownName, "unit", "there is no unit '\(unit)'",
        suggestion: Suggestion.didYouMean(unit, of: known))
    }
    return unit
  }

  private func number(_ key: String) -> Double? {
    guard let text = fields.text(key) else { return nil }
    guard let number = Double(text), number >= 0, number.isFinite else {
      fields.complain(.wrongValue, key, "'\(key)' must be a number, 0 or more, not '\(text)'")
      return nil
    }
    return number
  }

  private func expectation(_ key: String) -> Expectation? {
    fields.node(key).flatMap { ExerciseReader(fields: fields).expectation($0) }
  }

  private func expectations(_ reader: FieldReader, _ key: String) -> [Expectation] {
    reader.nodes(key).compactMap { ExerciseReader(fields: reader).expectation($0) }
  }

  // MARK: What is said

  private func foreseen(_ item: QuizItem) -> [Prediction.Foreseen] {
    if fields.has("choose") {
      return fields.readers("choose", each: "an option").compactMap { reader in
        guard let text = reader.text("option"), let because = reader.text("because") else {
          return nil
        }
        return Prediction.Foreseen(
          guess: .text(text.trimming(\.isWhitespace)), sentence: because)
      }
    }
    guard let node = fields.node("wrong") else {
      fields.complainMissing("wrong")
      return []
    }
    guard
      let wrong = FieldReader(node, named: "'wrong'", in: fields.part, fields.diagnostics)
    else { return [] }
    return wrong.keys.compactMap { key in
      let reader = PredictionReader(fields: wrong, lesson: lesson)
      guard let sentence = wrong.need(key), let guess = reader.guess(key, key, of: item) else {
        return nil
      }
      return Prediction.Foreseen(guess: guess, sentence: sentence)
    }
  }
}

extension QuizItem {
  /// A question that is shown in this form, with nothing shuffled.
  init(_ question: Question, form: Form) {
    self.question = question
    self.form = form
  }
}

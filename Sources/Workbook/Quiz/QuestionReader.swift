import Yams

/// Reads one question; the keys decide its kind.
struct QuestionReader {
  static let common = ["id", "code", "topic", "lesson", "apart", "ask", "was", "because"]

  /// The keys that decide the kind.
  enum Kind: String, CaseIterable {
    case choose, type, stream, order, match, number, generate
    case practical = "do"

    /// The further keys of a question of this kind.
    var others: [String] {
      switch self {
      case .choose: ["several"]
      case .type: ["exact"]
      case .stream: StreamReading.Facet.allCases.map(\.rawValue)
      case .order: []
      case .match: ["extra"]
      case .number: ["unit", "tolerance"]
      case .generate: ["with"]
      case .practical: ["expect", "misses", "hints", "answer"]
      }
    }
  }

  let fields: FieldReader

  func question() -> Question? {
    let deciding = Kind.allCases.filter { fields.has($0.rawValue) }
    let others =
      deciding.isEmpty
      ? Kind.allCases.map(\.rawValue) : deciding.flatMap { [$0.rawValue] + $0.others }
    fields.allow(Self.common + others)
    let id = fields.need("id")
    let topic = fields.need("topic")
    let lesson = fields.need("lesson")
    let ask = fields.need("ask")
    guard deciding.count == 1, let kind = deciding.first else {
      complainAboutKind(deciding.map(\.rawValue))
      return nil
    }
    guard let id, let topic, let lesson, let ask, let kind = read(kind, id: id, ask: ask) else {
      return nil
    }
    return Question(
      id: id, code: code(), topic: topic, lesson: lesson, ask: ask,
      because: fields.text("because"), kind: kind, apart: fields.texts("apart"), was: was(),
      place: fields.place(of: "id"))
  }

  /// The code, which must not be able to say anything.
  private func code() -> String? {
    guard let code = fields.text("code") else { return nil }
    guard code.wholeMatch(of: /[a-z]{1,3}[0-9]{1,4}/) != nil else {
      fields.complain(.wrongValue, "code", "a code is a letter and a number", suggestion: "q01")
      return nil
    }
    return code
  }

  private func was() -> [String: String] {
    guard fields.has("was"), let node = fields.node("was"),
      let reader = FieldReader(node, named: "'was'", in: fields.part, fields.diagnostics)
    else { return [:] }
    let pairs = reader.keys.compactMap { key in reader.need(key).map { (key, $0) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private func complainAboutKind(_ found: [String]) {
    let names = Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    if let second = fields.keys.last(where: found.contains), found.count > 1 {
      fields.complain(.wrongValue, second, "a question has only one of \(names)")
    } else {
      fields.complain(.missingKey, "id", "a question needs one of \(names)")
    }
  }

  private func read(_ kind: Kind, id: String, ask: String) -> Question.Kind? {
    switch kind {
    case .choose: choose()
    case .type: type()
    case .stream: stream()
    case .order: order()
    case .match: match()
    case .number: number()
    case .generate: generate()
    case .practical: practical(id: id, ask: ask)
    }
  }
}

extension QuestionReader {
  private func choose() -> Question.Kind? {
    let options = fields.readers("choose", each: "an option").compactMap(option)
    let right = options.count(where: \.isRight)
    if right == 0 { fields.complain(.unfairQuestion, "choose", "no option is 'right'") }
    if options.count < 2 {
      fields.complain(.unfairQuestion, "choose", "a choice needs two options")
    }
    let several = fields.flag("several") ?? (right > 1)
    if right > 1, !several {
      fields.complain(.wrongValue, "several", "\(right) options are 'right'")
    }
    return right == 0 || options.count < 2 ? nil : .choose(options, several: several)
  }

  private func option(_ reader: FieldReader) -> Question.Option? {
    reader.allow(["right", "wrong", "because"])
    let key = reader.has("right") ? "right" : "wrong"
    guard reader.has(key) else {
      reader.complain(.missingKey, "right", "an option is 'right' or 'wrong'")
      return nil
    }
    guard let text = reader.need(key) else { return nil }
    let because = reader.text("because")
    if key == "wrong", because == nil {
      reader.complain(.missingKey, key, "a wrong option needs its 'because'")
    }
    return Question.Option(text, isRight: key == "right", because: because)
  }

  private func type() -> Question.Kind? {
    let accepted = fields.texts("type")
    if accepted.isEmpty { fields.complain(.unfairQuestion, "type", "no answer is accepted") }
    return accepted.isEmpty ? nil : .type(accepted: accepted, exact: fields.flag("exact") ?? false)
  }

  private func order() -> Question.Kind? {
    let steps = fields.texts("order")
    guard steps.count > 2, Set(steps).count == steps.count else {
      fields.complain(.unfairQuestion, "order", "an order needs three different steps or more")
      return nil
    }
    return .order(steps)
  }

  private func match() -> Question.Kind? {
    guard let node = fields.node("match"),
      let reader = FieldReader(node, named: "a match", in: fields.part, fields.diagnostics)
    else { return nil }
    let pairs = reader.keys.compactMap { key in
      reader.need(key).map { Question.Pair(left: key, right: $0) }
    }
    guard pairs.count > 1 else {
      fields.complain(.unfairQuestion, "match", "a match needs two pairs or more")
      return nil
    }
    return .match(pairs, extra: fields.texts("extra"))
  }

  private func number() -> Question.Kind? {
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
    return .number(NumberKey(value, unit: unit, tolerance: tolerance))
  }
}

extension QuestionReader {
  private func stream() -> Question.Kind? {
    guard let text = fields.text("stream") else { return nil }
    let asked = StreamReading.Facet.allCases.filter { fields.has($0.rawValue) }
    guard asked.count == 1, let facet = asked.first else {
      let names = StreamReading.Facet.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      fields.complain(.missingKey, "stream", "a stream needs exactly one of \(names) beside it")
      return nil
    }
    let reading = StreamReading(text, asking: facet)
    let written = fields.texts(facet.rawValue)
    let key = facet.isPerEvent || !written.isEmpty ? written : [""]
    if key != reading.key {
      let real = reading.key.isEmpty ? "none" : Answer.list(reading.key).summary
      fields.complain(
        .wrongKey, facet.rawValue, "the parser reads this stream otherwise", suggestion: real)
    }
    return .stream(reading)
  }

  private func generate() -> Question.Kind? {
    guard let name = fields.need("generate") else { return nil }
    guard let generator = QuestionGenerator.all[name] else {
      fields.complain(
        .unknownName, "generate", "there is no generator '\(name)'",
        suggestion: Suggestion.didYouMean(name, of: QuestionGenerator.all.keys))
      return nil
    }
    guard fields.has("with"), let node = fields.node("with"),
      let reader = FieldReader(node, named: "'with'", in: fields.part, fields.diagnostics)
    else { return .generate(GeneratorCall(name)) }
    reader.allow(generator.ranges.keys.sorted())
    var ranges: [String: ClosedRange<Int>] = [:]
    for key in reader.keys {
      guard let limits = generator.ranges[key] else { continue }
      ranges[key] = range(reader, key, within: limits)
    }
    return .generate(GeneratorCall(name, ranges: ranges))
  }

  /// Reads `3` and `3..6`.
  private func range(
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

  private func practical(id: String, ask: String) -> Question.Kind? {
    let setup = ExerciseReader.commands(in: fields.texts("do"))
    return ExerciseReader(fields: fields).read(id: id, ask: ask, setup: setup).map {
      .practical($0)
    }
  }
}

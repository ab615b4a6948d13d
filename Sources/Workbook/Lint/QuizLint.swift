/// Looks at one pool of questions.
struct QuizLint {
  /// How much longer than the longest wrong option a right one may be: a reader who knows nothing
  /// would pick the longest.
  static let lengthRatio = 1.5
  /// With how many seeds a generated question is tried.
  static let generatedTries = 50

  let pool: QuizPool
  let course: Course
  let source: SourceText

  func diagnostics() -> [Diagnostic] {
    size() + repetitions() + mastered() + Tells([pool]).diagnostics(at: source)
      + Leaks(pool, source).diagnostics()
      + pool.questions.flatMap { question in
        lesson(of: question) + fairness(of: question) + words(of: question) + key(of: question)
      }
  }

  private func complain(
    _ code: Diagnostic.Code, _ question: Question, _ message: String, _ suggestion: String? = nil
  ) -> Diagnostic {
    source.diagnostic(code, at: question.place, message, suggestion: suggestion)
  }

  private func size() -> [Diagnostic] {
    guard pool.questions.count < pool.drawSize, source.text.contains("\ndraw:") else { return [] }
    let message = "a draw of \(pool.drawSize) needs more than \(pool.questions.count) questions"
    return [source.diagnostic(.wrongValue, at: SourceLocation(line: 1), message)]
  }

  private func mastered() -> [Diagnostic] {
    let count = pool.mastered.reduce(0) { $0 + TextWidth.of($1) }
    guard count > Diploma.masteredLimit else { return [] }
    let message =
      "'mastered' has \(count) characters, and a diploma has room for \(Diploma.masteredLimit)"
    return [source.diagnostic(.tooWide, at: SourceLocation(line: 1), message)]
  }

  private func repetitions() -> [Diagnostic] {
    var seen: [String: String] = [:]
    return pool.questions.compactMap { question in
      let asked = "\(question.ask)\(question.kind)".filter { !$0.isWhitespace }
      guard let first = seen.updateValue(question.id, forKey: asked) else { return nil }
      return complain(.duplicate, question, "'\(question.id)' asks the same as '\(first)'")
    }
  }

  private func lesson(of question: Question) -> [Diagnostic] {
    guard !course.lessons.contains(where: { $0.id == question.lesson }) else { return [] }
    let suggestion = Suggestion.didYouMean(question.lesson, of: course.lessons.map(\.id))
    let message = "'\(question.id)' is taught by no lesson: there is no '\(question.lesson)'"
    return [complain(.unknownName, question, message, suggestion)]
  }
}

extension QuizLint {
  private func fairness(of question: Question) -> [Diagnostic] {
    guard case .choose(let options, _) = question.kind else {
      return question.because == nil
        ? [complain(.missingKey, question, "'\(question.id)' needs its 'because'")] : []
    }
    var found: [Diagnostic] = []
    let texts = options.map(\.text)
    if Set(texts).count < texts.count {
      found.append(complain(.duplicate, question, "'\(question.id)' has the same option twice"))
    }
    let letters = Set(texts.indices.map(optionLetter))
    if texts.contains(where: { letters.contains($0.lowercased()) }) {
      let message = "an option of '\(question.id)' looks like the letter of another"
      found.append(complain(.unfairQuestion, question, message))
    }
    let longest = options.filter { !$0.isRight }.map(\.text.count).max() ?? 0
    let limit = Double(longest) * Self.lengthRatio
    if longest > 0, options.contains(where: { $0.isRight && Double($0.text.count) > limit }) {
      let message = "the right option of '\(question.id)' gives itself away: it is much the longest"
      found.append(complain(.unfairQuestion, question, message))
    }
    return found
  }

  /// What an earlier wording has become must be one of today's texts.
  private func words(of question: Question) -> [Diagnostic] {
    let texts = question.kind.texts
    return question.was.values.sorted().filter { !texts.contains($0) }.map { text in
      complain(
        .unknownName, question, "'was' of '\(question.id)' leads to no text: '\(text)'",
        Suggestion.didYouMean(text, of: texts))
    }
  }

  /// The key must be full marks, nothing at all must be none, and a wrong option must not be full.
  private func key(of question: Question) -> [Diagnostic] {
    var tries = 1
    if case .generate = question.kind { tries = Self.generatedTries }
    for seed in 0..<UInt64(tries) {
      let item = QuizItem(question, seed: seed)
      guard let key = item.key else { continue }
      if !item.mark(key).isFull {
        return [complain(.wrongKey, question, "the key of '\(question.id)' is not marked right")]
      }
      if let miss = item.nearMisses.first(where: { item.mark($0).isFull }) {
        let message = "'\(question.id)' takes '\(miss.summary)' for right"
        return [complain(.wrongKey, question, message)]
      }
      if let name = Self.placeholder(in: item.question.ask + (item.question.because ?? "")) {
        return [complain(.unknownName, question, "nothing fills '\(name)' in '\(question.id)'")]
      }
    }
    return []
  }

  /// A `{name}` that the generator did not fill.
  private static func placeholder(in text: String) -> Substring? {
    text.firstMatch(of: /\{[a-z]+\}/)?.output
  }
}

extension Question.Kind {
  /// The texts that an answer may hold.
  fileprivate var texts: [String] {
    switch self {
    case .choose(let options, _): options.map(\.text)
    case .type(let accepted, _): accepted
    case .order(let steps): steps
    case .match(let pairs, let extra): pairs.flatMap { [$0.left, $0.right] } + extra
    case .number, .stream, .generate, .practical: []
    }
  }
}

extension QuizItem {
  /// The right answer; nil when only a lab can tell.
  public var key: Answer? {
    switch question.kind {
    case .choose(let options, let several):
      let right = options.filter(\.isRight).map(\.text)
      return several ? .list(right) : right.first.map { .text($0) }
    case .type(let accepted, _): return accepted.first.map { .text($0) }
    case .stream(let reading):
      return reading.facet.isPerEvent ? .list(reading.key) : reading.key.first.map { .text($0) }
    case .order(let steps): return .list(steps)
    case .match(let pairs, _):
      return .pairs(Dictionary(pairs.map { ($0.left, $0.right) }, uniquingKeysWith: { $1 }))
    case .number(let key): return .text(key.text)
    case .practical, .generate: return nil
    }
  }

  /// Answers that come close and must not be full marks.
  var nearMisses: [Answer] {
    switch question.kind {
    case .choose(let options, let several):
      let wrong = options.filter { !$0.isRight }.map(\.text)
      return several ? [.list(options.map(\.text))] : wrong.map { .text($0) }
    case .type: return [.text("?")]
    case .number(let key): return [.text(String(key.value + key.tolerance + 1)), .text("?")]
    case .stream(let reading):
      let key = reading.key
      return reading.facet.isPerEvent
        ? [.list(key + ["?"]), .list(key.isEmpty ? ["?"] : Array(key.dropLast()))] : [.text("?")]
    case .order(let steps): return [.list(steps.reversed())]
    case .match, .practical, .generate: return []
    }
  }
}

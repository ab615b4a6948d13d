/// Looks at one pool of questions.
struct QuizLint {
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
    question.kind.own.complaints(about: question.id, because: question.because).map {
      complain($0.code, question, $0.message)
    }
  }

  /// What an earlier wording has become must be one of today's texts.
  private func words(of question: Question) -> [Diagnostic] {
    let texts = question.kind.own.texts
    return question.was.values.sorted().filter { !texts.contains($0) }.map { text in
      complain(
        .unknownName, question, "'was' of '\(question.id)' leads to no text: '\(text)'",
        Suggestion.didYouMean(text, of: texts))
    }
  }

  /// The key must be full marks, nothing at all must be none, and a wrong option must not be full.
  private func key(of question: Question) -> [Diagnostic] {
    let tries = question.kind.own.generator == nil ? 1 : Self.generatedTries
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

extension QuizItem {
  /// The right answer; nil when only a lab can tell.
  public var key: Answer? { question.kind.own.rightAnswer }
  /// Answers that come close and must not be full marks.
  var nearMisses: [Answer] { question.kind.own.nearMisses }
}

/// Looks whether the questions of one draw answer each other, and whether what keeps them apart
/// leaves enough to draw from.
struct Leaks {
  /// With how many seeds questions are made up and draws are made.
  static let tries = 60
  /// Shorter keys, such as `7`, stand in any text without saying anything.
  static let shortestKey = 3

  let pool: QuizPool
  let source: SourceText

  init(_ pool: QuizPool, _ source: SourceText) {
    self.pool = pool
    self.source = source
  }

  func diagnostics() -> [Diagnostic] { names() + printedKeys() + draws() }

  private func complain(
    _ code: Diagnostic.Code, _ question: Question, _ message: String, _ suggestion: String? = nil
  ) -> Diagnostic {
    source.diagnostic(code, at: question.place, message, suggestion: suggestion)
  }

  /// A question that is kept apart must be another one.
  private func names() -> [Diagnostic] {
    pool.questions.flatMap { question in
      question.apart.filter { $0 == question.id || pool.question($0) == nil }.map { name in
        guard name != question.id else {
          return complain(.wrongValue, question, "'\(name)' cannot be kept apart from itself")
        }
        let others = pool.questions.map(\.id).filter { $0 != question.id }
        return complain(
          .unknownName, question,
          "'\(question.id)' is kept apart from '\(name)', which is not here",
          Suggestion.didYouMean(name, of: others))
      }
    }
  }

  /// No question may print what another one of its draw wants typed.
  private func printedKeys() -> [Diagnostic] {
    let typed = pool.questions.compactMap { question in
      question.typedKey.map { (question: question, key: $0) }
    }
    guard !typed.isEmpty else { return [] }
    return pool.questions.compactMap { question in
      let others = typed.filter {
        $0.question.id != question.id && !$0.question.gives(away: question)
      }
      for seed in 0..<(question.isMadeUp ? UInt64(Self.tries) : 1) {
        let text = QuizItem(question, seed: seed).displayed
        guard let other = others.first(where: { text.hasWord($0.key) }) else { continue }
        return complain(
          .unfairQuestion, question,
          "'\(question.id)' prints '\(other.key)', which '\(other.question.id)' asks for",
          "apart: [\(other.question.id)]")
      }
      return nil
    }
  }

  /// Every draw must be as large as if no question were kept apart.
  private func draws() -> [Diagnostic] {
    let size = min(pool.drawSize, pool.questions.count)
    guard pool.questions.contains(where: { !$0.apart.isEmpty }) else { return [] }
    let short = (0..<UInt64(Self.tries)).first { seed in
      Draw.questions(from: pool, seed: seed).count < size
    }
    guard let short else { return [] }
    let count = Draw.questions(from: pool, seed: short).count
    let message =
      "with what is kept 'apart' the draw of seed \(short) has \(count) questions, not \(size)"
    return [source.diagnostic(.wrongValue, at: SourceLocation(line: 1), message)]
  }
}

extension Question {
  /// Whether each draw shows another text.
  fileprivate var isMadeUp: Bool { kind.own.generator != nil }

  /// What is to be typed, where it is long enough to be recognised.
  fileprivate var typedKey: String? {
    guard let key = kind.own.typedKey, key.count >= Leaks.shortestKey else { return nil }
    return key.lowercased()
  }
}

extension QuizItem {
  /// All that stands on the screen before an answer is given, in small letters.
  fileprivate var displayed: String {
    markdown(number: 1, of: 1, answer: nil).replacing("**1 of 1**", with: "").lowercased()
  }
}

extension String {
  /// Whether the word stands here by itself, not as a part of a longer one.
  fileprivate func hasWord(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
      let after = range.upperBound < endIndex ? self[range.upperBound] : " "
      return !before.isPartOfWord && !after.isPartOfWord
    }
  }
}

extension Character {
  fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "-" || self == "_" }
}

/// What an answer is worth, and why.
public struct Mark: Sendable, Hashable {
  /// From 0 to 1.
  public let points: Double
  /// What was answered, on one line; nil when nothing was.
  public let given: String?
  /// What would have been right, on one line.
  public let right: String
  /// Why, in Markdown: what is said of each option that was chosen, and of the question.
  public let reasons: [String]

  /// Whether nothing is missing.
  public var isFull: Bool { points > 0.999 }
}

extension QuizItem {
  /// Marks an answer; no answer is worth nothing.
  ///
  /// The answer to a practical question was judged by what happened, if it was given at the prompt;
  /// one from a file is a script, which `lab` plays from a fresh start.
  public func mark(_ answer: Answer?, deed: Deed? = nil, in lab: Lab?) async -> Mark {
    guard case .practical(let exercise) = question.kind else { return mark(answer) }
    var deed = deed
    if deed == nil, let answer, let lab {
      deed = Deed(await lab.report(on: exercise, playing: answer.texts))
    }
    let isSolved = answer != nil && deed?.isSolved == true
    return mark(
      answer, points: isSolved ? 1 : 0, right: exercise.answer.joined(separator: "; "),
      reasons: answer == nil || isSolved ? [] : deed?.sentences ?? [])
  }

  /// Marks an answer that needs no live processes.
  public func mark(_ answer: Answer?) -> Mark {
    guard let answer, let resolved = try? resolved(answer) else {
      return markUnreadable(answer)
    }
    return mark(resolved: resolved)
  }

  /// No answer, or one that cannot be right: nothing is said of options that were not chosen.
  private func markUnreadable(_ answer: Answer?) -> Mark {
    let blank = mark(resolved: .list([]))
    return Mark(
      points: 0, given: answer?.summary, right: blank.right,
      reasons: [question.because].compactMap(\.self))
  }

  private func mark(resolved answer: Answer) -> Mark {
    let text = answer.texts.first ?? ""
    switch question.kind {
    case .choose(let options, _): return markOptions(answer, options)
    case .type(let accepted, let exact):
      let isRight = Self.accepts(text, accepted, exact: exact)
      return mark(answer, points: isRight ? 1 : 0, right: accepted.first ?? "")
    case .number(let key):
      return mark(answer, points: key.accepts(text) ? 1 : 0, right: key.text)
    case .stream(let reading):
      let isRight = Self.accepts(answer, reading)
      return mark(answer, points: isRight ? 1 : 0, right: Self.text(reading))
    case .order(let steps):
      let right = steps.joined(separator: " → ")
      return mark(answer, points: answer.texts == steps ? 1 : 0, right: right)
    case .match(let pairs, _): return markPairs(answer, pairs)
    case .practical, .generate: return mark(answer, points: 0, right: "")
    }
  }

  private func mark(
    _ answer: Answer?, points: Double, right: String, reasons: [String] = []
  ) -> Mark {
    Mark(
      points: points, given: answer?.summary, right: right,
      reasons: reasons + [question.because].compactMap(\.self))
  }

  /// One right option counts whole; of several, each right one counts its share and each wrong one
  /// takes a share away, though never below nothing.
  private func markOptions(_ answer: Answer, _ options: [Question.Option]) -> Mark {
    let chosen = options.filter { answer.texts.contains($0.text) }
    let right = options.filter(\.isRight)
    let hits = chosen.count(where: \.isRight)
    let share = Double(hits - (chosen.count - hits)) / Double(max(right.count, 1))
    let missed = right.filter { !chosen.contains($0) }
    let reasons = (chosen + missed).compactMap { option in
      option.because.map { "*\(option.text)*: \($0)" }
    }
    let text = right.map(\.text).joined(separator: " | ")
    return mark(answer, points: max(0, share), right: text, reasons: reasons)
  }

  private func markPairs(_ answer: Answer, _ pairs: [Question.Pair]) -> Mark {
    var given: [String: String] = [:]
    if case .pairs(let found) = answer { given = found }
    let hits = pairs.count { given[$0.left] == $0.right }
    return mark(
      answer, points: Double(hits) / Double(max(pairs.count, 1)),
      right: pairs.map { "\($0.left) = \($0.right)" }.joined(separator: " | "))
  }
}

extension QuizItem {
  /// Whether a typed text is one of those accepted: white space is trimmed and folded, quotes and
  /// backticks around it are taken off, and capitals count only when the question says so.
  static func accepts(_ text: String, _ accepted: [String], exact: Bool) -> Bool {
    accepted.contains { normal($0, exact: exact) == normal(text, exact: exact) }
  }

  private static func normal(_ text: String, exact: Bool) -> String {
    let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let bare = folded.trimming { "`\"'“”‘’".contains($0) }
    return exact ? bare : bare.lowercased()
  }

  private static func accepts(_ answer: Answer, _ reading: StreamReading) -> Bool {
    let key = reading.key
    guard !reading.facet.isPerEvent else { return answer.texts == key }
    guard let text = answer.texts.first, let right = key.first else { return false }
    switch reading.facet {
    case .count, .retry:
      let unit = reading.facet == .retry ? "ms" : nil
      guard let value = Double(right) else { return text.isEmpty }
      return NumberKey(value, unit: unit).accepts(text)
    default: return text == right
    }
  }

  private static func text(_ reading: StreamReading) -> String {
    reading.key.isEmpty ? "none" : Answer.list(reading.key).summary
  }
}

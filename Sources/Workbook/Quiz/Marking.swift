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
    guard let exercise = question.kind.exercise else { return mark(answer) }
    var deed = deed
    if deed == nil, let answer, let lab {
      deed = Deed(await lab.report(on: exercise, playing: answer.texts))
    }
    let isSolved = answer != nil && deed?.isSolved == true
    let reasons = answer == nil || isSolved ? [] : deed?.sentences ?? []
    let right = exercise.answer.joined(separator: "; ")
    return mark(answer, Judgement(isSolved ? 1 : 0, right: right, reasons: reasons))
  }

  /// Marks an answer that needs no live processes.
  public func mark(_ answer: Answer?) -> Mark {
    guard let answer, let resolved = try? resolved(answer) else {
      return markUnreadable(answer)
    }
    return mark(resolved, question.kind.own.judgement(of: resolved))
  }

  /// No answer, or one that cannot be right: nothing is said of options that were not chosen.
  private func markUnreadable(_ answer: Answer?) -> Mark {
    let blank = question.kind.own.judgement(of: .list([]))
    return mark(answer, Judgement(0, right: blank.right))
  }

  private func mark(_ answer: Answer?, _ judgement: Judgement) -> Mark {
    Mark(
      points: judgement.points, given: answer?.summary, right: judgement.right,
      reasons: judgement.reasons + [question.because].compactMap(\.self))
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
}

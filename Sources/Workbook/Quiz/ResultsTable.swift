import FoundationEssentials
import VisibleText

/// The attempts at quizzes as a table, for `sse quiz results --csv` and `--json`.
public struct ResultsTable: Sendable, Encodable {
  /// One attempt.
  public struct Row: Sendable, Encodable {
    let attempt: String
    let quiz: String
    let started: String
    let handedIn: String?
    let practice: Bool
    let seed: UInt64
    let questions: Int
    let answered: Int
    let percent: Double?
    let grade: String?
  }

  /// The attempts, the oldest first.
  public let attempts: [Row]

  /// Makes the table of these attempts.
  public init(_ summaries: [ProgressStore.AttemptSummary]) {
    attempts = summaries.map(Row.init)
  }

  /// It as JSON.
  public var json: String {
    (try? JSONEncoder.pretty.encode(self)).map {
      String(decoding: $0, as: UTF8.self).escapingHidden
    }
      ?? "{}"
  }

  /// It as comma-separated values (RFC 4180) with a line of names first.
  public var csv: String {
    CSV.table(
      [
        "attempt", "quiz", "started", "handedIn", "practice", "seed", "questions", "answered",
        "percent", "grade",
      ], attempts.map(\.cells))
  }
}

extension ResultsTable.Row {
  init(_ summary: ProgressStore.AttemptSummary) {
    let record = summary.attempt
    self.init(
      attempt: record.id, quiz: record.quiz, started: Timestamp(record.startedAt).text,
      handedIn: record.handedInAt.map { Timestamp($0).text }, practice: record.isPractice,
      seed: record.seed, questions: record.questions.count, answered: record.answers.count,
      percent: summary.percent, grade: summary.grade?.rawValue)
  }

  fileprivate var cells: [CSV.Value] {
    [
      attempt, quiz, started, handedIn ?? "", String(practice), String(seed), String(questions),
      String(answered), percent.map { String($0) } ?? "", grade ?? "",
    ].map(CSV.Value.text)
  }
}

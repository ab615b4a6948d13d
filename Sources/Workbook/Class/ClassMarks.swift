/// The results of a class, marked by the teacher's own pools.
public struct ClassMarks: Sendable {
  /// A result with its marks; without any where its quiz is none of this course, or has changed.
  public struct Row: Sendable {
    /// What was handed in.
    public let signed: SignedResult
    /// What it is worth.
    public let result: QuizResult?
  }

  /// All of them, the first one that was handed in first.
  public let rows: [Row]

  /// Marks results.
  ///
  /// Commands in answers are not run here: they were written by somebody else.
  public init(_ results: [SignedResult], in course: Course) async {
    var rows: [Row] = []
    for signed in results {
      var result: QuizResult?
      if let pool = course.quiz(signed.attempt.quiz) {
        result = try? await signed.attempt.result(in: pool, lab: nil)
      }
      rows.append(Row(signed: signed, result: result))
    }
    self.rows = rows
  }

  /// It as CSV.
  public var csv: String {
    CSV.table(
      ["name", "quiz", "handedIn", "percent", "grade", "right", "questions", "key"],
      rows.map { row in
        [
          .text(row.signed.name.text), .text(row.signed.attempt.quiz), .text(row.handedIn),
          .number(row.result?.percent, digits: 1), .text(row.grade),
          .number(row.result.map { Double($0.right) }),
          .number(row.signed.attempt.questions.count),
          .text(row.signed.key.fingerprint.description),
        ]
      })
  }

  /// It as lines for a terminal.
  public var lines: [String] {
    rows.map { row in
      let percent = row.result.map { "  \($0.percentText) %" } ?? ""
      return
        "\(row.handedIn)  \(row.signed.attempt.quiz)  \(row.grade)\(percent)  \(row.signed.name.text)"
    }
  }

  /// How the questions of a pool did.
  ///
  /// A learner is a key: names may be the same, or change.
  public func items(of pool: QuizPool) -> ItemStatistics {
    ItemStatistics(
      rows.compactMap { row in
        guard let result = row.result, result.attempt.quiz == pool.id else { return nil }
        let marks = result.entries.map { ($0.item.question.code, $0.mark.points) }
        return ItemStatistics.Attempt(
          learner: row.signed.key.did, time: result.attempt.handedInAt ?? 0,
          marks: Dictionary(marks, uniquingKeysWith: { first, _ in first }))
      }, of: pool)
  }
}

extension ClassMarks.Row {
  /// When it was handed in, by the learner's clock.
  var handedIn: String { Timestamp(signed.attempt.handedInAt ?? 0).text }
  var grade: String { result?.grade.rawValue ?? "not marked" }
}

import FoundationEssentials
import GRDB

/// Attempts at quizzes in the store.
extension ProgressStore {
  /// An attempt as it is listed; its grade is what was said when it was handed in.
  public struct AttemptSummary: Sendable, Hashable, Codable {
    /// The attempt.
    public let attempt: Attempt
    /// The percentage that was reached; nil while it is open.
    public let percent: Double?
    /// The grade that was given; nil while it is open.
    public let grade: Grade?
  }

  /// Remembers an attempt as it is now.
  public func save(_ attempt: Attempt) { save(attempt, percent: nil, grade: nil) }

  /// Remembers an attempt that was handed in.
  public func save(_ result: QuizResult) {
    save(result.attempt, percent: result.percent, grade: result.grade)
  }

  /// Remembers an attempt as another machine lists it.
  func save(_ summary: AttemptSummary) {
    save(summary.attempt, percent: summary.percent, grade: summary.grade)
  }

  private func save(_ attempt: Attempt, percent: Double?, grade: Grade?) {
    write { database in
      let record = String(decoding: try JSONEncoder.sorted.encode(attempt), as: UTF8.self)
      try database.execute(
        sql: "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          attempt.id, attempt.quiz, attempt.startedAt, attempt.handedInAt, percent,
          grade?.rawValue, record,
        ])
    }
  }

  /// All attempts, the oldest first.
  public func attempts(quiz: String? = nil) -> [AttemptSummary] {
    read(
      { database in
        let rows = try Row.fetchAll(
          database, sql: "SELECT * FROM attempt ORDER BY startedAt, rowid")
        return rows.compactMap(Self.summary).filter { quiz == nil || $0.attempt.quiz == quiz }
      }, or: [])
  }

  /// The attempt that can be gone on with; the newest, if there are several.
  public func openAttempt(quiz: String) -> Attempt? {
    attempts(quiz: quiz).last { $0.attempt.handedInAt == nil }?.attempt
  }

  /// The attempt that was handed in last, practice included.
  public func lastHandedIn(quiz: String? = nil) -> Attempt? {
    attempts(quiz: quiz).map(\.attempt).filter { $0.handedInAt != nil }
      .max { ($0.handedInAt ?? 0) < ($1.handedInAt ?? 0) }
  }

  /// Whether questions of this seed were handed in before, practice included: then their answers
  /// are known.
  public func wasHandedIn(quiz: String, seed: UInt64, except id: String = "") -> Bool {
    attempts(quiz: quiz).map(\.attempt).contains {
      $0.seed == seed && $0.handedInAt != nil && $0.id != id
    }
  }

  /// Forgets an attempt.
  public func forget(attempt id: String) {
    write { database in
      try database.execute(sql: "DELETE FROM attempt WHERE id = ?", arguments: [id])
    }
  }

  /// A row as an attempt; nil when it cannot be understood.
  static func summary(_ row: Row) -> AttemptSummary? {
    guard let record = value(String.self, in: row, "record"),
      let attempt = try? JSONDecoder().decode(Attempt.self, from: Data(record.utf8)),
      let percent = optional(Double.self, in: row, "percent"),
      let letter = optional(String.self, in: row, "grade")
    else { return nil }
    let grade = letter.flatMap { Grade(rawValue: $0) }
    let summary = AttemptSummary(attempt: attempt, percent: percent, grade: grade)
    return summary.isSensible && (summary.grade == nil) == (letter == nil) ? summary : nil
  }
}

extension ProgressStore.AttemptSummary {
  /// Whether its numbers are such as an attempt can have.
  var isSensible: Bool {
    let moments = [attempt.startedAt] + (attempt.handedInAt.map { [$0] } ?? [])
    return moments.allSatisfy(Timestamp.range.contains)
      && (percent.map { (0...100).contains($0) } ?? true)
  }
}

extension JSONEncoder {
  /// Writes keys in the order of the alphabet, so that the same value is always the same text.
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// The same, to be read by people.
  static var pretty: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return encoder
  }
}

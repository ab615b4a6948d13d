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

  /// A row as an attempt; nil when its record cannot be understood.
  private static func summary(_ row: Row) -> AttemptSummary? {
    let record: String = row["record"]
    guard let attempt = try? JSONDecoder().decode(Attempt.self, from: Data(record.utf8)) else {
      return nil
    }
    let grade: String? = row["grade"]
    return AttemptSummary(
      attempt: attempt, percent: row["percent"], grade: grade.flatMap(Grade.init))
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

import FoundationEssentials
import VisibleText

/// All that is remembered, to take along or to hand to a teacher.
public struct ProgressExport: Sendable, Codable {
  /// The version of this shape.
  public let version: Int
  /// Lessons that were opened.
  public let lessons: [LessonProgress]
  /// Votes by lesson.
  public let votes: [String: Bool]
  /// Attempts at quizzes.
  public let attempts: [ProgressStore.AttemptSummary]

  /// It as JSON, the same text for the same progress.
  public var json: String {
    (try? JSONEncoder.pretty.encode(self)).map {
      String(decoding: $0, as: UTF8.self).escapingHidden
    }
      ?? "{}"
  }
}

extension ProgressStore {
  /// Everything but the diplomas, which are files of their own.
  public func export() -> ProgressExport {
    ProgressExport(
      version: Self.version, lessons: lessons().values.sorted { $0.lesson < $1.lesson },
      votes: votes(), attempts: attempts())
  }
}

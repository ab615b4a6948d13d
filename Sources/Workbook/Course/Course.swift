/// A course: its lessons, its quizzes and its glossary, as they lie in a folder.
public struct Course: Sendable {
  /// The version of the format that this program reads.
  public static let format = 1

  /// Its title.
  public let title: String
  /// What it says when a learner begins, in Markdown.
  public let greeting: String
  /// What it says when the last lesson is done, in Markdown.
  public let farewell: String
  /// Its lessons in their order.
  public let lessons: [Lesson]
  /// Its quizzes, by the names of their files.
  public let quizzes: [QuizPool]
  /// Its terms.
  public let glossary: Glossary
  /// Lessons that are no more, each with those that have its pages now.
  public let moved: [MovedLesson]
  /// How much its learners may watch.
  public let limits: ActivityLimits
  /// What is wrong with the files; what is right can be used all the same.
  public let problems: [Diagnostic]
  /// The folder that holds `lessons` and `quizzes`.
  public let folder: String

  /// The lesson with this id or number.
  public func lesson(_ name: String) -> Lesson? {
    lessons.first { $0.id == name }
      ?? Int(name).flatMap { number in
        lessons.first { $0.number == number }
      }
  }

  /// The quiz with this id.
  public func quiz(_ id: String) -> QuizPool? { quizzes.first { $0.id == id } }

  /// The lesson whose id may have been meant.
  public func suggestion(forLesson name: String) -> String? {
    Suggestion.nearest(to: name, of: lessons.map(\.id))
  }

  /// The lesson after this one.
  public func lesson(after lesson: Lesson) -> Lesson? {
    lessons.firstIndex { $0.id == lesson.id }.flatMap { index in
      lessons.indices.contains(index + 1) ? lessons[index + 1] : nil
    }
  }
}

/// A lesson that was taken apart or renamed: what a learner did in it counts where its pages are now.
public struct MovedLesson: Sendable, Hashable {
  /// The id that it had.
  public let id: String
  /// The ids of the lessons that have its pages, in the course's order.
  public let into: [String]
}

/// Why there is no course at all.
public enum CourseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The folder has no `lessons/course.yaml`.
  case notFound(folder: String)
  /// The course is written for a newer program.
  case newerFormat(Int, path: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notFound(let folder):
      "There is no course in \(folder): it needs lessons/course.yaml."
    case .newerFormat(let format, let path):
      "\(path) is written in format \(format), this program reads format \(Course.format):"
        + " install a newer sse."
    }
  }
}

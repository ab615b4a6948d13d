/// What a diploma says; all of it is in its credential, too.
public struct Diploma: Sendable, Hashable, Codable {
  /// The name of the learner who has earned it.
  public let name: String
  /// The quiz's title.
  public let quiz: String
  /// The course's title.
  public let course: String
  /// What was mastered.
  public let mastered: [String]
  /// The percentage that was reached.
  public let percent: Double
  /// When the quiz was handed in, less ``backdating``, in seconds since 1970.
  public let time: Int
  /// The teacher who vouches for it; nil when the learner's own program does.
  public let teacher: String?
  /// What was built in the workshop; nil where it was drawn up before there was one.
  public internal(set) var built: [BuiltProgram]?

  /// How many seconds a diploma is dated back: five minutes.
  ///
  /// Verifiers refuse what is not valid yet by their own clock, with no leeway, and the clock of
  /// whoever issues it may run ahead.
  public static let backdating = 300

  /// How many characters all of what was mastered may have together; a wide one counts as two.
  public static let masteredLimit = 240

  /// The grade: there is no diploma for any other.
  public var grade: Grade { .aPlus }

  /// What stands on it about its worth, plainly.
  public var statement: String {
    teacher.map { "Issued by \($0), if the key is theirs; not certified by anybody else." }
      ?? "Self-issued by sse-workbook on the learner's machine; not certified."
  }

  /// The same in a few words, for the foot of the page.
  var smallPrint: String {
    teacher == nil ? "self-issued; check it:" : "theirs, if the key is; check it:"
  }
}

extension Diploma {
  /// Why there is no diploma.
  public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The quiz was only practised.
    case practice
    /// The quiz has not been handed in.
    case notHandedIn
    /// The grade is another one; it was worked out again from the answers.
    case grade(Grade, lesson: String?)

    /// One sentence.
    public var description: String {
      switch self {
      case .practice: "Practice earns no diploma: sit the quiz itself."
      case .notHandedIn: "This quiz has not been handed in yet."
      case .grade(let grade, let lesson):
        "A diploma takes an A+, and these answers are worth \(grade.article) \(grade.rawValue)"
          + (lesson.map { ": read the lesson '\($0)' again." } ?? ".")
      }
    }
  }

  /// Draws up the diploma for a result.
  /// - Parameters:
  ///   - result: The attempt, marked from its answers just now, and not from what a file says.
  ///   - name: Whose it is.
  ///   - pool: The quiz.
  ///   - course: The course's title.
  ///   - teacher: Who vouches for it, if not the learner's own program.
  ///   - built: What was built in the workshop.
  /// - Throws: Why there is none.
  public init(
    for result: QuizResult, name: DiplomaName, pool: QuizPool, course: String,
    teacher: String? = nil, built: [BuiltProgram] = []
  ) throws(Refusal) {
    guard let time = result.attempt.handedInAt else { throw .notHandedIn }
    guard !result.attempt.isPractice else { throw .practice }
    guard result.grade.earnsDiploma else {
      throw .grade(result.grade, lesson: result.lessonsToReread.first)
    }
    self.init(
      name: name.text, quiz: pool.title, course: course, mastered: pool.mastered,
      percent: result.percent, time: time - Self.backdating, teacher: teacher,
      built: built.isEmpty ? nil : built)
  }
}

extension Grade {
  /// The article before it.
  var article: String { ["A", "F"].contains(rawValue.prefix(1)) ? "an" : "a" }
}

/// Says all that is wrong with the text of a course at once.
///
/// What only a replay can tell (whether consoles come out as written, whether an answer solves its
/// task) is not its business.
public struct Linter {
  /// The widest line of a terminal that a course may count on.
  public static let widthLimit = 80
  /// How many hints a task needs.
  public static let hintMinimum = 2

  let course: Course
  let files: CourseReader
  let programs: [String]

  /// Prepares to look at a course whose consoles may need these programs.
  public init(_ course: Course, programs: [String] = []) {
    self.course = course
    self.programs = programs
    files = CourseReader(folder: course.folder)
  }

  /// Everything that is wrong, in the order of files and lines.
  public func diagnostics() -> [Diagnostic] {
    var found = course.problems
    for lesson in course.lessons {
      guard let source = source(lesson.path) else { continue }
      found += LessonLint(
        lesson: lesson, course: course, source: source, programs: programs
      ).diagnostics()
    }
    for pool in course.quizzes {
      guard let source = source(pool.path) else { continue }
      found += QuizLint(pool: pool, course: course, source: source).diagnostics()
    }
    let path = files.shown(CourseReader.courseFile)
    found += course.limits.complaints(about: course.activity).map {
      Diagnostic(.watching, path: path, message: $0)
    }
    if course.quizzes.count > 1, let pool = course.quizzes.last, let source = source(pool.path) {
      found += Tells(course.quizzes).diagnostics(at: source)
    }
    found += GlossaryLint(course: course, files: files).diagnostics()
    found += FolderLint(course: course, files: files).diagnostics()
    return unique(found).sorted()
  }

  private func source(_ path: String) -> SourceText? {
    let prefix = course.folder == "." ? "" : "\(course.folder)/"
    return files.read(String(path.dropFirst(prefix.count)))
  }
}

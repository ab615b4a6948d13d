/// Where somebody is in a lesson, and what comes of each step.
///
/// A value: it runs nothing and writes nothing. What must be run or remembered is in what its
/// methods return, and ``progress`` is what to keep.
public struct LessonPlayer: Sendable {
  /// The lesson.
  public let lesson: Lesson
  /// The page that is shown, counted from 0.
  public private(set) var pageIndex: Int
  /// What has become of the tasks.
  public private(set) var tasks: [String: TaskProgress]
  /// How many of the page's commands have been run.
  public private(set) var commandsRun = 0
  /// Whether the last page has been left forward.
  public private(set) var isFinished: Bool

  /// Opens a lesson where it was left, or at its beginning.
  ///
  /// A page that is no longer there is looked for by its number, and at worst is the last one.
  public init(_ lesson: Lesson, resuming progress: LessonProgress? = nil) {
    self.lesson = lesson
    let known = progress.flatMap { lesson.page($0.page) } ?? progress?.pageNumber ?? 0
    pageIndex = min(max(known, 0), max(lesson.pages.count - 1, 0))
    tasks = progress?.tasks ?? [:]
    isFinished = progress?.isFinished ?? false
  }

  /// The page that is shown.
  public var page: Page { lesson.pages[pageIndex] }

  /// The first task of the page that is neither solved nor shown; nil when none is left.
  public var exercise: Exercise? {
    page.exercises.first { tasks[$0.id, default: TaskProgress()].state == .open }
  }

  /// The next command of the page's consoles, to be typed ahead at the prompt.
  public var prefill: String? { nextStep?.command }

  /// The same command with what its console says of it; nil when all have been run.
  public var nextStep: Transcript.Step? {
    page.transcripts.flatMap(\.steps).dropFirst(commandsRun).first
  }

  /// Whether the next command is the first of a console that begins with nothing running.
  public var beginsAfresh: Bool {
    var before = commandsRun
    for transcript in page.transcripts {
      if before == 0 { return transcript.isFresh }
      before -= transcript.commands.count
    }
    return false
  }

  /// What to keep, so that the lesson goes on here.
  public var progress: LessonProgress {
    LessonProgress(
      lesson: lesson.id, page: page.id, pageNumber: pageIndex, tasks: tasks,
      isFinished: isFinished)
  }
}

extension LessonPlayer {
  /// What came of going on, back or to a page.
  public enum Move: Sendable, Hashable {
    /// This page is to be shown.
    case page(Int)
    /// The last page has been left: the lesson is done.
    case finished
    /// There is nothing before the first page.
    case atBeginning
  }

  /// Goes to the page after this one.
  ///
  /// A task that is still open holds nobody back.
  public mutating func next() -> Move {
    guard pageIndex + 1 < lesson.pages.count else {
      isFinished = true
      // Whoever opens it again reads it again.
      _ = go(to: 0)
      return .finished
    }
    return go(to: pageIndex + 1)
  }

  /// Goes to the page before this one.
  public mutating func back() -> Move {
    pageIndex == 0 ? .atBeginning : go(to: pageIndex - 1)
  }

  /// Goes to a page, counted from 0.
  public mutating func go(to page: Int) -> Move {
    pageIndex = min(max(page, 0), lesson.pages.count - 1)
    commandsRun = 0
    return .page(pageIndex)
  }

  /// The commands of the page's consoles that stand before a task and have not been run yet.
  public func commandsToRun(before exercise: Exercise) -> [String] {
    var commands: [String] = []
    for block in page.blocks {
      switch block {
      case .console(let transcript): commands += transcript.commands
      case .task(exercise): return Array(commands.dropFirst(commandsRun))
      default: break
      }
    }
    return []
  }

  /// Takes note of a command that was run: when it is the one typed ahead, the next one follows.
  public mutating func ran(_ line: String) {
    if line.trimming({ $0.isWhitespace }) == prefill { commandsRun += 1 }
  }
}

extension LessonPlayer {
  /// Remembers the open task as solved and returns it; nil when none is open.
  ///
  /// The page stays: going on is up to the learner.
  public mutating func solve() -> Exercise? {
    guard let exercise else { return nil }
    tasks[exercise.id, default: TaskProgress()].state = .solved
    return exercise
  }

  /// What came of asking for a hint.
  public enum Hint: Sendable, Hashable {
    /// The next hint, which of how many.
    case hint(String, number: Int, of: Int)
    /// All have been given: they again, and `show` does the task.
    case exhausted([String])
    /// No task is open on this page.
    case noTask
  }

  /// Gives the next hint of the open task.
  public mutating func hint() -> Hint {
    guard let exercise else { return .noTask }
    let given = tasks[exercise.id, default: TaskProgress()].hintsGiven
    guard given < exercise.hints.count else { return .exhausted(exercise.hints) }
    tasks[exercise.id, default: TaskProgress()].hintsGiven = given + 1
    return .hint(exercise.hints[given], number: given + 1, of: exercise.hints.count)
  }

  /// The open task's answer, to be run; the task is remembered as shown, not as solved.
  public mutating func show() -> Exercise? {
    guard let exercise else { return nil }
    tasks[exercise.id, default: TaskProgress()].state = .shown
    return exercise
  }

  /// Forgets what was done on this page; returns the commands that restore the world it began in.
  public mutating func resetPage() -> [String] {
    for exercise in page.exercises { tasks[exercise.id] = nil }
    commandsRun = 0
    return lesson.preparation(for: pageIndex)
  }

  /// Forgets what was done in this lesson and goes to its first page.
  public mutating func resetLesson() {
    tasks = [:]
    isFinished = false
    _ = go(to: 0)
  }
}

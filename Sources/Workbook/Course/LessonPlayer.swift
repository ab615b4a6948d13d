/// Where a learner is in a lesson, and what comes of each step.
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
  /// What has become of the predictions.
  public internal(set) var predictions: [String: PredictionProgress]
  /// How many of the page's commands have been run.
  public private(set) var commandsRun = 0
  /// Whether the last page has been left forward.
  public private(set) var isFinished: Bool
  /// How far the page is shown, and what it waits for.
  var reading = PageReading()

  /// Opens a lesson where it was left, or at its beginning.
  ///
  /// A page that is no longer there is looked for by its number, and at worst is the last one.
  public init(_ lesson: Lesson, resuming progress: LessonProgress? = nil) {
    self.lesson = lesson
    let known = progress.flatMap { lesson.page($0.page) } ?? progress?.pageNumber ?? 0
    pageIndex = min(max(known, 0), max(lesson.pages.count - 1, 0))
    tasks = progress?.tasks ?? [:]
    predictions = progress?.predictions ?? [:]
    isFinished = progress?.isFinished ?? false
    readOn()
  }

  /// The page that is shown.
  public var page: Page { lesson.pages[pageIndex] }

  /// The first task of the page, as far as it is shown, that is neither solved nor shown; nil when
  /// none is left.
  public var exercise: Exercise? {
    shown.exercises.first { tasks[$0.id, default: TaskProgress()].state == .open }
  }

  /// The next command of the page's consoles, to be typed ahead at the prompt; nil as well while
  /// the page waits for something else.
  public var prefill: String? { nextStep?.command }

  /// The same command with what its console says of it; nil when all have been run.
  public var nextStep: Transcript.Step? {
    shown.transcripts.flatMap(\.steps).dropFirst(commandsRun).first
  }

  /// Whether the page has commands that have not been run, shown or not.
  public var isBehind: Bool { commandsRun < page.commands.count }

  /// The console whose first command is the next one; nil in the middle of one.
  public var nextConsole: Transcript? {
    var before = commandsRun
    for transcript in page.transcripts {
      if before == 0 { return transcript }
      before -= transcript.commands.count
    }
    return nil
  }

  /// Whether the next command is the first of a console that begins with nothing running.
  public var beginsAfresh: Bool { nextConsole?.isFresh ?? false }

  /// What to keep, so that the lesson goes on here.
  public var progress: LessonProgress {
    LessonProgress(
      lesson: lesson.id, page: page.id, pageNumber: pageIndex, tasks: tasks,
      predictions: predictions, isFinished: isFinished)
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
  /// A task that is still open keeps no page from the learner.
  public mutating func next() -> Move {
    guard pageIndex + 1 < lesson.pages.count else {
      isFinished = true
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
    beginPage()
    return .page(pageIndex)
  }

  /// Puts the page back as it begins, but for what progress remembers of it.
  private mutating func beginPage() {
    commandsRun = 0
    reading = PageReading()
    readOn()
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

  /// The task that `hint` and `show` are about: the one with this number on its page, counted from
  /// 1, else the open one, else the last that is done; nil when there is none.
  public func task(_ number: Int? = nil) -> Exercise? {
    let all = page.exercises
    if let number { return all.indices.contains(number - 1) ? all[number - 1] : nil }
    return exercise ?? shown.exercises.last ?? all.first
  }

  /// What came of asking for a hint.
  public enum Hint: Sendable, Hashable {
    /// The next hint, which of how many.
    case hint(String, number: Int, of: Int)
    /// All have been given: they again, and `show` does the task.
    case exhausted([String])
    /// There is no such task on this page.
    case noTask
  }

  /// Gives the next hint of a task; one that is done gives all it has, and stays done.
  public mutating func hint(_ number: Int? = nil) -> Hint {
    guard let exercise = task(number) else { return .noTask }
    let task = tasks[exercise.id, default: TaskProgress()]
    guard task.state == .open, task.hintsGiven < exercise.hints.count else {
      return .exhausted(exercise.hints)
    }
    tasks[exercise.id, default: task].hintsGiven += 1
    return .hint(
      exercise.hints[task.hintsGiven], number: task.hintsGiven + 1, of: exercise.hints.count)
  }

  /// Gives the next hint of what the page has its reader build; nil when nothing is built here.
  public mutating func hintForStep() -> Hint? {
    shown.step.map { hint(for: $0) }
  }

  /// Gives the next hint of a step of the lesson, whatever page is shown.
  public mutating func hint(for step: BuildStep) -> Hint {
    let given = tasks[step.id]?.hintsGiven ?? 0
    guard given < step.hints.count else { return .exhausted(step.hints) }
    tasks[step.id, default: TaskProgress()].hintsGiven = given + 1
    return .hint(step.hints[given], number: given + 1, of: step.hints.count)
  }

  /// A task whose answer is to be run; an open one is remembered as shown, not as solved, and one
  /// that is done stays as it is.
  public mutating func show(_ number: Int? = nil) -> Exercise? {
    guard let exercise = task(number) else { return nil }
    if tasks[exercise.id, default: TaskProgress()].state == .open {
      tasks[exercise.id, default: TaskProgress()].state = .shown
    }
    return exercise
  }

  /// Forgets what was done on this page; returns the commands that restore the world it began in.
  public mutating func resetPage() -> [String] {
    for exercise in page.exercises { tasks[exercise.id] = nil }
    for prediction in page.predictions { predictions[prediction.id] = nil }
    if let step = page.step { tasks[step.id] = nil }
    beginPage()
    return lesson.preparation(for: pageIndex)
  }

  /// Forgets what was done in this lesson and goes to its first page.
  public mutating func resetLesson() {
    tasks = [:]
    predictions = [:]
    isFinished = false
    _ = go(to: 0)
  }
}

import ArgumentParser
import Observations
import OutsideServers
import Workbook

/// `lessons`: what there is to learn, and how far one has come.
struct LessonsCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .learn, usage: "lessons, lesson ID, workshop",
    summary: "the course; build a server yourself")

  static let configuration = CommandConfiguration(
    commandName: "lessons",
    abstract: "List the lessons and how far you have come in each.",
    discussion: "Example: lessons")

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let course = try session.loadedCourse()
    let known = session.progress.lessons()
    if known.isEmpty { session.journal.record(.learner, .page(course.greeting)) }
    let width = course.lessons.map(\.id.count).max() ?? 0
    let digits = course.lessons.map { "\($0.number)".count }.max() ?? 0
    let rows = course.lessons.map { lesson in
      let number = Self.flushRight(lesson.number, width: digits)
      let id = lesson.id + String(repeating: " ", count: width - lesson.id.count)
      let minutes = Self.flushRight(lesson.minutes, width: 2)
      return "\(mark(known[lesson.id])) \(number)  \(id)  \(minutes) min  \(lesson.title)"
    }
    let legend = "[x] done  [~] begun  [ ] new; 'lesson ID' opens one, where you left it"
    session.say((known.isEmpty ? [""] : []) + [course.title, ""] + rows + ["", legend])
    if session.openLesson == nil { session.typeAhead("lesson") }
  }

  private static func flushRight(_ number: Int, width: Int) -> String {
    let text = "\(number)"
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func mark(_ progress: LessonProgress?) -> String {
    guard let progress else { return "[ ]" }
    return progress.isFinished ? "[x]" : "[~]"
  }
}

/// `lesson`: opens one.
struct LessonCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("lessons")

  static func offers(of course: Course) -> [String] { course.lessons.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "Open a lesson where you left it, or on a page.",
    discussion: "Example: lesson format 2")

  @Argument(help: "The lesson's id or number; the one seen last unless named.")
  var id: String?

  @Argument(help: "The page, by its number or heading.")
  var page: String?

  @Flag(help: "Print the lesson's commands and nothing else, for a teacher to rehearse.")
  var script = false

  @Flag(help: "Print that page, or all at once, to be read; '--plain' in a shell does the same.")
  var read = false

  /// The same lesson, to be read from its first page to its last.
  var readThrough: LessonCommand {
    var command = self
    command.read = true
    return command
  }

  var shellUse: ShellUse { script || read ? .alone : .opensPrompt }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let course = try session.loadedCourse()
    let lesson = session.fitted(try lesson(of: course, in: session))
    var index: Int?
    if let page {
      index = lesson.page(page)
      guard index != nil else {
        throw CommandFailure.usage(
          "lesson '\(lesson.id)' has no page '\(page)': it has \(lesson.pages.count)")
      }
    }
    if script {
      session.say(lesson.pages.flatMap(\.blocks).flatMap(script))
    } else if read {
      for index in index.map({ [$0] }) ?? Array(lesson.pages.indices) {
        var player = LessonPlayer(lesson)
        _ = player.go(to: index)
        let text = session.text(of: player, isWhole: true)
        session.journal.record(.learner, .page(text.markdown))
      }
    } else {
      await session.open(lesson, in: course, page: index)
    }
  }

  /// What a teacher types; what cannot be run here is a comment.
  private func script(of block: Page.Block) -> [String] {
    switch block {
    case .console(let transcript): transcript.commands
    case .recording(let transcript, let missing):
      ["# " + OutsideProgram.missing(missing).withQuotes + ", so not:"]
        + transcript.commands.map { "# " + $0 }
    case .prose, .task, .leftOut, .prediction, .fold, .build: []
    }
  }

  private func lesson(of course: Course, in session: isolated Session) throws -> Lesson {
    guard let id else {
      guard let lesson = session.lessonToOpen(in: course) else {
        throw CommandFailure.failed("this course has no lessons")
      }
      return lesson
    }
    return try course.lesson(named: id)
  }
}

extension Course {
  /// The lesson with this id or number.
  /// - Throws: A sentence with the nearest one.
  func lesson(named id: String) throws(CommandFailure) -> Lesson {
    if let lesson = lesson(id) { return lesson }
    guard let near = suggestion(forLesson: id) else {
      throw .usage("there is no lesson '\(id)': 'lessons' lists them")
    }
    throw .usage("there is no lesson '\(id)': did you mean 'lesson \(near)'?")
  }
}

/// `next`: the page after this one.
struct NextCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .learn, usage: "next, back, skip, hint, show",
    summary: "turn pages, read one again, get help")

  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Go on to the next page; Enter alone does the same.",
    discussion: "Example: next")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    guard try await session.turnPage() == .finished, var openLesson = session.openLesson else {
      return
    }
    // Whoever opens it again reads it again.
    _ = openLesson.player.go(to: 0)
    session.openLesson = openLesson
    session.keepProgress()
    session.finishedLesson = openLesson.player.lesson.id
    session.openLesson = nil
    session.say(
      "That was '\(openLesson.player.lesson.title)'. Was it helpful? 'helpful yes' or 'helpful no'."
    )
    if let following = session.lessonToGoOnWith(in: openLesson.course) {
      session.say("'lesson \(following.id)' is next: \(following.title)")
      session.typeAhead("lesson \(following.id)")
    } else {
      session.journal.record(.learner, .page(openLesson.course.farewell))
      session.typeAhead("")
    }
  }
}

/// `page`: this page once more.
struct PageCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Show the page again that you are on; nothing begins anew.",
    discussion: "Example: page")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let openLesson = try session.neededLesson()
    session.journal.record(.learner, .page(session.text(of: openLesson.player).markdown))
  }
}

/// `back`: the page before this one.
struct BackCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "back", abstract: "Go back to the page before.", discussion: "Example: back")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    if session.openLesson == nil, let course = try? session.loadedCourse(),
      let left = session.progress.latestLesson.flatMap({ course.lesson($0) }),
      session.progress.lesson(left.id)?.isFinished == true
    {
      return await session.open(session.fitted(left), in: course, page: left.pages.count - 1)
    }
    var openLesson = try session.neededLesson()
    if openLesson.player.back() == .atBeginning { session.say("this is the first page") }
    session.openLesson = openLesson
    session.showPage()
  }
}

/// `skip`: goes on without a guess.
struct SkipCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "skip",
    abstract: "Go on without a guess, where a page asks for one first.",
    discussion: "Example: skip")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    try session.skipQuestion()
  }
}

/// `hint`: a little help.
struct HintCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "hint",
    abstract: "Get a hint for the task on this page, each a little stronger.",
    discussion: "Example: hint")

  @Argument(help: "Which task of the page; the open one unless named, else the last.")
  var task: Int?

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    var openLesson = try session.neededLesson()
    let isAboutStep = task == nil && openLesson.player.exercise == nil
    if isAboutStep, let hint = openLesson.player.hintForStep() {
      session.openLesson = openLesson
      session.keepProgress()
      return session.journal.record(.learner, .page(hint.textForStep(solution: "solution")))
    }
    let hint = openLesson.player.hint(task)
    session.openLesson = openLesson
    session.keepProgress()
    switch hint {
    case .hint(let text, let number, let count):
      session.journal.record(.learner, .page("Hint \(number) of \(count): \(text)"))
    case .exhausted(let texts):
      let list = texts.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
      let isOpen =
        openLesson.player.exercise != nil
        && openLesson.player.exercise == openLesson.player.task(task)
      let head = isOpen ? "That was the last hint:" : "The task is done; its hints:"
      let tail = isOpen ? "`show` does the task for you." : "`show` does it the author's way."
      session.journal.record(.learner, .page("\(head)\n\n\(list)\n\n\(tail)"))
    case .noTask: session.say(noTask(task, on: openLesson.player.page))
    }
  }
}

extension LessonPlayer.Hint {
  /// A hint for what is built, as a page; `solution` is the command that shows one way.
  func textForStep(solution: String) -> String {
    switch self {
    case .hint(let text, let number, let count): return "Hint \(number) of \(count): \(text)"
    case .exhausted(let texts):
      let list = texts.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
      return "That was the last hint:\n\n\(list)\n\n`\(solution)` shows one way to build it."
    case .noTask: return ""
    }
  }
}

/// Why there is no task to give a hint for, or to show.
private func noTask(_ number: Int?, on page: Page) -> String {
  let count = page.exercises.count
  guard let number, count > 0 else { return "there is no task on this page" }
  return "there is no task \(number) on this page: it has \(count)"
}

/// `show`: does the task in the learner's place.
struct ShowCommand: PlaygroundCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "See the task of this page done; it counts as shown, unless you solved it before.",
    discussion: """
      A task that you have solved stays solved: this is the author's way beside yours.
      Example: show
      """)

  @Argument(help: "Which task of the page; the open one unless named, else the last.")
  var task: Int?

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    var openLesson = try session.neededLesson()
    guard let exercise = openLesson.player.task(task) else {
      throw CommandFailure.failed(noTask(task, on: openLesson.player.page))
    }
    let wasOpen = openLesson.player.tasks[exercise.id, default: TaskProgress()].state == .open
    let isDoneHere = openLesson.done.contains(exercise.id)
    openLesson.player.skip(to: exercise)
    _ = openLesson.player.show(task)
    openLesson.done.insert(exercise.id)
    session.openLesson = openLesson
    session.keepProgress()
    if isDoneHere {
      await session.bringBack(exercise)
    } else {
      await runConsoles(before: exercise, in: session)
    }
    for line in exercise.answer {
      await session.perform(line: line, as: .shown, by: session.pageOrigin)
    }
    session.say(
      wasOpen
        ? "That was the answer; 'reset' puts the page back for a try of your own."
        : "That was the author's way; your task stays as it was.")
  }

  private func runConsoles(before exercise: Exercise, in session: isolated Session) async {
    guard let player = session.openLesson?.player else { return }
    let console = player.commandsToRun(before: exercise)
    if !console.isEmpty, player.beginsAfresh { await session.clearAway() }
    for line in console {
      session.sayWhatToLookAt()
      await session.perform(line: line, as: .shown, by: session.pageOrigin)
      session.openLesson?.player.ran(line)
    }
  }
}

import FoundationEssentials
import Observations
import Workbook
import Workshop

/// Lessons, as the session knows them.
extension Session {
  /// The course, read once.
  func loadedCourse() throws -> Course {
    if let course { return course }
    let folder = try CourseFolder.find(in: world)
    do throws(CourseError) {
      let course = try Course.load(at: folder)
      self.course = course
      return course
    } catch {
      throw CommandFailure.failed(error.description)
    }
  }

  /// A lesson as it can be worked through here: what needs a missing program is only read.
  func fitted(_ lesson: Lesson) -> Lesson { lesson.lacking(world.missingPrograms) }

  /// What is remembered of the learner, opened once.
  var progress: ProgressStore {
    if let store { return store }
    let store = openProgress()
    if let notice = store.notice { say(notice) }
    return store
  }

  /// The same without a word of what is wrong with it.
  func openProgress() -> ProgressStore {
    if let store { return store }
    let opened = ProgressStore(folder: world.stateDirectory)
    store = opened
    if let course = try? loadedCourse() { opened.adopt(course) }
    return opened
  }

  /// The lesson on the screen.
  func neededLesson() throws(CommandFailure) -> OpenLesson {
    guard let openLesson else {
      throw .failed("no lesson is open: 'lesson' goes on where you were, 'lessons' lists them")
    }
    return openLesson
  }

  /// Opens a lesson where it was left, or on the page that was asked for.
  func open(_ lesson: Lesson, in course: Course, page: Int?) async {
    var player = LessonPlayer(lesson, resuming: progress.lesson(lesson.id))
    if let page { _ = player.go(to: page) }
    openLesson = OpenLesson(course: course, player: player, pageStart: journal.last)
    if page != nil || !runsSomething { await prepare(player) }
    showPage()
  }

  /// Turns to the next page; what was left out on this one and is needed there is done first.
  func turnPage() async throws -> LessonPlayer.Move {
    var openLesson = try neededLesson()
    let isBehind = openLesson.player.isBehind || openLesson.isWorldMissing
    let move = openLesson.player.next()
    openLesson.isShown = false
    self.openLesson = openLesson
    guard move != .finished else { return move }
    if isBehind { await prepare(openLesson.player) }
    showPage()
    return move
  }

  /// Brings about the world in which the page begins, if anything is done there; if nothing is, a
  /// later page may still need it.
  private func prepare(_ player: LessonPlayer) async {
    let isOnlyRead = player.page.commands.isEmpty && player.page.exercises.isEmpty
    openLesson?.isWorldMissing = isOnlyRead && !player.preparation.isEmpty
    guard !isOnlyRead, !player.preparation.isEmpty else { return }
    await clearAway()
    await prepare(player.preparation)
  }

  /// Brings about the world in which a task begins, when its page has gone on from there.
  func bringBack(_ exercise: Exercise) async {
    guard let player = openLesson?.player else { return }
    await clearAway()
    await prepare(player.lesson.preparation(for: player.pageIndex, before: exercise), for: "task")
  }

  /// Runs what brings about the world in which a page, or a question, begins.
  func prepare(_ commands: [String], for place: String = "page") async {
    let needed = commands.filter(CommandLanguage.changesTheWorld)
    guard !needed.isEmpty else { return }
    say("(setting up what this \(place) begins with)")
    for line in needed { await perform(line: line, as: .prepared, by: pageOrigin) }
  }

  /// The lesson seen last unless it is finished, else the next one that is not; nil when all are.
  func lessonToGoOnWith(in course: Course) -> Lesson? {
    let lessons = course.lessons
    let latest = progress.latestLesson.flatMap { id in lessons.firstIndex { $0.id == id } } ?? 0
    let order = lessons[latest...] + lessons[..<latest]
    return order.first { progress.lesson($0.id)?.isFinished != true }
  }

  /// The lesson that `lesson` alone opens: the one that is open or was seen last, unless that was
  /// left by its last page and another one is still to be done.
  func lessonToOpen(in course: Course) -> Lesson? {
    if let openLesson { return course.lesson(openLesson.player.lesson.id) }
    let latest = progress.latestLesson.flatMap { course.lesson($0) }
    if let latest, let known = progress.lesson(latest.id), !known.isFinished || known.pageNumber > 0
    {
      return latest
    }
    return lessonToGoOnWith(in: course) ?? latest ?? course.lessons.first
  }

  /// What can be gone on with, for the greeting.
  func resumable() -> [String] {
    guard let course = try? loadedCourse() else { return [] }
    var lines: [String] = []
    if let lesson = lessonToGoOnWith(in: course), progress.latestLesson != nil {
      lines.append("'lesson' goes on with '\(lesson.title)'.")
    }
    for pool in course.quizzes where progress.openAttempt(quiz: pool.id) != nil {
      lines.append("'quiz \(pool.id)' goes on with the quiz that you began.")
    }
    return lines
  }

  /// What Enter does at the first prompt: it lists the lessons, or goes on with one.
  func firstLineTypedAhead() -> String {
    guard let course = try? loadedCourse(), lessonToGoOnWith(in: course) != nil else { return "" }
    return progress.latestLesson == nil ? "lessons" : "lesson"
  }

  /// Puts the page before the learner, and types its first command ahead.
  func showPage() {
    guard let player = openLesson?.player else { return }
    openLesson?.pageStart = journal.last
    openLesson?.ruledOut = nil
    openLesson?.readyEnd = journal.last
    openLesson?.done = []
    openLesson?.explained = []
    openLesson?.isShown = true
    if classroom != nil { leaveQuestion() }
    journal.record(.learner, .page(text(of: player).markdown))
    keepProgress()
    typeAhead()
    rememberQuestion()
  }

  /// A page as text; what is built on it is named with the titles of its checks.
  func text(of player: LessonPlayer, isWhole: Bool = false) -> PageText {
    var text = PageText(player: player, isWhole: isWhole)
    guard let path = player.lesson.builds, player.page.step != nil else { return text }
    text.plan = (try? ConformanceFolder.load(in: world)).map {
      WorkshopPlan(player.lesson, suite: $0)
    }
    text.builds = progress.builds().filter { $0.path == path }
    return text
  }

  /// Says what to look at while the page's next command runs, where its console has a word on it.
  func sayWhatToLookAt() {
    guard let look = openLesson?.player.nextStep?.look else { return }
    journal.record(.learner, .look(look))
  }

  /// Hands the page's next command to the prompt, so that Enter runs it.
  ///
  /// A page that waits for a guess asks the class, if one looks on.
  func typeAhead() {
    if classroom != nil {
      leaveQuestion()
      if askedFirst != nil { return askClass() }
    }
    typeAhead(openLesson?.player.prefill ?? "")
  }

  /// Looks what a command, or time alone, has done for the open task.
  ///
  /// While a line is being run it waits for the end of it.
  public func checkTask() {
    // Also meanwhile it is looked at, for the journal keeps large events for a short time only.
    guard openLesson?.isShown == true, let check = openLesson?.check(in: journal), !isBusy else {
      return
    }
    if check.ruledOut != nil { return warnThatTaskIsRuledOut(check) }
    guard check.isSolved, let solved = openLesson?.player.solve() else { return }
    openLesson?.done.insert(solved.id)
    keepProgress()
    let isLast = openLesson?.player.exercise == nil
    let rest = isLast ? "'next' goes on" : "there is one more on this page"
    say("✔ solved: \(report(on: solved, check).deed); \(rest)".withQuotes)
  }

  /// How far a task is, by what has happened since the page began.
  private func report(on exercise: Exercise, _ check: ExerciseCheck) -> ExerciseReport {
    let seen = journal.observations(from: (openLesson?.pageStart ?? 0) + 1)
    return ExerciseReport(exercise, check, in: seen)
  }

  /// Says of a near miss why it is none, once, if what happened is what the author foresaw.
  private func explainMiss() {
    guard openLesson?.isShown == true, let exercise = openLesson?.player.exercise,
      let check = openLesson?.check(in: journal), let miss = report(on: exercise, check).miss,
      let because = miss.because,
      openLesson?.explained.insert(miss.place).inserted == true
    else { return }
    say("not yet: \(because.trimmingWhitespace())".withQuotes)
  }

  /// Says once that the open task cannot be solved any more on this page.
  private func warnThatTaskIsRuledOut(_ check: ExerciseCheck) {
    guard let exercise = openLesson?.player.exercise, openLesson?.ruledOut != exercise.id,
      let what = report(on: exercise, check).ruledOutWords
    else { return }
    openLesson?.ruledOut = exercise.id
    say("that was not meant by the task: \(what). 'reset' begins this page anew".withQuotes)
  }

  /// Stops what runs for a server that is started in a lesson, whoever typed it: the one that stands
  /// ready for a console that begins afresh does so, too.
  func makeWay() async {
    guard server != nil, let openLesson, openLesson.isShown else { return }
    let (start, hasBegun) = (openLesson.pageStart, !openLesson.player.beginsAfresh)
    await clearAway()
    // In the middle of a page what was done before is still a part of it.
    if hasBegun { self.openLesson?.pageStart = start }
  }

  /// Stops what still runs, for something that begins with nothing running.
  func clearAway() async {
    hideWire()
    guard runsSomething else { return }
    journal.record(.learner, .clearingAway)
    await stopEverything()
    journal.record(.learner, .clearedAway)
    say("(what ran before is stopped)")
    // The end of it is no part of the page.
    openLesson?.pageStart = journal.last
  }

  /// Hides the raw bytes, which the text of the next page does not count on.
  private func hideWire() {
    guard view.wire else { return }
    look(.wire(isShown: false))
    say("(the wire is hidden)")
  }

  /// Gets ready for a line that is typed ahead: its console may begin with nothing running, and may
  /// have a word on it.
  func beginConsole(with line: String) async {
    guard let player = openLesson?.player, line == player.prefill else { return }
    if let console = player.nextConsole {
      if console.isFresh { await clearAway() }
      predictionWatch.begin(player.page.predictions, after: journal.last)
    }
    sayWhatToLookAt()
  }

  /// Takes note of a line that was run while a lesson is open.
  func noteForLesson(_ line: String) {
    guard openLesson != nil else { return }
    let wasReady = line == openLesson?.player.prefill
    openLesson?.player.ran(line)
    if wasReady { openLesson?.readyEnd = journal.last }
    checkTask()
    explainMiss()
    goOnReading()
    typeAhead()
  }

  /// Whether Enter alone leaves the page; when it does not, it says why or types the command again.
  func studyGoesOn() -> Bool {
    guard let player = openLesson?.player else { return true }
    if player.prefill != nil { return false }
    if let stop = player.stop { return goOn(from: stop) }
    guard let open = player.exercise else { return true }
    journal.record(.learner, .page("Still open: \(open.ask.trimmingWhitespace())"))
    if let check = openLesson?.check(in: journal) {
      let report = self.report(on: open, check)
      if check.ruledOut != nil {
        say(report.sentences.map(\.withQuotes))
        say("'reset' begins this page anew, 'next' goes on without the task.")
        return false
      }
      if report.isBegun(after: openLesson?.readyEnd ?? 0) {
        say(report.sentences.map(\.withQuotes))
      }
    }
    say("'hint' helps, 'next' goes on without it.")
    return false
  }

  func keepProgress() {
    guard let player = openLesson?.player else { return }
    let wasPersistent = progress.isPersistent
    progress.save(player.progress, now: world.secondsSince1970())
    if wasPersistent, let notice = progress.notice { say(notice) }
  }
}

extension LessonPlayer {
  /// The commands that bring about the world in which the present page begins.
  var preparation: [String] { lesson.preparation(for: pageIndex) }
}

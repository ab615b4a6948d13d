import FoundationEssentials
import Observations
import Workbook

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
    let store = ProgressStore(folder: world.stateDirectory)
    if let notice = store.notice { say(notice) }
    self.store = store
    return store
  }

  /// The lesson on the screen.
  func openStudy() throws(CommandFailure) -> Study {
    guard let study else {
      throw .failed("no lesson is open: 'lessons' lists them, 'lesson ID' opens one")
    }
    return study
  }

  /// Opens a lesson where it was left, or on the page that was asked for.
  func open(_ lesson: Lesson, in course: Course, page: Int?) async {
    var player = LessonPlayer(lesson, resuming: progress.lesson(lesson.id))
    if player.isFinished { _ = player.go(to: 0) }
    if let page { _ = player.go(to: page) }
    study = Study(course: course, player: player, pageStart: journal.last)
    if server == nil, client == nil { await prepare(player.preparation) }
    showPage()
  }

  /// Runs what brings about the world in which a page begins.
  func prepare(_ commands: [String]) async {
    let needed = commands.filter(CommandLanguage.changesTheWorld)
    guard !needed.isEmpty else { return }
    say("(setting up what this page begins with)")
    for line in needed { _ = await perform(line: line) }
  }

  /// What can be gone on with, for the greeting.
  func resumable() -> [String] {
    guard let course = try? loadedCourse() else { return [] }
    var lines: [String] = []
    if let id = progress.latestLesson, progress.lesson(id)?.isFinished == false,
      let lesson = course.lesson(id)
    {
      lines.append("'lesson' goes on with '\(lesson.title)'.")
    }
    for pool in course.quizzes where progress.openAttempt(quiz: pool.id) != nil {
      lines.append("'quiz \(pool.id)' goes on with the quiz that you began.")
    }
    return lines
  }

  /// Puts the page before the learner, and types its first command ahead.
  func showPage() {
    guard let player = study?.player else { return }
    study?.pageStart = journal.last
    study?.ruledOut = nil
    study?.isShown = true
    journal.record(.learner, .page(PageText(player: player).markdown))
    keepProgress()
    typeAhead()
  }

  /// Looks what a command, or time alone, has done for the open task.
  public func checkTask() {
    guard var study, study.isShown else { return }
    let seen = journal.observations(from: study.pageStart + 1)
    guard let solved = study.player.check(seen) else { return warnIfRuledOut(by: seen) }
    self.study = study
    keepProgress()
    let rest = study.player.exercise == nil ? "'next' goes on" : "there is one more on this page"
    say("✔ task '\(solved.id)' is solved; \(rest)")
  }

  /// Says once that what has happened rules out the open task.
  private func warnIfRuledOut(by seen: [Observation]) {
    guard let study, let id = study.player.exercise?.id, study.ruledOut != id,
      study.player.isRuledOut(by: seen)
    else { return }
    self.study?.ruledOut = id
    say("that was not meant by the task '\(id)': 'reset' begins this page anew")
  }

  /// Takes note of a line that was run while a lesson is open.
  func noteForStudy(_ line: String) {
    guard study != nil else { return }
    study?.player.ran(line)
    checkTask()
    typeAhead()
  }

  /// Whether Enter alone leaves the page; when it does not, it says why or types the command again.
  func studyGoesOn() -> Bool {
    guard let player = study?.player else { return true }
    if player.prefill != nil { return false }
    guard let open = player.exercise else { return true }
    say("the task '\(open.id)' is still open: 'hint' helps, 'next' goes on without it")
    return false
  }

  func keepProgress() {
    guard let player = study?.player else { return }
    let wasPersistent = progress.isPersistent
    progress.save(player.progress, now: world.secondsSince1970())
    if wasPersistent, let notice = progress.notice { say(notice) }
  }

  /// Hands the page's next command to the prompt, so that Enter runs it.
  private func typeAhead() {
    screen.typeAhead(study?.player.prefill ?? "")
  }
}

extension LessonPlayer {
  /// The commands that bring about the world in which the present page begins.
  var preparation: [String] { lesson.preparation(for: pageIndex) }
}

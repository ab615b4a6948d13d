import EventClient
import Observations
import StreamViews
import Workbook

/// Sitting a quiz, as the session knows it.
extension Session {
  /// The pool with this id.
  func pool(_ id: String) throws -> QuizPool {
    let course = try loadedCourse()
    if let pool = course.quiz(id) { return pool }
    let ids = course.quizzes.map(\.id)
    guard let near = Suggestion.nearest(to: id, of: ids) else {
      throw CommandFailure.usage(
        "there is no quiz '\(id)': there is \(ids.joined(separator: " and "))")
    }
    throw CommandFailure.usage("there is no quiz '\(id)': did you mean 'quiz \(near)'?")
  }

  /// Sits down to a quiz, or goes on with the one that was begun.
  ///
  /// A seed that was handed in before makes it practice, and that is said before it begins.
  func beginQuiz(_ pool: QuizPool, seed: UInt64?, isPractice: Bool, topic: String? = nil) async {
    openLesson = nil
    typeAhead("")
    var sitting: Sitting?
    if !isPractice, let open = progress.openAttempt(quiz: pool.id),
      seed == nil || seed == open.seed
    {
      do {
        sitting = try Sitting(resuming: open, in: pool)
        say("going on with the quiz that you began; 'pause' keeps it, as does leaving")
      } catch {
        progress.forget(attempt: open.id)
        say("\(error)")
      }
    }
    var begun =
      sitting
      ?? Sitting(
        pool, seed: seed ?? world.randomSeed(), id: world.newIdentifier(), isPractice: isPractice,
        topic: topic, now: world.secondsSince1970())
    if checkRepetition(of: &begun) {
      say(
        "the questions of seed \(begun.attempt.seed) were handed in here before:"
          + " this is practice and earns nothing; 'quiz \(pool.id)' draws others")
    }
    openQuiz = OpenQuiz(sitting: begun)
    keepAttempt()
    await showQuestion()
  }

  /// Makes a sitting practice whose questions were handed in before; false when it is none, or
  /// was meant for practice anyhow.
  @discardableResult
  func checkRepetition(of sitting: inout Sitting) -> Bool {
    let attempt = sitting.attempt
    guard !attempt.isPractice,
      progress.wasHandedIn(quiz: attempt.quiz, seed: attempt.seed, except: attempt.id)
    else { return false }
    sitting.markRepeated()
    return true
  }

  /// Takes a line while a quiz is sat; nil when no quiz is.
  func takeQuizLine(_ line: String, by origin: Origin) async -> Int32? {
    // What was typed when the time was over is no answer, and no command either.
    if await endQuizInTime() { return 0 }
    guard let openQuiz else { return nil }
    var line = line
    switch QuizWords.command(line) {
    case let answer as AnswerWord: line = answer.text
    case let word?: return await outcome { try await word.run(in: self) }
    case nil: break
    }
    if openQuiz.isPractical { return await practise(line, by: origin) }
    return await outcome { try await take(typed: line) }
  }

  /// Whether Enter alone leaves the question: only when it has an answer.
  func quizGoesOn() -> Bool {
    guard let sitting = openQuiz?.sitting, sitting.answer == nil else { return true }
    say(
      "question \(sitting.position + 1) has no answer yet: 'next' leaves it open, 'help' says more")
    return false
  }

  func move(_ step: (inout Sitting) -> Bool) async {
    guard var openQuiz else { return }
    let moved = step(&openQuiz.sitting)
    openQuiz.commands = []
    openQuiz.wasTold = false
    self.openQuiz = openQuiz
    keepAttempt()
    if moved { await showQuestion() } else { say(overview(of: openQuiz.sitting)) }
  }

  /// Takes an answer as it was typed.
  /// - Throws: A sentence when it cannot be one; nothing is marked for it.
  func take(typed line: String) async throws(CommandFailure) {
    guard var openQuiz else { return }
    do {
      try openQuiz.sitting.answer(typed: line)
    } catch {
      throw .usage(error.description)
    }
    self.openQuiz = openQuiz
    await goOn()
  }

  /// Judges what has happened since the question began.
  ///
  /// What is missing is said first; the next `done` hands it in as it is.
  func finishDoing() async {
    guard let openQuiz, let report = self.report(on: openQuiz) else { return }
    guard report.isSolved || openQuiz.wasTold else {
      self.openQuiz?.wasTold = true
      return say(
        ["not yet:"] + report.sentences.map(\.withQuotes)
          + ["go on, or 'done' once more hands it in as it is"])
    }
    if report.isSolved { say("✔ seen: \(report.deed)".withQuotes) }
    keepDeed(report)
    await goOn()
  }

  private func report(on openQuiz: OpenQuiz) -> ExerciseReport? {
    openQuiz.exercise.map { ExerciseReport($0, in: journal.observations(from: openQuiz.start + 1)) }
  }

  /// What was begun at the question on the screen counts as it is.
  func keepBegunDeed() {
    if let openQuiz, !openQuiz.commands.isEmpty, let report = self.report(on: openQuiz) {
      keepDeed(report)
    }
  }

  private func keepDeed(_ report: ExerciseReport) {
    guard var openQuiz else { return }
    openQuiz.sitting.answer(openQuiz.commands, judged: Deed(report))
    self.openQuiz = openQuiz
  }

  private func practise(_ command: String, by origin: Origin) async -> Int32 {
    openQuiz?.commands.append(command)
    openQuiz?.wasTold = false
    let status = await perform(line: command, by: origin)
    say("('done' when the question is answered)")
    return status
  }

  /// Keeps the answer and shows the next question; after the last one, what is left to do.
  private func goOn() async {
    guard openQuiz != nil else { return }
    openQuiz?.wasWarned = false
    keepAttempt()
    if openQuiz?.sitting.answered == openQuiz?.sitting.items.count {
      say("all questions have an answer: 'hand in' has them marked, 'back' changes one")
    } else {
      await move { $0.next() }
    }
  }

  func handIn() async {
    keepBegunDeed()
    guard var openQuiz else { return }
    let open = openQuiz.sitting.unanswered
    guard open.isEmpty || openQuiz.wasWarned else {
      self.openQuiz?.wasWarned = true
      say(
        "without an answer: \(open.map(String.init).joined(separator: ", "))",
        "'hand in' once more hands the quiz in all the same")
      return
    }
    // Its answers are shown when the class has closed it.
    if openQuiz.seat != nil { return await handInToClass() }
    await clearAway()
    // It may have been handed in elsewhere since this sitting began.
    checkRepetition(of: &openQuiz.sitting)
    let result = await openQuiz.sitting.handIn(
      now: world.secondsSince1970(), lab: .replaying(programPath: world.programPath))
    self.openQuiz = nil
    progress.save(result)
    if let notice = progress.notice { say(notice) }
    show(result)
    if result.earnsDiploma { askForName(on: result) }
  }

  /// Asks whose name is to stand on the diploma; an empty line puts it off.
  private func askForName(on result: QuizResult) {
    say("Which name is to stand on it? Type it as it should be printed, or press Enter for later.")
    let quiz = result.attempt.quiz
    question = { session, line in
      guard !line.isEmpty else { return }
      try await DiplomaCommand.Draw.named(line, quiz: quiz).run(in: session)
    }
  }

  /// Puts a marked quiz before the learner.
  func show(_ result: QuizResult) {
    let titles = course?.lessons ?? []
    let text = result.markdown { id in titles.first { $0.id == id }?.title }
    journal.record(.learner, .page(text))
    lastResult = result
  }

  /// A quiz that was handed in, marked: as it was shown, or again from its answers.
  func result(of attempt: Attempt) async throws -> QuizResult {
    if let lastResult, lastResult.attempt.id == attempt.id { return lastResult }
    do {
      return try await attempt.result(
        in: try pool(attempt.quiz), lab: .replaying(programPath: world.programPath))
    } catch let problem as AttemptProblem {
      throw CommandFailure.failed(problem.description)
    }
  }

  func pauseQuiz() {
    keepAttempt()
    if let attempt = openQuiz?.sitting.attempt, let seat = openQuiz?.seat {
      say(
        "kept: 'quiz \(attempt.quiz) --class \(seat.url)' goes on where you are"
          + (timeLeft.map { "; the time runs on, \($0)" } ?? ""))
    } else if let attempt = openQuiz?.sitting.attempt {
      say(
        attempt.isPractice
          ? "left: practice is kept once it is handed in; 'quiz \(attempt.quiz)' begins a quiz"
          : "kept: 'quiz \(attempt.quiz)' goes on where you are")
    }
    openQuiz = nil
  }

  func keepAttempt() {
    guard let attempt = openQuiz?.sitting.attempt, !attempt.isPractice else { return }
    guard let seat = openQuiz?.seat else { return progress.save(attempt) }
    do {
      try deskFolder?.keep(
        ClassSitting(round: seat.round, url: seat.url, name: seat.name, attempt: attempt))
    } catch { say(error.description) }
  }

  /// Puts the question before the learner, with nothing running but what it begins with.
  func showQuestion() async {
    guard let openQuiz else { return }
    await clearAway()
    if let exercise = openQuiz.exercise {
      await prepare(exercise.setup, for: "question")
      say("This question begins with \(whatRuns).")
    }
    self.openQuiz?.start = journal.last
    let sitting = openQuiz.sitting
    let text = sitting.item.markdown(
      number: sitting.position + 1, of: sitting.items.count, answer: sitting.answer)
    journal.record(.learner, .page(text))
    if let timeLeft { say("(\(timeLeft))") }
  }

  /// What runs at this moment, in words: which server, which client, on which path.
  private var whatRuns: String {
    let parts = [
      server.map { "a server at \($0.url)" }, todo.map { "the TODO list at \($0.url)" },
      proxy.map { "a proxy at \($0.url)" },
      client.map { "client \(clients) at \($0.url), readyState \($0.source.readyState.rawValue)" },
    ].compactMap(\.self)
    guard let last = parts.last else { return "nothing running" }
    let others = parts.dropLast().joined(separator: ", ")
    return others.isEmpty ? last : "\(others) and \(last)"
  }

  func overview(of sitting: Sitting) -> [String] {
    let count = "\(sitting.answered) of \(sitting.items.count) questions have an answer"
    let open = sitting.unanswered.map(String.init).joined(separator: ", ")
    return [open.isEmpty ? "\(count): 'hand in' has them marked" : "\(count); open: \(open)"]
  }
}

extension Lab {
  /// A lab in which scripts are played from a fresh start, with time that stands still meanwhile.
  ///
  /// Whoever wrote them, they are confined as a page is.
  static func replaying(programPath: String) -> Lab {
    let bench = ReplayBench(programPath: programPath)
    return Lab(
      run: { line in
        let session = await bench.session
        let start = session.journal.last
        let status = await session.run(line)
        let lines = session.journal.observations(from: start + 1).flatMap {
          $0.happening.answerLines ?? []
        }
        return Outcome(lines: lines, succeeded: status == 0)
      },
      observations: { bench.journal.observations(from: $0 + 1) },
      mark: { bench.journal.last },
      reset: { await bench.reset() })
  }
}

/// The session of a lab, which can be had anew.
private actor ReplayBench {
  private(set) var session: Session
  nonisolated let journal = Journal()
  private let programPath: String

  init(programPath: String) {
    self.programPath = programPath
    session = Self.session(programPath, journal)
  }

  func reset() async {
    await session.finish()
    session = Self.session(programPath, journal)
  }

  private static func session(_ programPath: String, _ journal: Journal) -> Session {
    var world = World.replay(programPath: programPath)
    world.confinement = Confinement()
    return Session(world: world, journal: journal)
  }
}

import Observations
import Workbook

/// Replays a course: what its consoles show must come out so, and each task must be unsolved when it
/// is put, solved by its answer and by none of its near misses.
struct CourseReplay: Sendable {
  let course: Course
  let programPath: String
  /// Where programs of others are looked for.
  var searchPath = ""
  /// Whether the course may run commands of its own.
  var isTrusted = false
  /// Hears what is being replayed, for a progress line.
  var progress: @Sendable (String) -> Void = { _ in }

  /// How many lessons and quizzes are replayed at once; mostly they wait for real time to pass.
  static let atOnce = 2

  /// Everything that a replay finds wrong, in the order of the course.
  func diagnostics() async -> [Diagnostic] {
    let parts =
      course.lessons.map { Part(name: "lesson \($0.id)", content: .lesson($0)) }
      + course.quizzes.map { Part(name: "quiz \($0.id)", content: .quiz($0)) }
    var found = parts.map { _ in [Diagnostic]() }
    await withTaskGroup(of: (Int, [Diagnostic]).self) { group in
      for (index, part) in parts.enumerated() {
        if index >= Self.atOnce, let (done, diagnostics) = await group.next() {
          found[done] = diagnostics
        }
        group.addTask { (index, await diagnostics(of: part)) }
      }
      for await (done, diagnostics) in group { found[done] = diagnostics }
    }
    return found.flatMap(\.self)
  }

  private struct Part: Sendable {
    enum Content: Sendable { case lesson(Lesson), quiz(QuizPool) }
    var name: String
    var content: Content
  }

  private func diagnostics(of part: Part) async -> [Diagnostic] {
    progress(part.name)
    switch part.content {
    case .lesson(let lesson): return await diagnostics(of: lesson)
    case .quiz(let pool): return await diagnostics(of: pool)
    }
  }

  // MARK: Lessons

  /// Replays one lesson from its first page to its last.
  func diagnostics(of lesson: Lesson) async -> [Diagnostic] {
    let replay = newReplay(needing: lesson.needs)
    let journal = replay.session.journal
    var found: [Diagnostic] = []
    for (index, page) in lesson.pages.enumerated() {
      var start = journal.last
      var played: [String] = []
      for (place, block) in page.blocks.enumerated() {
        switch block {
        case .prose, .recording, .leftOut, .prediction, .fold, .build: break
        case .console(let transcript):
          if transcript.isFresh {
            await replay.session.stopEverything()
            start = journal.last
          }
          let consoleStart = journal.last
          for mismatch in await replay.mismatches(in: transcript) {
            found.append(diagnostic(.replay, lesson.path, mismatch.step.place, mismatch.sentence))
          }
          for confined in await replay.session.takeConfined() {
            let step = transcript.steps.first { $0.command == confined.line }
            let place = step?.place ?? SourceLocation(line: page.line)
            found.append(course.complaint(of: confined, in: lesson.path, at: place))
          }
          let predictions = page.predictions(about: place)
          let seen = journal.observations(from: consoleStart + 1)
          let wrong = prove(predictions, in: seen, lesson.path)
          found += wrong
          if wrong.isEmpty {
            let world = lesson.preparation(for: index) + played
            found += await proveAtLeisure(predictions, of: transcript, after: world, lesson.path)
          }
          played += transcript.commands
        case .task(let exercise):
          found += await prove(exercise, in: replay, since: start, lesson.path)
          let world = lesson.preparation(for: index) + played
          found += await refuteMisses(of: exercise, after: world, lesson.needs, lesson.path)
          played += exercise.answer
        }
      }
    }
    await replay.session.finish()
    return found
  }

  private func prove(
    _ exercise: Exercise, in replay: Replay, since start: Int, _ path: String
  ) async -> [Diagnostic] {
    let journal = replay.session.journal
    func isSolved() -> Bool {
      ExerciseCheck(exercise, in: journal.observations(from: start + 1)).isSolved
    }
    guard !isSolved() else {
      return [
        diagnostic(.task, path, exercise.place, "task '\(exercise.id)' is solved as it begins")
      ]
    }
    var found: [Diagnostic] = []
    for miss in exercise.misses where !miss.expect.isEmpty {
      let seen = journal.observations(from: start + 1)
      if ExerciseCheck(miss.expect, in: seen).isSolved {
        let sentence = "this near miss of '\(exercise.id)' has happened before the task begins"
        found.append(diagnostic(.task, path, miss.place, sentence))
      }
    }
    guard found.isEmpty else { return found }
    await replay.play(exercise.answer, needs: exercise.needs)
    let confined = await replay.session.takeConfined()
    guard confined.isEmpty else {
      return confined.map { course.complaint(of: $0, in: path, at: exercise.place) }
    }
    guard !isSolved() else { return [] }
    return [
      diagnostic(.task, path, exercise.place, "task '\(exercise.id)' is not solved by its answer")
    ]
  }

  /// What an author says comes must come.
  private func prove(
    _ predictions: [Prediction], in seen: [Observation], _ path: String
  ) -> [Diagnostic] {
    predictions.compactMap { prediction in
      let name = "the prediction '\(prediction.id)'"
      guard let truth = prediction.truth(in: seen) else {
        return diagnostic(.prediction, path, prediction.place, "\(name) \(prediction.whyUnclear)")
      }
      guard !prediction.agrees(prediction.answer, with: truth) else { return nil }
      let (came, said) = (prediction.typed(truth), prediction.typed(prediction.answer))
      return diagnostic(
        .prediction, path, prediction.place,
        "\(name) says that '\(said)' comes, and '\(came)' does")
    }
  }

  /// It must come whatever time a learner takes between two commands.
  private func proveAtLeisure(
    _ predictions: [Prediction], of transcript: Transcript, after world: [String], _ path: String
  ) async -> [Diagnostic] {
    guard !predictions.isEmpty, transcript.needs.isEmpty else { return [] }
    let replay = newReplay(needing: [])
    if !transcript.isFresh { await replay.play(world.filter(CommandLanguage.changesTheWorld)) }
    let start = await replay.playAtLeisure(transcript.commands)
    let seen = replay.session.journal.observations(from: start + 1)
    await replay.session.finish()
    return predictions.compactMap { prediction in
      let truth = prediction.truth(in: seen)
      guard truth.map({ prediction.agrees(prediction.answer, with: $0) }) != true else {
        return nil
      }
      let came = truth.map { "'\(prediction.typed($0))'" } ?? "nothing to compare with"
      return diagnostic(
        .prediction, path, prediction.place,
        "the prediction '\(prediction.id)' depends on how long a learner waits between two"
          + " commands: after \(Replay.leisure) each it is \(came)")
    }
  }

  private func refuteMisses(
    of exercise: Exercise, after world: [String], _ needs: Set<String>, _ path: String
  ) async -> [Diagnostic] {
    var found: [Diagnostic] = []
    let world = world.filter(CommandLanguage.changesTheWorld)
    for miss in exercise.misses {
      let replay = newReplay(needing: needs)
      await replay.play(world, needs: exercise.needs)
      _ = await replay.session.takeConfined()
      let start = replay.session.journal.last
      await replay.play(miss.commands, needs: exercise.needs)
      let seen = replay.session.journal.observations(from: start + 1)
      if ExerciseCheck(exercise, in: seen).isSolved {
        let sentence = "task '\(exercise.id)' is solved by this near miss"
        found.append(diagnostic(.task, path, miss.place, sentence))
      }
      if !ExerciseCheck(miss.expect, in: seen).isSolved {
        let sentence = "this near miss of '\(exercise.id)' does not look as its 'expect' says"
        found.append(diagnostic(.task, path, miss.place, sentence))
      }
      found += await replay.session.takeConfined().map {
        course.complaint(of: $0, in: path, at: miss.place)
      }
      await replay.session.finish()
    }
    return found
  }

  // MARK: Quizzes

  private func diagnostics(of pool: QuizPool) async -> [Diagnostic] {
    var found: [Diagnostic] = []
    for question in pool.questions {
      guard let exercise = question.kind.exercise else { continue }
      let replay = newReplay(needing: Set(exercise.needs))
      await replay.play(exercise.setup)
      found += await prove(exercise, in: replay, since: replay.session.journal.last, pool.path)
      await replay.session.finish()
      found += await refuteMisses(
        of: exercise, after: exercise.setup, Set(exercise.needs), pool.path)
    }
    return found
  }

  private func newReplay(needing programs: Set<String>) -> Replay {
    Replay(
      programPath: programPath, courseDirectory: course.folder, searchPath: searchPath,
      programs: programs, isTrusted: isTrusted)
  }

  private func diagnostic(
    _ code: Diagnostic.Code, _ path: String, _ place: SourceLocation, _ message: String
  ) -> Diagnostic {
    course.diagnostic(code, in: path, at: place, message)
  }
}

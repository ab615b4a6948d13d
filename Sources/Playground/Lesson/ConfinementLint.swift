import Workbook

/// Finds the lines of a course that a page may not run, before any of them is run.
struct ConfinementLint {
  let course: Course
  var isTrusted = false

  func diagnostics() -> [Diagnostic] {
    course.lessons.flatMap(diagnostics) + course.quizzes.flatMap(diagnostics)
  }

  private func diagnostics(of lesson: Lesson) -> [Diagnostic] {
    lesson.pages.flatMap(\.blocks).flatMap { block in
      switch block {
      case .prose, .prediction, .fold, .build: [Diagnostic]()
      case .console(let transcript), .recording(let transcript, _):
        transcript.steps.flatMap { step in
          complaints([step.command], transcript.needs, lesson.path, step.place)
        }
      case .task(let exercise), .leftOut(let exercise, _): complaints(exercise, lesson.path)
      }
    }
  }

  private func diagnostics(of pool: QuizPool) -> [Diagnostic] {
    pool.questions.flatMap { question in
      guard let exercise = question.kind.exercise else { return [Diagnostic]() }
      return complaints(exercise, pool.path)
    }
  }

  private func complaints(_ exercise: Exercise, _ path: String) -> [Diagnostic] {
    complaints(exercise.setup + exercise.answer, exercise.needs, path, exercise.place)
      + exercise.misses.flatMap { complaints($0.commands, exercise.needs, path, $0.place) }
  }

  private func complaints(
    _ lines: [String], _ needs: [String], _ path: String, _ place: SourceLocation
  ) -> [Diagnostic] {
    let confinement = Confinement(programs: Set(needs), isTrusted: isTrusted)
    return lines.compactMap { line in
      let command = try? CommandLanguage.command(CommandLanguage.meant(by: line))
      let touches = (command as? any PlaygroundCommand)?.touches ?? []
      return confinement.refusal(of: line, touching: touches).map { reason in
        course.complaint(of: Confined(line: line, reason: reason), in: path, at: place)
      }
    }
  }
}

extension Course {
  /// What lint says of a line that a page may not run.
  func complaint(of confined: Confined, in path: String, at place: SourceLocation) -> Diagnostic {
    diagnostic(
      .confined, in: path, at: place,
      "a page may not run '\(confined.line)': it \(confined.reason)")
  }
}

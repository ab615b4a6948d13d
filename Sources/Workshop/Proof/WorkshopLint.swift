public import Conformance
public import Workbook

/// Says what is wrong with the steps of a course as text: names of checks, missing solutions.
///
/// That each step does what it should only a proof can tell.
public struct WorkshopLint: Sendable {
  let course: Course
  let suite: Suite
  let shelf: WorkshopShelf

  /// Prepares to look at a course.
  public init(_ course: Course, suite: Suite) {
    self.course = course
    self.suite = suite
    shelf = WorkshopShelf(course: course.folder)
  }

  /// Everything that is wrong.
  public func diagnostics() -> [Diagnostic] {
    course.lessons.flatMap { lesson in
      var asked: [String: Int] = [:]
      return lesson.steps.flatMap { patterns(of: $0, in: lesson, &asked) }
        + subjects(of: lesson) + solutions(of: lesson)
    } + strays()
  }

  /// A step that asks for nothing that there is, or for nothing new, asks for nothing.
  private func patterns(
    of step: BuildStep, in lesson: Lesson, _ asked: inout [String: Int]
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    func complain(_ code: Diagnostic.Code, _ place: SourceLocation, _ message: String) {
      found.append(course.diagnostic(code, in: lesson.path, at: place, message))
    }
    var own: Set<String> = []
    for pattern in step.checks {
      let matches = WorkshopPlan.matches(pattern.text, step, suite).map(\.id)
      if matches.isEmpty {
        found.append(unknown(pattern, step, lesson))
      } else if let first = matches.compactMap({ asked[$0] }).min(),
        matches.allSatisfy({ asked[$0] != nil })
      {
        complain(
          .duplicate, pattern.place,
          "step \(first) asks for '\(pattern.text)' already, and it goes on to hold")
      }
      own.formUnion(matches)
    }
    for pattern in step.mayFail {
      let matches = WorkshopPlan.matches(pattern.text, step, suite).map(\.id)
      if matches.isEmpty {
        found.append(unknown(pattern, step, lesson))
      } else if own.isDisjoint(with: matches) {
        complain(
          .unknownName, pattern.place,
          "'\(pattern.text)' is none of the checks of this step, so it may fail anyway")
      }
    }
    for check in WorkshopPlan.checks(of: step, suite) where asked[check.id] == nil {
      asked[check.id] = step.number
    }
    return found
  }

  private func unknown(
    _ pattern: BuildStep.Pattern, _ step: BuildStep, _ lesson: Lesson
  ) -> Diagnostic {
    let ids = suite.checks.map(\.id)
    let subject = step.subject.rawValue
    let message =
      pattern.text.hasPrefix(subject + "/")
      ? "there is no check '\(pattern.text)': 'sse check \(subject) --list' names them"
      : "'\(pattern.text)' is no check of a \(subject)"
    return course.diagnostic(
      .unknownName, in: lesson.path, at: pattern.place, message,
      suggestion: Suggestion.nearest(to: pattern.text, of: ids).map { "did you mean '\($0)'?" })
  }

  private func subjects(of lesson: Lesson) -> [Diagnostic] {
    guard let first = lesson.steps.first?.subject else { return [] }
    return lesson.steps.filter { $0.subject != first }.map { step in
      course.diagnostic(
        .wrongValue, in: lesson.path, at: step.place,
        "step \(step.number) builds a \(step.subject.rawValue), and step 1 a \(first.rawValue): "
          + "a path has one subject")
    }
  }

  /// The solution of a page must be there in one language at least, and its path be known.
  private func solutions(of lesson: Lesson) -> [Diagnostic] {
    guard let path = lesson.builds, !lesson.steps.isEmpty else { return [] }
    let languages = shelf.languages(for: path)
    guard !languages.isEmpty else {
      return [
        Diagnostic(
          .unknownName, path: lesson.path, line: 1,
          message: "nothing is there to begin '\(path)' with: no workshop/LANGUAGE/\(path)")
      ]
    }
    return lesson.steps.filter { step in
      !languages.contains { shelf.kit(path, in: $0)?.solution(step.solution) != nil }
    }.map { step in
      course.diagnostic(
        .unknownName, in: lesson.path, at: step.place,
        "no language has the solution \(step.solution) of step \(step.number)")
    }
  }

  /// What lies on the shelf and no lesson asks for.
  private func strays() -> [Diagnostic] {
    let paths = WorkshopPlan.paths(of: course)
    return shelf.languages.flatMap { language in
      shelf.paths(in: language).flatMap { path -> [Diagnostic] in
        guard let kit = shelf.kit(path, in: language) else { return [] }
        guard paths.contains(path) else {
          return [Diagnostic(.stray, path: kit.folder, message: "no lesson builds '\(path)'")]
        }
        return kitProblems(kit)
      }
    }
  }

  private func kitProblems(_ kit: WorkshopKit) -> [Diagnostic] {
    do throws(WorkshopProblem) {
      let settings = try WorkshopSettings.load(from: kit.starter)
      guard settings.path == kit.path, settings.language == kit.language else {
        return [
          Diagnostic(
            .wrongValue, path: "\(kit.starter)/\(WorkshopSettings.fileName)",
            message: "it says \(settings.path) in \(settings.language) and lies in "
              + "\(kit.language)/\(kit.path)")
        ]
      }
      return []
    } catch {
      return [Diagnostic(.unreadable, path: kit.starter, message: error.description)]
    }
  }
}

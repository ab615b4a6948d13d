import ArgumentParser
import Workbook

/// `progress`: how far one has come.
struct ProgressCommand: ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Show the lessons, tasks and quizzes that you have done.",
    discussion: "Example: progress --json")

  @Flag(help: "Print all that is kept, as JSON.")
  var json = false

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let store = session.progress
    guard !json else {
      return session.say(store.export().json.split(whereSeparator: \.isNewline).map(String.init))
    }
    let course = try session.loadedCourse()
    session.say(lessons(of: course, store.lessons()) + quizzes(of: course, store))
  }

  private func lessons(of course: Course, _ known: [String: LessonProgress]) -> [String] {
    let width = course.lessons.map(\.id.count).max() ?? 0
    return course.lessons.map { lesson in
      let progress = known[lesson.id]
      let states = lesson.exercises.map { progress?.tasks[$0.id]?.state ?? .open }
      let id = lesson.id + String(repeating: " ", count: width - lesson.id.count)
      let tasks =
        "\(states.count { $0 == .solved }) of \(states.count) tasks solved"
        + (states.contains(.shown) ? ", \(states.count { $0 == .shown }) shown" : "")
      return "\(sign(progress))  \(id)  \(tasks)"
    }
  }

  private func sign(_ progress: LessonProgress?) -> String {
    guard let progress else { return "[ ]" }
    return progress.isFinished ? "[x]" : "[~]"
  }

  private func quizzes(of course: Course, _ store: ProgressStore) -> [String] {
    course.quizzes.map { pool in
      let attempts = store.attempts(quiz: pool.id).filter { !$0.attempt.isPractice }
      let grades = attempts.compactMap { $0.grade?.rawValue }
      let begun = attempts.contains { $0.attempt.handedInAt == nil } ? ", one begun" : ""
      let reached = grades.isEmpty ? "not sat yet" : grades.joined(separator: ", ")
      return "quiz \(pool.id): \(reached)\(begun)"
    }
  }
}

import ArgumentParser
import Classroom
import Observations
import Workbook

/// `ask`: a question of the quizzes, put to the class.
struct AskCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("present")

  static func offers(of course: Course) -> [String] { course.quizzes.flatMap(\.topics) }

  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Put a question of the quizzes to the class; 'reveal' shows what it answered.",
    discussion: """
      Of the questions about a topic, that of the open lesson unless named, it takes one with \
      options that this class was not asked yet.
      Example: ask reconnecting
      """)

  @Argument(help: "The topic, or the code of a question, as j07.")
  var topic: String?

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let classroom = try session.neededClass()
    let course = try session.loadedCourse()
    guard session.asked == nil else {
      throw CommandFailure.failed("the class is asked something already: 'reveal' shows it")
    }
    let item = try item(in: course, session, classroom)
    session.journal.record(
      .learner, .page(([item.question.ask] + item.shown).joined(separator: "\n\n")))
    session.put(AskedQuestion(item), to: classroom)
  }

  private func item(
    in course: Course, _ session: isolated Session, _ classroom: ClassSide
  ) throws -> QuizItem {
    let seed = session.world.randomSeed()
    let questions = course.quizzes.flatMap(\.questions).filter { $0.kind.name == "choose-one" }
    if let topic, let named = questions.first(where: { $0.code == topic }) {
      return QuizItem(named, seed: seed)
    }
    let known = course.quizzes.flatMap(\.topics)
    let wanted = topic ?? session.openLesson?.player.lesson.quiz
    if let wanted, !known.contains(wanted) {
      guard let near = Suggestion.nearest(to: wanted, of: known) else {
        throw CommandFailure.usage("there is no topic '\(wanted)': Tab lists them")
      }
      throw CommandFailure.usage("there is no topic '\(wanted)': did you mean 'ask \(near)'?")
    }
    let fitting = questions.filter { wanted == nil || $0.topic == wanted }
    let fresh = fitting.filter { !classroom.server.wasAsked($0.code) }
    guard !fitting.isEmpty else {
      throw CommandFailure.failed("no question about '\(wanted ?? "")' has one right option")
    }
    let all = fresh.isEmpty ? fitting : fresh
    return QuizItem(all[Int(seed % UInt64(all.count))], seed: seed)
  }
}

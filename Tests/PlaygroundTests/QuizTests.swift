import Foundation
import Observations
import Testing
import Workbook

@testable import Playground

/// What follows a quiz, and what a second sitting of the same draw is worth.
@Suite(.timeLimit(.minutes(1))) struct QuizTests {
  private let course: TemporaryCourse
  private let state: String

  init() throws {
    course = try TemporaryCourse(quiz: Self.quiz)
    state = course.folder + "/state"
  }

  private func session() -> Session {
    Session(world: World(stateDirectory: state, courseDirectory: course.folder))
  }

  /// Sits the whole quiz rightly and hands it in.
  private func sit(_ line: String, in session: Session) async {
    await session.run(line)
    while let sitting = await session.openQuiz?.sitting, !sitting.unanswered.isEmpty {
      await session.run(sitting.item.question.id == "colon" ? "colon" : "hash")
    }
    await session.run("hand in")
  }

  @Test func `what fonts have is read as fontconfig writes it`() {
    let ranges = DiplomaFiles.scalars(in: "20-7e a0 100-17f\n20-7e x 9-1\n")
    #expect(Set(ranges) == [0x20...0x7e, 0xa0...0xa0, 0x100...0x17f])
  }

  static let quiz = """
    title: Small
    mastered: [saying hello]
    questions:
      - id: colon
        code: s01
        topic: first
        lesson: first
        ask: What does a comment begin with?
        type: [":", colon]
        because: A colon.
      - id: hash
        code: s02
        topic: second
        lesson: first
        ask: And in a shell?
        type: ["#", hash]
        because: A hash.
    """

  private static let notice =
    "the questions of seed 7 were handed in here before: this is practice and earns nothing;"
    + " 'quiz small' draws others"

  @Test func `the first sitting of a draw counts, the second one is practice and says so`() async {
    let session = session()
    await sit("quiz small --seed 7", in: session)
    #expect(session.said.contains { $0.contains("That earns the diploma.") })
    await session.run("")
    await sit("quiz small --seed 7", in: session)
    let lines = session.said
    #expect(lines.contains(Self.notice))
    #expect(
      lines.last?.hasPrefix(
        "# A+\n\n2 of 2 right, 100 %. These questions, of seed 7, were handed in here before: it was"
          + " practice and earns nothing.\n") == true, "\(lines.last ?? "")")
    #expect(await session.progress.attempts().map(\.attempt.isPractice) == [false, true])
    await session.finish()
  }

  @Test func `who has practised a draw does not earn a diploma by it`() async {
    let session = session()
    await sit("quiz small --seed 7 --practice", in: session)
    await sit("quiz small --seed 7", in: session)
    #expect(session.said.contains(Self.notice))
    #expect(await session.run("diploma small --name Ada") == 1)
    #expect(
      session.said.last == "The quiz 'small' has not been handed in yet: 'quiz small'.")
    await session.finish()
  }

  @Test func `a draw that a class shares is begun once, gone on with and counted`() async {
    let first = session()
    await first.run("quiz small --seed 7")
    await first.run("pause")
    await sit("quiz small --seed 7", in: first)
    #expect(
      first.said.contains(
        "going on with the quiz that you began; 'pause' keeps it, as does leaving"))
    #expect(first.said.contains { $0.contains("That earns the diploma.") })
    #expect(await first.progress.attempts().count == 1)
    await first.finish()
  }

  @Test func `answers in a file for a draw that was handed in before are practice, too`()
    async throws
  {
    let session = session()
    let file = course.folder + "/answers.json"
    try #"{"s01": "colon", "hash": "hash"}"#.write(toFile: file, atomically: true, encoding: .utf8)
    await session.run("quiz small --seed 7 --answers '\(file)'")
    #expect(session.said.last?.contains("That earns the diploma.") == true)
    await session.run("quiz small --seed 7 --answers '\(file)' --json")
    #expect(
      session.said.last
        == #"{"quiz":"small","seed":7,"practice":true,"percent":100,"grade":"A+","questions":["#
        + (await session.progress.lastHandedIn()?.questions ?? []).map {
          #"{"id":"\#($0 == "colon" ? "s01" : "s02")","points":1.0,"right":"\#($0 == "colon" ? ":" : "#")"}"#
        }.joined(separator: ",") + "]}")
    await session.finish()
  }

  @Test func `a topic is practised alone, and only practised`() async {
    let session = session()
    await session.run("quiz small --practice --topic second")
    #expect(await session.openQuiz?.sitting.items.map(\.question.id) == ["hash"])
    await session.run("hash")
    await session.run("hand in")
    #expect(session.said.last?.hasPrefix("# A+\n\n1 of 1 right, 100 %. It was practice") == true)
    await session.run("quiz small --practice --topic second")
    await session.run("pause")
    #expect(
      session.said.last
        == "left: practice is kept once it is handed in; 'quiz small' begins a quiz")
    #expect(await session.run("quiz small --topic second") == 2)
    #expect(
      session.said.last == "a quiz asks about every topic: '--topic' goes with '--practice'")
    #expect(await session.run("quiz small --practice --topic secnd") == 2)
    #expect(session.said.last == "there is no topic 'secnd': did you mean 'second'?")
    #expect(await session.run("quiz small --practice --topic cheese") == 2)
    #expect(session.said.last == "there is no topic 'cheese': there is first, second")
    await session.finish()
  }

  @Test func `the review shows what was answered, also in another session`() async {
    let first = session()
    await first.run("quiz review")
    #expect(first.said.last == "no quiz has been handed in yet: 'quiz junior' begins one")
    await sit("quiz small --seed 7", in: first)
    await first.finish()
    let second = session()
    await second.run("quiz review small")
    #expect(
      second.said.last?.hasPrefix("# Review: small, A+\n\n2 of 2 right, 100 %.\n\n## ✔ 1 · ")
        == true)
    #expect(
      second.said.last?.contains(
        "What does a comment begin with?\n\nYou answered: colon\n\nA colon.") == true)
    await second.finish()
  }

  @Test func `quizzes are listed with what an A+ takes`() async {
    let session = session()
    await session.run("quiz")
    #expect(
      session.said == [
        "quiz small: Small, 2 of 2 questions",
        "an A+ (2 of 2) earns a diploma; 'quiz small' begins",
      ])
    await session.finish()
  }
}

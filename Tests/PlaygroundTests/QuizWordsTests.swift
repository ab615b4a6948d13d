import ArgumentParser
import Observations
import Testing

@testable import Playground

/// The words that are commands while a quiz is sat.
@Suite(.timeLimit(.minutes(1))) struct QuizWordsTests {
  @Test(
    arguments: [
      ("", "next"), ("NEXT", "next"), ("next week", nil), ("back", "back"), ("hand in", "hand"),
      ("Hand In", "hand"), ("hand", nil), ("hand over", nil), ("question 3", "question"),
      ("question x", nil), ("overview", "overview"), ("pause now", nil), ("done", "done"),
      ("done that", nil), ("answer", nil), ("answer done", "answer"), ("answer --x -- y", "answer"),
      ("help", "help"), ("help question", "help"), ("help send", nil), ("a", nil), ("send hi", nil),
    ] as [(String, String?)])
  func `a line is one of them only as a whole`(_ line: String, _ name: String?) {
    #expect(QuizWords.command(line).map { type(of: $0)._commandName } == name)
  }

  @Test func `what is behind answer goes through as it was typed`() {
    #expect((QuizWords.command("answer  --A  b ") as? AnswerWord)?.text == "--A  b")
  }

  @Test func `help lists them on one screen, and says how one is used`() async throws {
    let course = try TemporaryCourse()
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("quiz small --practice")
    let start = session.journal.last
    await session.run("help")
    #expect(
      session.answers(after: start) == [
        "Type your answer; 'answer …' if it looks like one of these words.",
        "done         Say what is missing of something to do, or go on.",
        "next         Go on; what has no answer stays open.",
        "back         Go back; answers can be changed.",
        "question N   Go to any question.",
        "overview     Say what is still open.",
        "pause        Leave the quiz and keep it; 'quiz' goes on.",
        "hand in      Be marked.",
        "answer TEXT  Give an answer that looks like one of these words.",
        "help [WORD]  Say what can be typed, or how a word is used.",
      ])
    await session.run("help question")
    #expect(session.answers(after: start).contains("USAGE: question <number>"))
    await session.finish()
  }
}

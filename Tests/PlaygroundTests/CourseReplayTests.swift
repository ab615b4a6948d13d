import Terminal
import Testing
import Workbook

@testable import Playground

@Suite(.timeLimit(.minutes(1))) struct CourseReplayTests {
  private func complaints(
    _ lesson: String, quiz: String = TemporaryCourse.quiz
  ) async throws -> [String] {
    let course = try TemporaryCourse(lesson: lesson, quiz: quiz)
    let proof = CourseReplay(course: try Course.load(at: course.folder), programPath: "sse")
    return await proof.diagnostics().map(\.message)
  }

  @Test func `a course that does what it says is proved`() async throws {
    #expect(try await complaints(TemporaryCourse.lesson) == [])
  }

  @Test func `an answer that does not solve its task is found`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("answer: send hello", with: "answer: send hallo")
    #expect(try await complaints(lesson) == ["task 'say-hello' is not solved by its answer"])
  }

  @Test func `lessons are complained of before quizzes, whichever is done first`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("answer: send hello", with: "answer: send hallo")
    let quiz = TemporaryCourse.quiz.replacing("answer: send hello", with: "answer: help")
    #expect(
      try await complaints(lesson, quiz: quiz) == [
        "task 'say-hello' is not solved by its answer", "task 'greet' is not solved by its answer",
      ])
  }

  @Test func `a near miss that solves its task is found`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("run: send goodbye", with: "run: send hello")
    #expect(try await complaints(lesson) == ["task 'say-hello' is solved by this near miss"])
  }

  @Test func `a console that comes out otherwise is found`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("server │ listening", with: "server │ lustening")
    let found = try await complaints(lesson)
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("'server start --port 0 --interval 1m' answers 'server │ ") == true)
  }

  @Test func `what a wait waits for may have been shown by the command before it`() async {
    let start = "sse> server start --port 0 --interval 1m\nsse> client connect\nsse> send hi\n"
    let found = await Replay(programPath: "sse").mismatches(
      in: Transcript(start + "sse> wait event\n…\nclient │ event  message  id 1  hi\n…"))
    #expect(found.map(\.sentence) == [])
    let other = await Replay(programPath: "sse").mismatches(
      in: Transcript(start + "sse> client status\n…\nclient │ event  message  id 1  hi\n…"))
    #expect(
      other.map(\.sentence) == [
        "'client status' does not answer 'client │ event  message  id 1  hi', as the console says"
      ])
  }

  @Test func `sides are compared by themselves, since they have no common order`() {
    let expected = ["server │ a", "server │ b", "client │ c"]
    let actual = ["server │ a", "client │ c", "server │ b"]
    #expect(ReplayedOutput(expected: expected, actual: actual).difference == nil)
    let swapped = ["server │ b", "client │ c", "server │ a"]
    #expect(ReplayedOutput(expected: expected, actual: swapped).difference?.actual == "server │ b")
  }
}

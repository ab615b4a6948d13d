import Foundation
import Observations
import Synchronization
import Testing
import Workbook

@testable import Playground

/// A lesson worked through as a learner does it.
@Suite(.timeLimit(.minutes(1))) struct LessonTests {
  private let course: TemporaryCourse
  private let state: String

  init() throws {
    course = try TemporaryCourse()
    state = course.folder + "/state"
  }

  private func session() -> Session {
    Session(world: World(stateDirectory: state, courseDirectory: course.folder))
  }

  @Test func `a task is solved by what happens, and the page stays`() async {
    let session = session()
    await session.run("lesson first")
    await session.run("server start --port 0 --interval 1m")
    await session.run("client connect /events")
    await session.run("")
    await session.run("send goodbye")
    #expect(await session.openLesson?.player.exercise?.id == "say-hello")
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'hello'; 'next' goes on")
    #expect(await session.openLesson?.player.pageIndex == 1)
    await session.finish()
  }

  @Test func `Enter alone passes neither a command typed ahead nor an open task`() async {
    let session = session()
    await session.run("lesson first")
    await session.run("")
    #expect(await session.openLesson?.player.pageIndex == 0)
    await session.run("next")
    await session.run("")
    #expect(
      session.said.suffix(2) == [
        "Still open: Say hello.", "'hint' helps, 'next' goes on without it.",
      ])
    #expect(await session.openLesson?.player.isFinished == false)
  }

  @Test func `an open task says how far it is`() async throws {
    let lesson = TemporaryCourse.lesson.replacing(
      "  - event: { side: client, data: hello }",
      with: "  - event: { side: client, data: well }\n  - event: { side: client, data: hello }"
    ).replacing("answer: send hello", with: "answer: |\n  send well\n  send hello")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    let sentences = [
      "1. done: the client got an event with the data 'well'",
      "2. missing: the client gets an event with the data 'hello'",
    ]
    await session.run("lesson first 2")
    await session.run("send hello")
    await session.run("")
    #expect(!session.said.contains(sentences[0]))
    #expect(
      session.said.contains(
        "Seen: the client got an event with the data 'hello';"
          + " wanted: the client gets an event with the data 'well'."))
    await session.run("send well")
    await session.run("")
    #expect(Set(sentences).isSubset(of: session.said))
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'well', then the client got an event"
        + " with the data 'hello'; 'next' goes on")
    await session.finish()
  }

  @Test func `a fresh console begins with nothing running`() async {
    let session = session()
    await session.run("server start --port 0")
    await session.run("lesson first")
    #expect(await session.run("server start --port 0 --interval 1m") == 0)
    await session.finish()
  }

  @Test func `a server that is started in a lesson takes the place of what runs, whoever typed it`()
    async
  {
    let session = session()
    await session.run("lesson first 2")
    await session.run("client connect /events")
    let start = await session.openLesson?.pageStart
    #expect(await session.run("server start --port 0 --interval 2m") == 0)
    #expect(session.said.suffix(1) == ["(what ran before is stopped)"])
    #expect(await session.client == nil)
    #expect(await session.openLesson?.pageStart == start)
    await session.finish()
  }

  @Test func `lesson goes on where one was, also when all are done`() async {
    let session = session()
    await session.run("lesson first 2")
    await session.run("next")
    #expect(await session.openLesson == nil)
    await session.run("lesson first")
    #expect(await session.openLesson?.player.pageIndex == 0)
    await session.run("lesson first 2")
    await session.run("lesson")
    #expect(await session.openLesson?.player.pageIndex == 1)
    await session.finish()
    let later = self.session()
    await later.run("lesson")
    #expect(await later.openLesson?.player.pageIndex == 1)
    await later.finish()
  }

  @Test func `the greeting is shown with the lessons until one is begun`() async {
    let session = session()
    await session.run("lessons")
    #expect(session.said.first == "Hello.")
    await session.run("lesson first")
    await session.run("lessons")
    #expect(session.said.filter { $0 == "Hello." }.count == 1)
  }

  private func pages(of session: Session) -> [String] {
    session.journal.observations().compactMap {
      if case .page(let text) = $0.happening { text } else { nil }
    }
  }

  private func looks(of session: Session) -> [String] {
    session.journal.observations().compactMap { observation in
      switch observation.happening {
      case .look(let text): text
      case .command(let line, origin: .typed): "sse> \(line)"
      default: nil
      }
    }
  }

  @Test func `what to look at is said when the command runs that it is about, and only then`()
    async throws
  {
    let lesson = TemporaryCourse.lesson.replacing(
      "sse> client connect", with: "# look: The state of the client.\nsse> client connect")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    let start = "server start --port 0 --interval 1m"
    await session.run("lesson first")
    #expect(!pages(of: session).joined().contains("look:"))
    await session.run("client connect /events")
    await session.run(start)
    await session.run("client connect /events")
    await session.run("client connect /events")
    #expect(
      looks(of: session) == [
        "sse> lesson first", "sse> client connect /events", "sse> \(start)",
        "sse> client connect /events", "The state of the client.", "sse> client connect /events",
      ])
    await session.finish()
  }

  @Test func `page shows the page again, and what was done on it stays`() async {
    let session = session()
    #expect(await session.run("page") == 1)
    #expect(
      session.said.last
        == "no lesson is open: 'lesson' goes on where you were, 'lessons' lists them")
    await session.run("lesson first 2")
    let start = await session.openLesson?.pageStart
    await session.run("send well")
    await session.run("page")
    #expect(pages(of: session).count == 2 && Set(pages(of: session)).count == 1)
    #expect(await session.openLesson?.pageStart == start)
    await session.run("send hello")
    #expect(session.said.last?.hasPrefix("✔") == true)
    await session.finish()
  }

  @Test func `a page is found by its number and its heading`() async {
    let session = session()
    for name in ["2", "do", "Do", "Do?"] {
      #expect(await session.run("lesson first '\(name)'") == 0)
      #expect(await session.openLesson?.player.pageIndex == 1)
    }
    await session.finish()
  }

  @Test func `show does the task and it counts as shown`() async {
    let session = session()
    await session.run("lesson first 2")
    #expect(await session.run("show") == 0)
    #expect(await session.openLesson?.player.tasks["say-hello"]?.state == .shown)
    await session.run("lesson first 2")
    #expect(
      pages(of: session).last?.contains(
        "(It was shown to you: `reset page` lets you do it yourself.)")
        == true)
    await session.run("reset page")
    #expect(pages(of: session).last?.contains("It was shown") == false)
    await session.finish()
  }

  @Test func `a near miss is explained when it happens, however it was typed`() async throws {
    let lesson = TemporaryCourse.lesson.replacing(
      "  - run: send goodbye\n",
      with: "  - run: send goodbye\n    because: that was a farewell\n"
        + "    expect: [{ event: { side: client, data: …bye } }]\n")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("lesson first 2")
    await session.run("send hullo")
    #expect(!session.said.contains("not yet: that was a farewell"))
    await session.run("send 'bye bye'")
    #expect(session.said.last == "not yet: that was a farewell")
    await session.run("send 'bye bye'")
    #expect(session.said.filter { $0 == "not yet: that was a farewell" }.count == 1)
    await session.finish()
  }

  @Test func `show and hint work on a solved task, which stays solved`() async {
    let session = session()
    await session.run("lesson first 2")
    await session.run("send hello")
    await session.run("hint")
    #expect(
      pages(of: session).last
        == "The task is done; its hints:\n\n1. Look at send.\n2. It takes a text.\n\n"
        + "`show` does it the author's way.")
    #expect(await session.run("show") == 0)
    #expect(session.said.contains("(setting up what this task begins with)"))
    #expect(session.said.last == "That was the author's way; your task stays as it was.")
    #expect(await session.openLesson?.player.tasks["say-hello"]?.state == .solved)
    #expect(await session.run("show 2") == 1)
    #expect(session.said.last == "there is no task 2 on this page: it has 1")
    await session.finish()
  }

  @Test func `show plays what stands before the task first, and says so`() async {
    let session = session()
    await session.run("lesson first")
    await session.run("next")
    await session.run("show")
    #expect(session.said.last?.hasPrefix("That was the answer") == true)
    #expect(session.journal.observations().contains { $0.field("data") == "hello" })
    await session.finish()
  }

  @Test func `a page whose console was passed over begins in its world all the same`() async {
    let session = session()
    await session.run("lesson first")
    await session.run("next")
    #expect(session.said.contains("(setting up what this page begins with)"))
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'hello'; 'next' goes on")
    await session.run("next")
    #expect(
      session.said.suffix(2) == [
        "That was 'First'. Was it helpful? 'helpful yes' or 'helpful no'.", "Bye.",
      ])
    #expect(await session.run("back") == 0)
    #expect(await session.openLesson?.player.pageIndex == 1)
    await session.finish()
  }

  @Test func `another program goes on where this one was, in the world of that page`() async {
    let first = session()
    await first.run("lesson first")
    await first.run("next")
    await first.finish()
    let second = session()
    await second.run("lesson first")
    #expect(await second.openLesson?.player.pageIndex == 1)
    await second.run("send hello")
    #expect(
      second.said.last == "✔ solved: the client got an event with the data 'hello'; 'next' goes on"
    )
    await second.finish()
  }

  @Test func `hints come one by one, and reset puts the page back`() async {
    let session = session()
    await session.run("lesson first do")
    await session.run("hint")
    await session.run("hint")
    #expect(
      session.said.suffix(2) == ["Hint 1 of 2: Look at send.", "Hint 2 of 2: It takes a text."])
    await session.run("send hello")
    await session.run("reset page")
    #expect(await session.openLesson?.player.exercise?.id == "say-hello")
    #expect(await session.client != nil)
    await session.finish()
  }

  @Test func `whatever is reset, what runs is put away before the learner's eyes but quietly`()
    async
  {
    let session = Session(world: World(stateDirectory: state, courseDirectory: course.folder))
    await session.run("lesson first 2")
    for line in ["reset page", "reset lesson", "server start --port 0", "reset all --yes"] {
      let start = session.journal.last
      await session.run(line)
      let away = session.journal.observations(from: start + 1).compactMap { seen in
        switch seen.happening {
        case .clearingAway: true
        case .clearedAway: false
        default: Bool?.none
        }
      }
      let isReset = line.hasPrefix("reset")
      #expect(away == (isReset ? [true, false] : []), "\(line)")
    }
    #expect(
      session.said.suffix(2) == [
        "(what ran before is stopped)", "everything is forgotten; 'lessons' begins anew",
      ])
    await session.finish()
  }

  @Test func `what a lesson cannot do is one sentence`() async {
    let session = session()
    #expect(await session.run("next") == 1)
    #expect(await session.run("lesson frist") == 2)
    #expect(await session.run("lesson first 9") == 2)
    #expect(await session.run("reset all") == 2)
    #expect(
      session.said == [
        "no lesson is open: 'lesson' goes on where you were, 'lessons' lists them",
        "there is no lesson 'frist': did you mean 'lesson first'?",
        "lesson 'first' has no page '9': it has 2",
        "this forgets every lesson, attempt and vote: type 'reset all --yes' if you mean it",
      ])
  }

  @Test func `a quiz is sat at the prompt, paused, gone on with and handed in`() async {
    let first = session()
    await first.run("quiz small --seed 1")
    #expect(await first.openQuiz?.sitting.items.count == 2)
    await first.run("pause")
    await first.finish()

    let second = session()
    await second.run("quiz small")
    for _ in 0..<2 {
      if await second.openQuiz?.isPractical == true {
        #expect(second.said.contains("(setting up what this question begins with)"))
        await second.run("done")
        #expect(
          second.said.last == "nothing has been done here yet: type a command, then 'done'")
        #expect(await second.run("send hello") == 0)
        await second.run("done")
      } else {
        await second.run("answer :")
      }
    }
    #expect(await second.run("hand in") == 0)
    #expect(
      second.said.suffix(2) == [
        """
        # A+

        2 of 2 right, 100 %. That earns the diploma.

        - `diploma small` draws it, now or at any time
        - `quiz review` shows all questions again, those answered rightly too

        """,
        "Which name is to stand on it? Type it as it should be printed, or press Enter for later.",
      ])
    // A control character can stand in no name; nothing is drawn, and nothing is written.
    #expect(await second.run("Ada\u{7}") == 1)
    #expect(
      second.said.last
        == "That name holds characters that cannot be printed, such as control characters.")
    await second.finish()
  }

  /// A quiz of one practical question, for which time must pass.
  private func patientSession() throws -> (Session, TemporaryCourse) {
    let start = TemporaryCourse.quiz.firstRange(of: "  - id: colon")
    let end = TemporaryCourse.quiz.firstRange(of: "  - id: greet")
    var quiz = TemporaryCourse.quiz
    if let start, let end { quiz.removeSubrange(start.lowerBound..<end.lowerBound) }
    quiz = quiz.replacing(
      "do: [server start --port 0, client connect /events]",
      with: "do: [server start --port 0 --interval 500ms]"
    ).replacing("data: hello", with: "times: 3")
    let course = try TemporaryCourse(quiz: quiz)
    return (Session(world: World(courseDirectory: course.folder)), course)
  }

  @Test func `what is done in a quiz is judged by what happened, with the time that passed`()
    async throws
  {
    let (session, course) = try patientSession()
    defer { _ = course }
    await session.run("quiz small --seed 1")
    let url = try #require(await session.server?.url)
    #expect(session.said.contains("This question begins with a server at \(url)."))
    await session.run("client connect")
    await session.run("done")
    #expect(session.said.suffix(3).first == "not yet:")
    #expect(session.said.last == "go on, or 'done' once more hands it in as it is")
    let start = session.journal.last
    let third = Mutex(0)
    _ = await session.journal.first(from: start + 1) { observation in
      guard observation.happening.kind == "event" else { return false }
      return third.withLock { count in
        count += 1
        return count == 3
      }
    }
    await session.run("done")
    #expect(session.said.contains { $0.hasPrefix("✔ seen: 3 times the client got an event") })
    #expect(await session.openQuiz?.sitting.attempt.deeds?["greet"]?.isSolved == true)
    await session.run("hand in")
    let result = "# A+\n\n1 of 1 right, 100 %. That earns the diploma.\n"
    #expect(session.said.contains { $0.hasPrefix(result) })
    await session.finish()
  }

  @Test func `done twice in a row hands it in as it is, and the result says what was seen`()
    async throws
  {
    let (session, course) = try patientSession()
    defer { _ = course }
    await session.run("quiz small --seed 1")
    await session.run("server status")
    await session.run("done")
    await session.run("done")
    await session.run("hand in")
    let missing = "1. missing: the client gets an event (0 of 3 seen)"
    #expect(session.said.contains(missing))
    #expect(pages(of: session).last?.contains(missing) == true)
    await session.finish()
  }

  @Test func `an open question is pointed out before the quiz is handed in`() async {
    let session = session()
    await session.run("quiz small --seed 1")
    await session.run("hand in")
    #expect(session.said.contains("without an answer: 1, 2"))
    await session.run("hand in")
    #expect(
      session.said.last?.hasPrefix("# F\n\n0 of 2 right, 0 %. A diploma takes an A+: 2 of 2.\n")
        == true)
    await session.run("diploma small")
    #expect(
      session.said.last
        == "A diploma takes an A+, and these answers are worth an F: read the lesson 'first' again."
    )
    await session.finish()
  }

  @Test func `a quiz leaves nothing of the lesson behind, on the wire or at the prompt`() async {
    let session = Session(world: World(stateDirectory: state, courseDirectory: course.folder))
    await session.run("lesson first")
    #expect(await session.view.typedAhead == "server start --port 0 --interval 1m")
    await session.run("server start --port 0 --interval 1m")
    await session.run("wire on")
    await session.run("quiz small --seed 1")
    #expect(await session.view.typedAhead == "")
    #expect(await !session.view.wire)
    #expect(session.said.contains("(what ran before is stopped)"))
    await session.finish()
  }

  @Test func `a page that is only read does not keep the next one from its world`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("## Do\n", with: "## Read\n\nA word.\n\n## Do\n")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("lesson first 2")
    #expect(!session.said.contains("(setting up what this page begins with)"))
    await session.run("")
    #expect(session.said.contains("(setting up what this page begins with)"))
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'hello'; 'next' goes on")
    await session.finish()
  }

  @Test func `a fresh console begins with the wire hidden`() async {
    let session = session()
    await session.run("wire on")
    await session.run("lesson first")
    await session.run("server start --port 0 --interval 1m")
    #expect(await !session.view.wire)
    #expect(session.said.contains("(the wire is hidden)"))
    await session.finish()
  }

  @Test func `what a task rules out is said once, and reset begins anew`() async throws {
    let lesson = TemporaryCourse.lesson.replacing(
      "misses:", with: "without:\n  - closed: { side: client }\nmisses:")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("lesson first 2")
    await session.run("client close")
    await session.run("client connect /events")
    await session.run("send hello")
    #expect(await session.openLesson?.player.exercise?.id == "say-hello")
    let sentence =
      "that was not meant by the task: the client closed its stream."
      + " 'reset' begins this page anew"
    #expect(session.said.filter { $0 == sentence }.count == 1)
    await session.run("")
    #expect(
      session.said.suffix(3) == [
        "Still open: Say hello.", "Not meant by it: the client closed its stream.",
        "'reset' begins this page anew, 'next' goes on without the task.",
      ])
    await session.run("reset")
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'hello'; 'next' goes on")
    await session.finish()
  }

  @Test func `what solved half a task counts when the journal has let it go`() async throws {
    let lesson = TemporaryCourse.lesson.replacing(
      "expect:\n", with: "expect:\n  - event: { data: first }\n")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(
      world: World(courseDirectory: course.folder), journal: Journal(byteLimit: 20_000))
    await session.run("lesson first 2")
    await session.run("send first")
    let half = session.journal.last
    while session.journal.dropped < half {
      session.journal.record(.server, .comment("more than is kept"))
    }
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'first', then the client got an event"
        + " with the data 'hello'; 'next' goes on")
    await session.finish()
  }

  @Test func `a task left open looks at everything that happens once`() throws {
    let journal = Journal()
    let exercise = Exercise(
      id: "wait", ask: "Wait.", expect: [Workbook.Expectation(kind: "closed", times: 3)],
      answer: ["x"])
    var watch = TaskWatch(exercise, since: 0)
    for _ in 0..<2 {
      journal.record(.client, .closed)
      watch.look(in: journal)
      watch.look(in: journal)
    }
    #expect(watch.check.met == [1, 2])
  }

  @Test func `what ran before a fresh console does not count on its page`() async throws {
    let lesson = TemporaryCourse.lesson.replacing("## Do\n", with: "")
      .replacing("misses:", with: "without:\n  - closed: { side: client }\nmisses:")
    let course = try TemporaryCourse(lesson: lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("server start --port 0")
    await session.run("client connect")
    await session.run("lesson first")
    await session.run("server start --port 0 --interval 1m")
    await session.run("client connect /events")
    await session.run("send hello")
    #expect(
      session.said.last
        == "✔ solved: the client got an event with the data 'hello'; 'next' goes on")
    let proof = CourseReplay(course: try Course.load(at: course.folder), programPath: "sse")
    #expect(await proof.diagnostics().map(\.message) == [])
    await session.finish()
  }

  @Test func `what happened before a reset solves nothing while the page is put back`() async {
    let session = session()
    // The prompt looks after everything that happens, since time alone may solve a task.
    let checking = Task { for await _ in session.journal.changes() { await session.checkTask() } }
    await session.run("lesson first 2")
    await session.run("send hello")
    #expect(await session.openLesson?.player.tasks["say-hello"]?.state == .solved)
    await session.run("reset")
    await session.run("client status")
    #expect(await session.openLesson?.player.tasks["say-hello"] == nil)
    #expect(session.said.filter { $0.hasPrefix("✔") }.count == 1)
    checking.cancel()
    await session.finish()
  }
}

import Observations
import Testing
import Workbook

@testable import Playground

/// Pages that ask before they show.
@Suite(.timeLimit(.minutes(1))) struct PredictionTests {
  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Start

    Before.

    ```yaml predict
    id: how-many
    ask: How many events?
    count: { event: { side: client, data: hi } }
    answer: 1
    right: One was sent.
    wrong:
      2: Only one was sent.
    else: Count what was sent.
    ```

    Between.

    ```console run fresh
    sse> server start --port 0 --interval 1m
    sse> client connect /events
    sse> send hi
    ```

    After: it was one.

    <details>
    <summary>What would you answer?</summary>

    Kept back.

    </details>
    """

  private func course(_ lesson: String = Self.lesson) throws -> TemporaryCourse {
    try TemporaryCourse(lesson: lesson)
  }

  private func texts(of session: Session) -> [String] {
    session.journal.observations().compactMap { observation in
      switch observation.happening {
      case .page(let text), .refused(let text): text
      case .predicted(_, _, _, _, let sentence): sentence
      default: nil
      }
    }
  }

  @Test func `a page waits for a guess, then for the console, then for Enter`() async throws {
    let course = try course()
    let session = Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: course.folder))
    await session.run("lesson first")
    let first = try #require(texts(of: session).last)
    #expect(first.contains("Before."))
    #expect(
      first.hasSuffix(
        "**Guess first:** How many events?\n\n`skip` goes on without a guess. Type a number."))
    #expect(await session.openLesson?.player.prefill == nil)
    #expect(await session.run("many") == 2)
    #expect(
      texts(of: session).last
        == "'many' is no number. Type a number. 'skip' goes on without a guess.")
    await session.run("2")
    let second = try #require(texts(of: session).last)
    #expect(second.hasPrefix("Between.") && !second.contains("After"))
    for _ in 0..<3 { await session.run(await session.openLesson?.player.prefill ?? "missing") }
    #expect(texts(of: session).last == "You said 2, and it was 1. Only one was sent.")
    #expect(await session.openLesson?.player.predictions == ["how-many": .wrong])
    await session.run("")
    #expect(
      texts(of: session).last
        == "After: it was one.\n\nWhat would you answer? (Enter shows it.)")
    await session.run("")
    #expect(texts(of: session).last == "Kept back.")
    #expect(await session.openLesson?.player.stop == nil)
    let seen = try #require(
      session.journal.observations().first { $0.happening.kind == "predicted" })
    #expect(
      seen.happening.fields.map { "\($0.name)=\($0.value)" }.prefix(4)
        == ["prediction=how-many", "guess=2", "came=1", "right=false"])
    await session.run("progress")
    let answers = session.journal.observations().compactMap { observation -> [String]? in
      if case .answered(let lines) = observation.happening { lines } else { nil }
    }
    #expect(
      answers.last?.first == "[~]  first  0 of 0 tasks solved; 0 of 1 predictions right")
    await session.finish()
  }

  @Test func `skip goes on without a guess, and a page seen again does not ask again`() async throws
  {
    let course = try course()
    let session = Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: course.folder))
    await session.run("lesson first")
    #expect(await session.run("skip") == 0)
    #expect(await session.openLesson?.player.prefill == "server start --port 0 --interval 1m")
    // What comes behind the console tells of it, so it waits for it as after a guess.
    #expect(texts(of: session).last?.contains("Between.") == true)
    await session.run("server start --port 0 --interval 1m")
    await session.run("client connect /events")
    await session.run("send hi")
    #expect(!texts(of: session).contains { $0.contains("After: it was one.") })
    await session.run("")
    #expect(texts(of: session).last?.contains("After: it was one.") == true)
    await session.run("lesson first 1")
    #expect(
      texts(of: session).last?.contains("(No guess counts: `reset page` asks again.)") == true)
    await session.run("reset page")
    let question = "`skip` goes on without a guess. Type a number."
    #expect(texts(of: session).last?.hasSuffix(question) == true)
    await session.finish()
  }

  @Test func `a question behind a console waits until its outcome has been seen`() async throws {
    let start = try #require(Self.lesson.firstRange(of: "```yaml predict"))
    let console = "```console run fresh\nsse> parse \"data: x\\n\\n\"\n```\n\n"
    var lesson = Self.lesson
    lesson.insert(contentsOf: console, at: start.lowerBound)
    let course = try course(lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("lesson first")
    await session.run(#"parse "data: x\n\n""#)
    #expect(!texts(of: session).contains { $0.contains("**Guess first:**") })
    await session.run("")
    #expect(texts(of: session).last?.hasPrefix("**Guess first:** How many events?") == true)
    await session.finish()
  }

  @Test func `what came is known although the journal has let it go`() async throws {
    let lesson = Self.lesson.replacing("data: hi", with: "type: message")
      .replacing("answer: 1", with: "answer: 3").replacing("  2: Only", with: "  1: Only")
      .replacing("sse> send hi", with: "sse> send --size 20kB --times 3 hi")
    let course = try course(lesson)
    let session = Session(
      world: World(courseDirectory: course.folder), journal: Journal(byteLimit: 30_000))
    await session.run("lesson first")
    await session.run("3")
    await session.run("server start --port 0 --interval 1m")
    await session.run("client connect /events")
    await session.run("send --size 20kB --times 3 hi")
    #expect(session.journal.dropped > 0)
    #expect(texts(of: session).last == "**Right:** 3. One was sent.")
    await session.finish()
  }

  @Test func `a guess may read like a command`() async throws {
    let lesson = Self.lesson.replacing(
      "count: { event: { side: client, data: hi } }\nanswer: 1",
      with: "value: { event: { side: client } }\nfield: type\nanswer: message"
    ).replacing("  2: Only one was sent.", with: "  new user: It has no type.")
    let course = try course(lesson)
    let session = Session(world: World(courseDirectory: course.folder))
    await session.run("lesson first")
    #expect(await session.run("new cake") == 2)
    #expect(session.answers().last == "if that was your guess, type 'answer new cake'")
    #expect(await session.run("new user") == 0)
    #expect(await session.openLesson?.player.prefill == "server start --port 0 --interval 1m")
    await session.finish()
  }

  private func complaints(_ lesson: String) async throws -> [String] {
    let course = try course(lesson)
    let loaded = try Course.load(at: course.folder)
    return await
      (Linter(loaded).diagnostics()
      + CourseReplay(course: loaded, programPath: "sse").diagnostics()).map(\.message)
  }

  @Test func `a prediction is proved by its console`() async throws {
    #expect(try await complaints(Self.lesson) == [])
    #expect(
      try await complaints(Self.lesson.replacing("answer: 1", with: "answer: 3")) == [
        "the prediction 'how-many' says that '3' comes, and '1' does"
      ])
  }

  @Test func `a prediction that depends on how long one reads is found`() async throws {
    let lesson = Self.lesson.replacing("event: { side: client, data: hi }", with: "comment")
      .replacing("--interval 1m", with: "--interval 1m --heartbeat 1s")
    #expect(
      try await complaints(lesson).first?.hasPrefix(
        "the prediction 'how-many' depends on how long a learner waits between two commands: ")
        == true)
  }

  @Test func `a prediction that is about nothing, or gives itself away, is found`() async throws {
    let end = try #require(Self.lesson.firstRange(of: "```console"))
    let without = String(Self.lesson[..<end.lowerBound])
    #expect(
      try await complaints(without) == [
        "the prediction 'how-many' needs a console after it, on its page and before any task"
      ])
    #expect(
      try await complaints(Self.lesson.replacing("  2: Only", with: "  1: Only")) == [
        "the prediction 'how-many' calls its own answer wrong"
      ])
  }
}

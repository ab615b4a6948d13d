import OutsideServers
import Platform
import Observations
import Testing
import Workbook

@testable import Playground

/// Consoles that need a program of others, where it is installed and where it is not.
@Suite(.timeLimit(.minutes(1))) struct RecordedConsoleTests {
  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Proxy

    ```console run fresh needs nginx
    sse> server start --port 0 --interval 1m
    server │ lustening  http://127.0.0.1:…
    ```

    ## Do

    ```console run fresh
    sse> server start --port 0 --interval 1m
    ```

    """

  private let course: TemporaryCourse

  init() throws { course = try TemporaryCourse(lesson: Self.lesson) }

  private func world(searchPath: String = "") -> World {
    var world = World(
      environment: ["PATH": searchPath], stateDirectory: course.folder + "/state",
      courseDirectory: course.folder)
    world.systemFolders = []
    return world
  }

  @Test func `without the program the page says so and shows what was recorded`() async {
    let session = Session(world: world())
    await session.run("lesson first")
    #expect(
      session.said.last == """
        ## Proxy (1/2)

        nginx is not installed here (`sudo apt-get install nginx`), so this is *recorded*:

        ```console
        sse> server start --port 0 --interval 1m
        server │ lustening  http://127.0.0.1:…
        ```
        """)
    #expect(await session.openLesson?.player.prefill == nil)
    await session.run("")
    #expect(await session.openLesson?.player.pageIndex == 1)
    #expect(await session.openLesson?.player.prefill == "server start --port 0 --interval 1m")
    await session.finish()
  }

  @Test func `with the program it is a console like any other`() async throws {
    let session = Session(world: world(searchPath: try course.install("nginx")))
    await session.run("lesson first")
    #expect(
      session.said.last == """
        ## Proxy (1/2)

        ```console
        sse> server start --port 0 --interval 1m
        ```
        """)
    #expect(await session.openLesson?.player.prefill == "server start --port 0 --interval 1m")
  }

  @Test func `the script of a lesson has what cannot be run as comments`() async throws {
    let without = Session(world: world())
    await without.run("lesson first --script")
    #expect(
      without.said == [
        "# nginx is not installed here ('sudo apt-get install nginx'), so not:",
        "# server start --port 0 --interval 1m",
        "server start --port 0 --interval 1m",
      ])
    let with = Session(world: world(searchPath: try course.install("nginx")))
    await with.run("lesson first --script")
    #expect(with.said == Array(repeating: "server start --port 0 --interval 1m", count: 2))
  }

  @Test func `what was recorded is read with the rest of a lesson`() async {
    let session = Session(world: world())
    await session.run("lesson first --read")
    #expect(session.said.count == 2)
    #expect(session.said.first?.contains("so this is *recorded*:") == true)
  }

  @Test func `a console is replayed where its program is, and counted where it is not`()
    async throws
  {
    let course = try Course.load(at: self.course.folder)
    let lacking = course.lacking(world().missingPrograms)
    #expect(
      await CourseReplay(course: lacking, programPath: "sse").diagnostics().map(\.message) == [])
    #expect(
      LintCommand.notReplayed(in: lacking.lessons) == [
        "not replayed: 1 console, since nginx is not installed here "
          + "('sudo apt-get install nginx')"
      ])
    let folder = try self.course.install("nginx")
    let fitted = course.lacking(world(searchPath: folder).missingPrograms)
    #expect(LintCommand.notReplayed(in: fitted.lessons) == [])
    let found = await CourseReplay(course: fitted, programPath: "sse").diagnostics()
    #expect(found.count == 1)
    #expect(found.first?.message.contains("where the console says 'server │ lustening") == true)
  }

  @Test func `a task that needs a missing program is shown, left out and counted`() async throws {
    let lesson = Self.lesson.replacing(
      "## Do\n",
      with: """
        ```yaml task
        id: stop
        ask: Stop it.
        needs: nginx
        expect: [server-stopped]
        hints: [Stop it., Really.]
        answer: server stop
        ```

        ## Do

        """)
    let course = try TemporaryCourse(lesson: lesson)
    let whole = try Course.load(at: course.folder)
    let lacking = whole.lacking(world().missingPrograms)
    #expect(lacking.lessons.flatMap(\.exercises).isEmpty)
    #expect(
      LintCommand.notReplayed(in: lacking.lessons) == [
        "not replayed: 1 console, 1 task, since nginx is not installed here "
          + "('sudo apt-get install nginx')"
      ])
    let page = PageText(player: LessonPlayer(try #require(lacking.lessons.first)))
    #expect(
      page.markdown.hasSuffix(
        "**Task, left out:** Stop it.\n\nnginx is not installed here (`sudo apt-get install "
          + "nginx`), and this task needs it."))
    #expect(await CourseReplay(course: lacking, programPath: "sse").diagnostics().isEmpty)
  }

  @Test func `several missing programs are one sentence`() {
    #expect(
      OutsideProgram.missing(["nginx", "apache2", "chromium"])
        == "nginx, apache2 and chromium are not installed here (`sudo apt-get install nginx "
        + "apache2 libapache2-mod-php chromium`)")
  }
}

@Suite struct TimekeepingTests {
  @Test func `the clock goes with the real one only while it keeps time`() async throws {
    let clock = ManualClock()
    let start = ContinuousClock.now
    await clock.keepingTime { try? await clock.sleep(for: .milliseconds(30)) }
    #expect(ContinuousClock.now - start >= .milliseconds(30))
    let shown = clock.now
    #expect(shown.offset >= .milliseconds(30))
    try await Task.sleep(for: .milliseconds(20))
    // One tick may have been under way.
    #expect(shown.duration(to: clock.now) < .milliseconds(20))
  }
}

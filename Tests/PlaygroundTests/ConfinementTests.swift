import ArgumentParser
import Foundation
import Observations
import Testing
import Workbook

@testable import Playground

/// What a course may do that somebody else wrote.
@Suite(.timeLimit(.minutes(1))) struct ConfinementTests {
  /// A line that reaches beyond its session, and why it is refused.
  static let hostile: [(line: String, reason: String)] = [
    ("save out.txt", "writes the file 'out.txt'"),
    ("save /tmp/../tmp/out.txt", "writes the file '/tmp/../tmp/out.txt'"),
    ("scale --clients 1 --svg out.svg", "writes the file 'out.svg'"),
    ("scale --clients 1 --html out.html", "writes the file 'out.html'"),
    ("scale --clients 1 --models apache", "starts apache2, which stands after no 'needs'"),
    ("scale predict --from /etc/passwd", "reads '/etc/passwd'"),
    ("diploma junior --name X --svg out.svg --pdf out.pdf", "writes the file 'out.svg'"),
    ("diploma verify /etc/passwd", "reads '/etc/passwd'"),
    ("quiz small --answers /etc/passwd", "reads '/etc/passwd'"),
    ("todo start --database out.db", "opens the database 'out.db'"),
    (
      "todo start --database postgres://127.0.0.1/x", "opens the database 'postgres://127.0.0.1/x'"
    ),
    ("todo start --database postgres", "starts postgres, which stands after no 'needs'"),
    (
      "client connect http://192.0.2.1/", "connects to http://192.0.2.1/, no server of this session"
    ),
    (
      "client connect http://127.0.0.1@192.0.2.1/",
      "connects to http://127.0.0.1@192.0.2.1/, no server of this session"
    ),
    ("browser", "starts chromium, which stands after no 'needs'"),
    ("proxy start", "starts nginx, which stands after no 'needs'"),
    ("present --host 0.0.0.0", "lets others in at 0.0.0.0"),
    ("class forget monday", "takes away what is kept of a class"),
    ("reset all --yes", "takes away all that you did"),
    ("reset", "takes away what you did on this page"),
    ("quit", "takes away this session"),
    ("exit", "takes away this session"),
    ("helpful no", "takes away your own word on a lesson"),
    ("send a\u{202E}b", "holds characters that cannot be seen"),
  ]

  private static func course(_ line: String) throws -> TemporaryCourse {
    try TemporaryCourse(
      lesson: TemporaryCourse.lesson.replacing(
        "sse> client connect /events\n", with: "sse> client connect /events\n…\nsse> \(line)\n"))
  }

  @Test(arguments: hostile.indices)
  func `lint names what a page may not do, and where, without doing it`(index: Int) async throws {
    let (line, reason) = Self.hostile[index]
    let folder = try Self.course(line)
    let course = try Course.load(at: folder.folder)
    let lesson = folder.folder + "/lessons/01-first/lesson.md"
    let found = ConfinementLint(course: course).diagnostics()
    #expect(found.map(\.path) == [lesson])
    #expect(found.map(\.line) == [16])
    #expect(found.map(\.code) == [.confined])
    #expect(found.first?.message.hasSuffix(": it \(reason)") == true)
  }

  @Test(arguments: hostile.indices)
  func `no line of a page runs that reaches beyond its session`(index: Int) async throws {
    let (line, reason) = Self.hostile[index]
    let session = Session(world: .replay(programPath: "sse"))
    await session.run("server start --port 0")
    let status = await session.run(line, by: .page(Confinement()))
    #expect(status == 1)
    #expect(
      session.journal.observations().last?.happening
        == .refused("a page may not run '\(line)': it \(reason); type it yourself if you mean it"))
    #expect(await session.takeConfined() == [Confined(line: line, reason: reason)])
    await session.finish()
  }

  @Test func `a replay refuses what its text does not show`() async throws {
    let folder = try Self.course("client connect http://127.0.0.1:9/")
    let course = try Course.load(at: folder.folder)
    #expect(ConfinementLint(course: course).diagnostics() == [])
    let found = await CourseReplay(course: course, programPath: "sse").diagnostics()
    #expect(
      found.filter { $0.code == .confined }.map(\.message) == [
        "a page may not run 'client connect http://127.0.0.1:9/': it connects to "
          + "http://127.0.0.1:9/, no server of this session"
      ])
  }

  @Test func `a page connects to the servers of its session, by any name`() async throws {
    let session = Session(world: .replay(programPath: "sse"))
    await session.run("server start --port 0")
    let url = try #require(await session.server?.url)
    let port = try #require(URL(string: url)?.port)
    for host in ["127.0.0.1", "localhost"] {
      let line = "client connect http://\(host):\(port)/events"
      #expect(await session.run(line, by: .page(Confinement())) == 0)
    }
    let other = "client connect https://localhost:\(port)/"
    #expect(await session.run(other, by: .page(Confinement())) == 1)
    await session.finish()
  }

  @Test func `an answer, a near miss and a practical question are confined as well`() throws {
    let lesson = TemporaryCourse.lesson.replacing("answer: send hello", with: "answer: save a.txt")
      .replacing("run: send goodbye", with: "run: save b.txt")
    let quiz = TemporaryCourse.quiz.replacing("do: [server", with: "do: [save c.txt, server")
    let folder = try TemporaryCourse(lesson: lesson, quiz: quiz)
    let found = ConfinementLint(course: try Course.load(at: folder.folder)).diagnostics()
    #expect(
      found.map(\.message)
        == ["a", "b", "c"].map {
          "a page may not run 'save \($0).txt': it writes the file '\($0).txt'"
        })
  }

  @Test func `programs may be started where the page says that it needs them`() {
    let needy = Confinement(programs: ["nginx"])
    #expect(needy.refusal(of: "proxy start", touching: [.starts("nginx")]) == nil)
    #expect(
      needy.refusal(of: "x", touching: [.starts("nginx"), .starts("openssl")])
        == "starts openssl, which stands after no 'needs'")
  }

  @Test func `only a trusted course runs commands of its own`() {
    var page = Confinement()
    #expect(
      page.refusal(of: "check -- make", touching: [.runsCommand("make")])
        == "runs 'make', a command of its own")
    page.isTrusted = true
    #expect(page.refusal(of: "check -- make", touching: [.runsCommand("make")]) == nil)
    #expect(page.refusal(of: "save x", touching: [.writesFile("x")]) != nil)
  }

  @Test func `rows of a list that is kept are the learner's`() {
    var page = Confinement()
    #expect(page.refusal(of: "todo delete 1", touching: [.changesRows]) == nil)
    page.keepsList = true
    #expect(
      page.refusal(of: "todo delete 1", touching: [.changesRows]) == "changes a list that is kept")
  }

  @Test func `what the learner types is never confined`() async throws {
    let file = NSTemporaryDirectory() + "typed-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    let session = Session(world: World())
    #expect(await session.run("save \(file)") == 0)
    #expect(FileManager.default.fileExists(atPath: file))
  }

  @Test func `a page neither answers questions nor sits a quiz to get out`() async throws {
    let folder = try TemporaryCourse()
    let session = Session(world: .replay(programPath: "sse", courseDirectory: folder.folder))
    let page = Origin.page(Confinement())
    await session.run("quiz small", by: page)
    while await session.openQuiz?.isPractical != true { await session.run("next", by: page) }
    let file = NSTemporaryDirectory() + "quiz-" + UUID().uuidString
    #expect(await session.run("save \(file)", by: page) == 1)
    #expect(!FileManager.default.fileExists(atPath: file))
    await session.finish()
  }

  @Test func `every command says what it touches`() throws {
    var undeclared: [String] = []
    func look(_ type: any ParsableCommand.Type, _ path: [String]) throws {
      for child in type.configuration.subcommands { try look(child, path + [child._commandName]) }
      guard type is any PlaygroundCommand.Type else { return }
      let example = try #require(
        type.configuration.discussion.split(separator: "\n").last { $0.hasPrefix("Example: ") },
        "\(path) has no example")
      let line = CommandLanguage.meant(by: String(example.dropFirst("Example: ".count)))
      let command = try CommandLanguage.command(line) as? any PlaygroundCommand
      let touches = try #require(command, "\(line)").touches
      if touches.contains(.undeclared) { undeclared.append(line) }
    }
    try look(SSE.self, [])
    #expect(undeclared == [])
  }

  @Test func `a command that declares nothing is refused`() {
    struct Careless: PlaygroundCommand {
      func run(in session: isolated Session) async throws {}
    }
    #expect(
      Confinement().refusal(of: "careless", touching: Careless().touches)
        == "does not say what it touches")
  }
}

/// Which courses are trusted, and who is asked.
@Suite struct CourseTrustTests {
  private func world(_ state: String) -> World { World(stateDirectory: state) }

  @Test func `an answer is remembered until the course changes`() throws {
    let course = try TemporaryCourse()
    let state = course.folder + "/state"
    var trust = CourseTrust(world: world(state), folder: course.folder)
    #expect(trust.answer == nil && !trust.isTrusted && trust.isToBeAsked)
    trust.remember(false)
    #expect(trust.answer == false && !trust.isTrusted && !trust.isToBeAsked)
    trust.remember(true)
    #expect(trust.answer == true && trust.isTrusted && !trust.isToBeAsked)
    try Data("more".utf8).write(to: URL(filePath: course.folder + "/lessons/more.md"))
    #expect(trust.answer == nil && !trust.isTrusted && trust.isToBeAsked)
    trust = CourseTrust(world: World(), folder: course.folder)
    trust.remember(true)
    #expect(trust.answer == nil)
  }

  @Test func `nobody is asked about a course that was named`() throws {
    let course = try TemporaryCourse()
    var world = world(course.folder + "/state")
    world.courseDirectory = course.folder
    let trust = CourseTrust(world: world, folder: course.folder)
    #expect(!trust.isToBeAsked && !trust.isTrusted)
    world.trustsCourse = true
    #expect(CourseTrust(world: world, folder: course.folder).isTrusted)
  }

  @Test func `the course that came with the program is trusted by any path`() throws {
    let course = try TemporaryCourse()
    let program = try course.install("sse") + "/sse"
    var world = world(course.folder + "/state")
    world.programPath = program
    // The running program is asked for first, so its own course counts.
    let folder = try #require(CourseFolder.besideProgram(program))
    #expect(CourseTrust(world: world, folder: folder + "/lessons/..").isTrusted)
  }

  @Test func `the digest depends on every name and byte`() throws {
    let one = try TemporaryCourse()
    let other = try TemporaryCourse(lesson: TemporaryCourse.lesson + "\n")
    let digest = try #require(Course.digest(at: one.folder))
    #expect(digest.count == 64)
    let same = try TemporaryCourse()
    #expect(digest == Course.digest(at: same.folder))
    #expect(digest != Course.digest(at: other.folder))
    #expect(Course.digest(at: "/proc/none") == nil)
  }
}

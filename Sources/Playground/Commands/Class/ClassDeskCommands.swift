import ArgumentParser
import Classroom
import Observations
import Workbook

/// A learner's place in a class, from a machine of their own.
extension ClassCommand {
  /// `class join`.
  struct Join: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follow a class at your own machine; the teacher sees on which page you are.",
      discussion: """
        The address is what the wall shows. Told are the lesson, the number of the page and what became \
        of its task; nothing that you type.
        Example: class join http://192.168.1.5:8090/ --name Ada
        """)

    @Argument(help: "The address of the class.")
    var url: String

    @Option(help: "What you are called there; asked for unless given.")
    var name: String?

    @Option(help: "The word that the class asks for.")
    var code: String?

    var touches: [Touch] { [.connects(url)] }

    func run(in session: isolated Session) async throws {
      let line = try DeskLine(url, session.world)
      if let name = name ?? session.knownCard(at: line.url)?.name {
        return try await session.joined(line, as: name, code: code)
      }
      session.say("What shall the class call you? Type a name.")
      session.question = { [code] session, name in
        guard !name.isEmpty else { return session.say("you have joined no class") }
        try await session.joined(line, as: name, code: code)
      }
    }
  }

  /// `class leave`.
  struct Leave: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Leave the class that you have joined; it is told nothing more.",
      discussion: "Example: class leave")

    var touches: [Touch] { [.destroys("the place in the class")] }

    func run(in session: isolated Session) async throws { try await session.leaveClass() }
  }

  /// `class send`.
  struct Send: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send what you handed in with a class, and the teacher has not got, again.",
      discussion: "Example: class send")

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.connects("the class that was joined")] }

    func run(in session: isolated Session) async throws { try await session.sendResults() }
  }

  /// `class board`.
  struct Board: ReadingCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say who follows at a machine of their own, where, and who is stuck.",
      discussion: """
        Stuck is who took a hint, or has had a task open for five minutes. Of a class that is over \
        it says how it ended.
        Example: class board --csv
        """)

    @Flag(help: "Print it as CSV.")
    var csv = false

    @Option(name: .customLong("class"), help: "The class; the one on this wall unless named.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let desks = try desks(in: session)
      let now = session.world.secondsSince1970()
      if csv {
        let table = ClassBoard(desks.map { $0.row(at: now) }).csv
        return session.say(table.split(separator: "\r\n").map(String.init))
      }
      session.journal.record(
        .learner, .figures(sheet: "board", desks.flatMap { $0.figures(at: now) }))
    }

    private func desks(in session: isolated Session) throws -> [Desk] {
      if let server = session.classroom?.server, name == nil || name == server.configuration.name {
        return server.desks
      }
      guard let root = session.world.stateDirectory.map(ClassCommand.root),
        let name = name ?? ClassFolder.names(in: root).first
      else { throw CommandFailure.failed("no class is kept here: 'sse present' begins one") }
      do throws(ClassFolderProblem) {
        let folder = try ClassFolder(root: root, name: name)
        guard folder.exists else { throw .unknown(name, known: ClassFolder.names(in: root)) }
        return folder.desks
      } catch { throw CommandFailure.failed(error.description) }
    }
  }
}

extension Session {
  /// Joins, and says so.
  fileprivate func joined(_ line: DeskLine, as name: String, code: String?) async throws {
    let card = try await join(line, as: name, code: code)
    say(
      "you are in class '\(card.className)' as \(card.name): the teacher sees your page and whether "
        + "its task is solved; 'class leave' ends it")
  }
}

extension Desk {
  /// The task in a word.
  private func task(at now: Int) -> String {
    if isStuck(at: now) { return "stuck" }
    return place?.task.map { $0 == .helped ? "open" : $0.rawValue } ?? ""
  }

  fileprivate func figures(at now: Int) -> [Field] {
    [
      Field("name", name), Field("lesson", place?.lesson ?? ""),
      Field("page", String(place?.page ?? 0)), Field("pages", String(place?.pages ?? 0)),
      Field("task", task(at: now)), Field("since", String(max(0, now - since))),
      Field("heard", String(max(0, now - heard))),
      Field("state", hasLeft ? "left" : isSilent(at: now) ? "silent" : "here"),
    ]
  }

  fileprivate func row(at now: Int) -> ClassBoard.Row {
    ClassBoard.Row(
      name: name, lesson: place?.lesson ?? "", page: place?.page ?? 0, pages: place?.pages ?? 0,
      task: task(at: now), since: since, heard: heard)
  }
}

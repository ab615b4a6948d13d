import ArgumentParser
import Classroom
import EventClient
import EventServer
import EventStream
import Observations
import Platform
import Workbook

/// `present`: a lesson on the wall, with a class that follows it on its phones.
struct PresentCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .teach, usage: "present, reveal, ask, class",
    summary: "a lesson on the wall and on phones")

  static func offers(of course: Course) -> [String] { course.lessons.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "present",
    abstract: "Show a lesson to a class that follows, guesses and answers on its phones.",
    discussion: """
      All that is typed and happens here is shown on the page at the address that it says. What \
      'send' sends reaches every phone, 'drop' cuts them all, 'fault' strikes their \
      demonstration. 'reveal' shows what the class has guessed; 'class' says who is there.
      Only this machine reaches the page unless --host names another of its addresses.
      Example: present reconnecting --host 0.0.0.0
      """,
    subcommands: [Wall.self, Notes.self],
    defaultSubcommand: Wall.self)

  /// `present wall`, the default subcommand.
  struct Wall: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a lesson on the wall; without one, go on where this class was.",
      discussion: "Example: present format --host 0.0.0.0 --code kettle")

    /// The port unless another is asked for.
    static let defaultPort = 8090

    @Argument(help: "The lesson's id or number; without one, where this class was.")
    var lesson: String?

    @Option(help: "The address to listen on; 0.0.0.0 is every one of this machine.")
    var host: String = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any free one, 8090 unless named.")
    var port: Int?

    @Option(
      name: .customLong("class"),
      help: ArgumentHelp("What the class is called; the day unless named.", valueName: "name"))
    var name: String?

    @Option(help: "A word that phones must know before they may answer or have a name.")
    var code: String?

    @Flag(help: "Let nobody give himself a name.")
    var lock = false

    @Option(
      help: ArgumentHelp(
        "Let pages of this origin play the wall, by asciinema-player at /cast; may be given again.",
        valueName: "origin"))
    var castFor: [String] = []

    @Flag(help: "Draw for a light wall: dark letters, as a projector shows them; the page, too.")
    var light = false

    @Flag(help: "Go on with a class that was ended or killed: votes, names, the page on the wall.")
    var resume = false

    @Flag(help: "Open nothing: play the whole lesson as it is written, and say what would not run.")
    var rehearse = false

    var shellUse: ShellUse { rehearse ? .alone : .opensPrompt }

    var touches: [Touch] { [.letsIn(host)] }

    func validate() throws {
      if let port { try ServerOptions.validate(port: port) }
      try ServerOptions.validate(host: host)
      try ServerOptions.validate(cors: castFor)
      if let code, code.isEmpty {
        throw ValidationError("--code is empty: give a word, or leave it")
      }
      if let name, !ClassFolder.isName(name) {
        throw ValidationError(ClassFolderProblem.badName(name).description)
      }
    }

    func run(in session: isolated Session) async throws {
      if rehearse { return try await rehearse(in: session) }
      guard session.classroom == nil else {
        throw CommandFailure.failed("a class looks on already: 'class end' ends it")
      }
      let course = try session.loadedCourse()
      let wanted = try lesson.map { try course.lesson(named: $0) }
      let cast = WallCast(journal: session.journal, size: session.world.screenSize)
      var configuration = try self.configuration(in: session)
      configuration.cast = { cast.follow() }
      configuration.castOrigins = castFor
      let server = ClassServer(configuration)
      server.isLocked = lock
      let port: Int
      do { port = try await server.start() } catch let error as StartError {
        throw CommandFailure.failed(error.description)
      } catch let error as ClassFolderProblem {
        throw CommandFailure.failed(error.description)
      }
      let hosts = Self.reachable(host)
      let invitation = ClassInvitation(hosts: hosts, host: host, port: port, isLight: light)
      session.say(
        invitation.lines
          + [
            "this class is '\(server.configuration.name)'"
              + (server.configuration.folder == nil
                ? ", and nothing of it is kept" : "; 'present --resume' goes on with it")
          ])
      session.present(to: server, invitation, cast)
      if server.configuration.resumes, wanted == nil {
        // What was asked when the wall went away is asked again by its page.
        guard let lesson = session.lessonToOpen(in: course) else { return }
        await session.open(session.fitted(lesson), in: course, page: nil)
      } else if let wanted {
        await session.open(session.fitted(wanted), in: course, page: resume ? nil : 0)
      } else {
        session.typeAhead("lessons")
      }
    }

    /// The addresses under which others reach what listens on this one, the likeliest first.
    private static func reachable(_ host: String) -> [String] {
      guard ["0.0.0.0", "::"].contains(host) else { return [host] }
      let others = NetworkAddresses.others()
      return others.isEmpty ? ["127.0.0.1"] : others
    }

    private func configuration(
      in session: isolated Session
    ) throws -> ClassServer.Configuration {
      let world = session.world
      var configuration = ClassServer.Configuration()
      configuration.host = host
      configuration.code = code
      configuration.isLight = light
      configuration.clock = session.world.clock
      configuration.drive = { [weak session] word in
        guard let session, !session.speaker.hear(word) else { return }
        Task { await session.take(word) }
      }
      let root = world.stateDirectory.map(ClassCommand.root)
      let name = try self.name(in: root, world)
      configuration.name = name
      configuration.now = world.secondsSince1970
      if let root { configuration.folder = try ClassFolder(root: root, name: name) }
      if let state = world.stateDirectory {
        let results = try ClassResults(of: name, stateFolder: state)
        configuration.keepResult = { results.keep($0) }
      }
      let isKept = configuration.folder?.exists == true
      if isKept, !resume {
        throw CommandFailure.failed(
          "class '\(name)' is kept from before: --resume goes on with it, 'class forget \(name)' "
            + "deletes it, --class names another")
      }
      configuration.resumes = resume
      configuration.port = world.takesAnyPort ? 0 : port ?? (resume ? 0 : Self.defaultPort)
      return configuration
    }

    /// The class that is meant: to be resumed the newest, to be begun the day, and of several on one
    /// day the second.
    private func name(in root: String?, _ world: World) throws -> String {
      if let name { return name }
      let known = root.map(ClassFolder.names) ?? []
      if resume {
        guard let newest = known.first else {
          throw CommandFailure.failed("no class is kept here to go on with: 'present' begins one")
        }
        return newest
      }
      let day = DayName.text(ofSeconds: world.secondsSince1970())
      guard known.contains(day) else { return day }
      return (2...).lazy.map { "\(day)-\($0)" }.first { !known.contains($0) } ?? day
    }

    /// Plays the lesson in lint's way, and says what of it would not run here today.
    private func rehearse(in session: isolated Session) async throws {
      let course = try session.loadedCourse()
      guard let wanted = try lesson.map({ try course.lesson(named: $0) }) else {
        throw CommandFailure.usage("--rehearse plays one lesson: name it")
      }
      let fitted = session.fitted(wanted)
      let world = session.world
      var replay = CourseReplay(
        course: course, programPath: world.programPath, searchPath: world.searchPath)
      replay.isTrusted = session.isCourseTrusted
      let found = await replay.diagnostics(of: fitted)
      session.say(found.map(\.description) + LintCommand.notReplayed(in: [fitted]))
      let lines = fitted.pages.flatMap(\.commands).count
      guard found.isEmpty else {
        throw CommandFailure.failed(
          "'\(wanted.id)' does not run here as it is written: "
            + (found.count == 1 ? "1 place differs" : "\(found.count) places differ"))
      }
      session.say(
        "'\(wanted.id)' runs here as it is written: \(lines) of its commands, every task by its answer"
      )
    }
  }

  /// `present notes`: the speaker's own screen.
  struct Notes: ShellCommand {
    static let configuration = CommandConfiguration(
      abstract: "On a second terminal: notes, the next page, the time, who is lost.",
      discussion: """
        It also says the address of the speaker's page, whose buttons drive the wall from a phone: \
        show it to nobody.
        Example: sse present notes
        """)
    static let atThePrompt = "everybody reads the wall; a second terminal is for the notes"

    @Option(
      name: .customLong("class"),
      help: ArgumentHelp("The class; the newest unless named.", valueName: "name"))
    var name: String?

    func run(in shell: Shell) async throws -> Int32 {
      let address = try address(in: shell.world)
      shell.output.line("the speaker's page, for your eyes alone: \(address)")
      let source = try EventSource(address + "/stream?from=earliest")
      let signals = Signals(orExitWith: { _ in 0 })
      _ = try await signals.interrupting {
        for await element in source {
          switch element {
          case .message(let event):
            guard let now = SpeakerState(event.data) else { continue }
            for line in now.lines { shell.output.line(line) }
          case .lost(_, let wait):
            shell.error.sentence("the wall does not answer; again in \(wait)")
          case .failed(let problem): throw CommandFailure.failed(problem.sentence)
          default: break
          }
        }
      }
      return 0
    }

    private func address(in world: World) throws -> String {
      guard let root = world.stateDirectory.map(ClassCommand.root) else {
        throw CommandFailure.failed("no class is kept here: there is no folder for it")
      }
      guard let name = name ?? ClassFolder.names(in: root).first else {
        throw CommandFailure.failed("no class is kept here: 'sse present' begins one")
      }
      do throws(ClassFolderProblem) {
        let folder = try ClassFolder(root: root, name: name)
        guard let address = folder.speakerAddress else {
          throw .unknown(name, known: ClassFolder.names(in: root))
        }
        return address
      } catch { throw CommandFailure.failed(error.description) }
    }
  }
}

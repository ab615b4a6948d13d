import ArgumentParser
import EventClient
import EventServer
public import Observations
import ScalingLab
import Workbook
import WorkbookServer

/// One sitting with the playground: a server, a client, and the journal of what they did.
///
/// The prompt, a piped script, a lesson's demo and a test all drive it the same way: by
/// ``run(_:)``, a line at a time.
public actor Session {
  /// How long a command waits for its effect to be seen.
  static let effectDeadline: Duration = .seconds(5)

  /// What happened in this session, in order.
  public nonisolated let journal: Journal
  /// What has happened of what `wait` waits for.
  nonisolated let waitIndex = WaitIndex()
  /// What comes true of what a page has asked.
  nonisolated let predictionWatch = PredictionWatch()
  /// What a speaker's phone asks for.
  nonisolated let speaker = SpeakerWords()
  nonisolated let world: World
  /// How the learner wants to see it, as this session has written down.
  public internal(set) var view = ViewState()

  var server: ServerSide?
  var todo: TodoSide?
  /// The running stand-in for a server of language models, if there is one.
  var model: ModelSide?
  var proxy: ProxySide?
  /// The running cluster of servers, if there is one.
  var cluster: ClusterSide?
  var client: ClientSide?
  var clients = 0
  /// Who looks on; nil: nobody.
  var classroom: ClassSide?
  /// The place in somebody else's class; nil: in none.
  var desk: DeskSide?
  /// What the class is asked.
  var asked: AskedQuestion?
  var course: Course?
  var store: ProgressStore?
  var openLesson: OpenLesson?
  /// The lesson that was finished last, whose reader is asked whether it was helpful.
  var finishedLesson: String?
  var openQuiz: OpenQuiz? {
    didSet { satQuiz.note(openQuiz) }
  }
  /// The same for other threads.
  nonisolated let satQuiz = SatQuiz()
  /// The quiz that was marked last, so that its review need not mark it again.
  var lastResult: QuizResult?
  /// What the next line answers, when a command has asked something.
  var question: (@Sendable (isolated Session, String) async throws -> Void)?
  /// The last run of `scale`, from which `scale predict` calculates.
  var scaling: ScalingReport?
  /// `quit` was typed.
  public private(set) var isFinished = false
  /// Whether a line is being run: what it does is judged when it is done.
  var isBusy = false
  /// The number of the observation after which `wait` begins to look.
  var mark = 0
  /// Whether the course may run commands of its own, once that is known.
  var trust: Bool?
  /// The lines of pages that were not run.
  var confined: [Confined] = []

  /// Starts a session in which nothing has happened yet.
  public init(world: World, journal: Journal = Journal()) {
    self.world = world
    self.journal = journal
    _ = journal.listen { [waitIndex] in waitIndex.note($0) }
    _ = journal.listen { [predictionWatch] in predictionWatch.take($0) }
  }

  /// Runs one line of the command language and returns its exit status.
  ///
  /// What it answers, and the sentence when it is refused, are in the journal.
  @discardableResult
  public func run(_ line: String) async -> Int32 {
    await run(line, by: world.confinement.map(Origin.page) ?? .typed)
  }

  /// Runs one line, whoever wrote it.
  @discardableResult
  func run(_ line: String, by origin: Origin) async -> Int32 {
    var line = CommandLanguage.meant(by: line)
    if line.isEmpty, question == nil {
      guard studyGoesOn(), quizGoesOn() else { return 0 }
      line = openLesson != nil || openQuiz != nil ? "next" : ""
      // With nothing to turn, Enter alone says that something has been read.
      if line.isEmpty { journal.record(.learner, .turnedToStreams) }
    }
    guard question != nil || !line.isEmpty, !line.hasPrefix("#") else { return 0 }
    journal.record(.learner, .command(line))
    if let question {
      self.question = nil
      // Who types a command instead does not want to be asked any more; a page answers nothing.
      if origin == .typed, !CommandLanguage.isCommand(line) {
        return await outcome { try await question(self, line) }
      }
    }
    if line != "quit", let status = await takeQuizLine(line, by: origin) { return status }
    if origin == .typed, let status = takeGuess(line) { return status }
    let command = Result { try CommandLanguage.command(line) }
    if looksAtStreams(command, line) { journal.record(.learner, .turnedToStreams) }
    await beginConsole(with: line)
    if openLesson == nil, openQuiz == nil { typeAhead("") }
    isBusy = true
    let status = await perform(command, line, by: origin)
    isBusy = false
    if origin == .typed, status == CommandFailure.usage("").exitStatus { explainGuess(line) }
    noteForLesson(line)
    return status
  }

  /// Runs a line that nobody has typed.
  func perform(line: String, as role: CommandOrigin, by origin: Origin) async {
    journal.record(.learner, .command(line, origin: role))
    _ = await perform(line: line, by: origin)
  }

  /// Runs a line as a command, if whoever wrote it may do what it does.
  func perform(line: String, by origin: Origin) async -> Int32 {
    await perform(Result { try CommandLanguage.command(line) }, line, by: origin)
  }

  private func perform(
    _ command: Result<any ParsableCommand, any Error>, _ line: String, by origin: Origin
  ) async -> Int32 {
    await outcome {
      let command = try command.get()
      try self.admit(command, line, by: origin)
      try await self.perform(command)
    }
  }

  /// Whether a line wants to see what the streams do: it does something to them, or says how.
  private func looksAtStreams(
    _ command: Result<any ParsableCommand, any Error>, _ line: String
  ) -> Bool {
    guard case .success(let command) = command else { return CommandLanguage.isCommand(line) }
    return (command as? any PlaygroundCommand).map { type(of: $0).turnsToStreams } ?? true
  }

  /// Does something and says what became of it.
  func outcome(of work: () async throws -> Void) async -> Int32 {
    do {
      try await work()
      return 0
    } catch let help as HelpRequest {
      say(help.atThePrompt)
      return 0
    } catch {
      let failure = CommandFailure(error)
      journal.record(.learner, .refused(failure.sentence))
      return failure.exitStatus
    }
  }

  /// Does what the command says; its caller says what became of it.
  func perform(_ command: any ParsableCommand) async throws {
    guard let command = command as? any PlaygroundCommand else {
      if let shell = command as? any ShellCommand {
        throw CommandFailure.usage(type(of: shell).sentenceForThePrompt)
      }
      throw HelpRequest(command)
    }
    if type(of: command).movesTheMark { mark = journal.last }
    try await command.run(in: self)
    if Task.isCancelled { throw CommandFailure.interrupted }
  }

  /// Answers the learner.
  func say(_ lines: String...) { say(lines) }

  /// Answers the learner.
  func say(_ lines: [String]) { journal.record(.learner, .answered(lines)) }

  /// Says how the learner wants to see things from now on.
  func look(_ happening: Happening) {
    view.take(happening)
    journal.record(.learner, happening)
  }

  /// Has this line stand ready at the next prompt, so that Enter runs it; empty: none.
  func typeAhead(_ line: String) {
    if line != view.typedAhead { look(.typedAhead(line)) }
  }

  /// Ends everything that runs; the session can be used no more.
  public func finish() async {
    isFinished = true
    stopDesk()
    await stopEverything()
    await stopClass()
  }

  /// Whether anything runs that a page would find.
  var runsSomething: Bool {
    server != nil || client != nil || todo != nil || model != nil || proxy != nil
      || cluster != nil
  }

  /// Closes the client and stops proxy, server, list, model and cluster, where there are any.
  func stopEverything() async {
    await closeClient()
    await stopProxy()
    await stopServer()
    await stopTodo()
    await stopModel()
    await stopCluster()
  }

  // MARK: The server

  /// The running server.
  /// - Throws: A sentence when there is none.
  func runningServer() throws(CommandFailure) -> ServerSide {
    guard let server else {
      throw .failed("no server runs here: type 'server start' first")
    }
    return server
  }

  func startServer(_ configuration: StreamServer.Configuration) async throws {
    do {
      server = try await ServerSide.start(configuration, journal: journal)
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    }
    if let server { try await moveProxy(before: server.url) }
  }

  func stopServer() async {
    guard let server else { return }
    self.server = nil
    await server.stop(journal: journal)
  }

  // MARK: The client

  /// The client that was connected and not closed.
  /// - Throws: A sentence when there is none.
  func openClient() throws(CommandFailure) -> ClientSide {
    guard let client else {
      throw .failed("no client is connected: 'client connect' opens a stream")
    }
    return client
  }

  func connect(to url: String, configuration: EventSource.Configuration) async throws {
    await closeClient()
    clients += 1
    do {
      client = try ClientSide(
        url: url, number: clients, configuration: configuration, journal: journal)
    } catch {
      throw CommandFailure.usage(error.description)
    }
  }

  func closeClient() async {
    guard let client else { return }
    self.client = nil
    await client.close(journal: journal)
  }

  /// Stops what streams at the learner's Ctrl-C; false when nothing did.
  public func interrupt() async -> Bool {
    guard client != nil else { return false }
    await closeClient()
    return true
  }
}

extension CommandFailure {
  /// Any error as a failure with its sentence.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case is CancellationError: self = .interrupted
    default: self = .failed("\(error)")
    }
  }
}

extension ShellCommand {
  static var sentenceForThePrompt: String {
    "'\(_commandName)' is typed in a shell, as 'sse \(_commandName)': \(atThePrompt)"
  }
}

extension String {
  /// Markdown's marks around code as quotes: for a line that is said, and not drawn as a page.
  var withQuotes: String { replacing("`", with: "'") }
}

extension StringProtocol {
  func trimmingWhitespace() -> String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

import ArgumentParser
import EventServer
import FoundationEssentials
import Observations
import ScalingLab
import TodoApp

/// `todo`: the list of a session; by itself, in a shell, the list on the web.
struct TodoCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .todo, usage: "todo start|add|list|done|delete",
    summary: "a list that every page follows")

  static let configuration = CommandConfiguration(
    commandName: "todo",
    abstract: "A TODO list whose every change all open pages see at once.",
    discussion: """
      In a shell, 'sse todo' serves the list: the page at '/', the rows at '/todos', every change \
      as an event at '/live-todos'. It takes --port (9090), --host (127.0.0.1), --allow-host NAME \
      and --database, a file, ':memory:' or a postgres:// URL; without it the list is a file beside \
      your progress. \
      At the prompt its subcommands do the same to a list of the session.
      Example: sse todo --port 9090 --database postgres://localhost/todos
      """,
    subcommands: [
      TodoStartCommand.self, TodoAddCommand.self, TodoListCommand.self, TodoDoneCommand.self,
      TodoDeleteCommand.self, TodoStopCommand.self, TodoServeCommand.self,
    ],
    // Options of the parent would take those of `todo start`.
    defaultSubcommand: TodoServeCommand.self)
}

/// `sse todo`: the TODO list on the web.
struct TodoServeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "todo", abstract: "Serve the list until Ctrl-C.",
    discussion: "Example: sse todo --port 9090", shouldDisplay: false)
  static let atThePrompt = "here it is 'todo start'"
  /// The file beside the learner's progress in which the list is kept unless told otherwise.
  static let fileName = "todo.sqlite"

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 9090

  @Option(help: "The address to listen on; 0.0.0.0 lets other machines in.")
  var host: String = "127.0.0.1"

  @Option(
    help: """
      A name to answer to beside localhost, as behind a proxy that hands on the Host it got; may be \
      given again.
      """)
  var allowHost: [String] = []

  @Option(
    help: "A file, ':memory:' or a postgres:// URL; without it a file beside your progress.")
  var database: String?

  @Option(
    help: """
      Hold one of so many database connections for each reader, as the article does, and see the \
      last of them stop the list. Takes a file.
      """)
  var pool: Int?

  @Flag(help: "Print what happens as JSON, one observation a line.")
  var json = false

  func validate() throws {
    try ServerOptions.validate(port: port)
    try ServerOptions.validate(host: host)
    try ServerOptions.validate(allowedHosts: allowHost)
    try ServerOptions.validate(database: database)
    if let pool, !(1...1000).contains(pool) {
      throw ValidationError("--pool \(pool) is no size of a pool: give 1 to 1000")
    }
    if json, pool != nil {
      throw ValidationError("--json tells of the list without --pool: give one of them")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    if let pool { return try await servePooled(by: pool, in: shell) }
    var configuration = TodoServer.Configuration()
    configuration.port = port
    configuration.host = host
    configuration.allowedHosts = allowHost
    configuration.clock = shell.world.clock
    configuration.database = place(in: shell)
    let journal = Journal()
    configuration.tap = { [json] in if json || $0.isNotice { journal.record($0) } }
    let printers =
      [JournalPrinter(journal: journal, output: shell.error, as: .sentences)]
      + (json ? [JournalPrinter(journal: journal, output: shell.output, as: .json)] : [])
    let printing = printers.map { printer in Task { await printer.run() } }
    defer {
      for task in printing { task.cancel() }
      for printer in printers { printer.drain() }
    }
    let name = configuration.database.makeStore().name
    let server = TodoServer(configuration)
    let signals = Signals(orExitWith: { _ in 0 })
    let starting = Task { try await server.start() }
    let ending = Task {
      _ = await signals.next()
      starting.cancel()
    }
    defer { ending.cancel() }
    do {
      let port = try await starting.value
      let url = ServerOptions.url(host: host, port: port)
      journal.record(.todo, .serverStarted(url: url))
      for printer in printers { printer.drain() }
      shell.error.sentence("the list in \(name) is at \(url)/ (Ctrl-C stops it)")
      await ending.value
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    } catch let error as TodoStoreError {
      throw CommandFailure.failed(error.description)
    }
    await server.stop()
    journal.record(.todo, .serverStopped)
    return 0
  }

  /// Serves the list with the design of the article, whose pool is the lesson.
  private func servePooled(by connections: Int, in shell: Shell) async throws -> Int32 {
    guard case .file(let file) = place(in: shell) else {
      throw CommandFailure.usage(
        "--pool holds connections to a file: name one with --database, as in --database todos.db")
    }
    let signals = Signals(orExitWith: { _ in 0 })
    do {
      let server = try await PooledTodoServer(
        file: file, connections: connections, host: host, allowedHosts: allowHost, port: port)
      let port = try await server.start()
      shell.error.sentence(
        "the list is at \(ServerOptions.url(host: host, port: port))/todos; reader \(connections) of "
          + "/live-todos will stop it (Ctrl-C stops it, too)")
      _ = await signals.next()
      await server.stop()
      return 0
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    } catch let error as TodoStoreError {
      throw CommandFailure.failed(error.description)
    }
  }

  /// Where the list is kept; in memory when there is no folder to keep it in.
  private func place(in shell: Shell) -> TodoDatabase {
    if let database { return TodoDatabase(database) }
    guard let folder = shell.world.stateDirectory else { return .memory }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return .file(folder + "/" + Self.fileName)
    } catch {
      shell.error.sentence("\(folder) cannot be written: the list is kept in memory")
      return .memory
    }
  }
}

extension TodoServer.Happening {
  /// Whether it is for the person at the shell.
  fileprivate var isNotice: Bool {
    switch self {
    case .waiting, .lost, .found, .notice: true
    case .server, .row: false
    }
  }
}

import ArgumentParser
import Observations
import OutsideServers
import TodoApp

/// `todo start`: the TODO list of this session.
struct TodoStartCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start the list; it lives in memory unless told otherwise.",
    discussion: "Example: todo start --port 0")

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 9090

  @Option(
    help: "A file, ':memory:', a postgres:// URL, or 'postgres': one for this list alone.")
  var database: String = ":memory:"

  /// What asks for a PostgreSQL that is started for the list, and goes with it.
  static let sparePostgres = "postgres"

  func validate() throws {
    try ServerOptions.validate(port: port)
    try ServerOptions.validate(database: database)
  }

  var touches: [Touch] {
    switch database {
    case ":memory:": []
    case Self.sparePostgres: [.starts(OutsideProgram.postgres.name)]
    default: [.opensDatabase(database)]
    }
  }

  func run(in session: isolated Session) async throws {
    if let running = session.todo {
      throw CommandFailure.failed("a TODO list already runs at \(running.url): 'todo stop' ends it")
    }
    var configuration = TodoServer.Configuration()
    configuration.port = session.world.takesAnyPort ? 0 : port
    configuration.clock = session.world.clock
    if database == Self.sparePostgres {
      try await session.startTodoOnPostgres(configuration)
    } else {
      configuration.database = TodoDatabase(database)
      configuration.countsPlainly = true
      try await session.startTodo(configuration)
    }
  }
}

/// `todo stop`: the list is let go of, every stream of it ends.
struct TodoStopCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End every stream of the list and stop listening.",
    discussion: "Example: todo stop")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    _ = try session.runningTodo()
    await session.stopTodo()
  }
}

/// `todo add`: one more thing to do.
struct TodoAddCommand: PlaygroundCommand {
  static let takesRawText = true
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a row; the text is taken as it is typed.",
    discussion: """
      In double quotes \\n is a line end and \\t a tab; in single quotes, and without any, \
      a backslash is a backslash.
      Example: todo add Buy coffee
      """)

  @Argument(help: "What is to be done.")
  var text: String

  var touches: [Touch] { [.changesRows] }

  func run(in session: isolated Session) async throws {
    try await session.changeTodo(.added) { [text] server throws(TodoStoreError) in
      try await server.add(text)
    }
    // Whoever types a path hardly means one.
    if text.contains(where: { $0.isNewline || $0 == "\t" }) {
      session.say(
        #"(in double quotes \n is a line end and \t a tab; without quotes they stay as typed)"#)
    }
  }
}

/// `todo done`: a row is ticked.
struct TodoDoneCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Tick a row as done.", discussion: "Example: todo done 1")

  @Argument(help: "The number of the row, as 'todo list' shows it.")
  var number: Int

  var touches: [Touch] { [.changesRows] }

  func run(in session: isolated Session) async throws {
    let row = try await session.todoRow(number)
    guard !row.completed else {
      session.say("#\(number) was done already")
      return
    }
    try await session.changeTodo(.changed) { [number] server throws(TodoStoreError) in
      try await server.change(number, TodoEdit(completed: true))
    }
  }
}

/// `todo delete`: a row goes.
struct TodoDeleteCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a row.", discussion: "Example: todo delete 1")

  @Argument(help: "The number of the row, as 'todo list' shows it.")
  var number: Int

  var touches: [Touch] { [.changesRows] }

  func run(in session: isolated Session) async throws {
    _ = try await session.todoRow(number)
    try await session.changeTodo(.removed) { [number] server throws(TodoStoreError) in
      try await server.remove(number)
    }
  }
}

/// `todo list`: the rows, oldest first.
struct TodoListCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the rows, oldest first.",
    discussion: "Example: todo list")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let rows = try await session.todoRows()
    guard !rows.isEmpty else {
      session.say("nothing to do yet: 'todo add Buy coffee' adds a row")
      return
    }
    session.say(rows.map { "#\($0.id) \($0.completed ? "[x]" : "[ ]") \($0.description)" })
  }
}

extension Session {
  func todoRows() async throws(CommandFailure) -> [Todo] {
    let todo = try runningTodo()
    do { return try await todo.server.list().todos } catch { throw .failed(error.description) }
  }

  /// The row of this number.
  /// - Throws: A sentence when there is none.
  func todoRow(_ number: Int) async throws(CommandFailure) -> Todo {
    guard let row = try await todoRows().first(where: { $0.id == number }) else {
      throw .failed("there is no todo \(number): 'todo list' shows what there is")
    }
    return row
  }
}

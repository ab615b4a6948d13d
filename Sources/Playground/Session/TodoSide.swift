import EventClient
import EventServer
import EventStream
import Observations
import OutsideServers
import Platform
import TodoApp

/// The playground's TODO list: a `TodoServer` whose tap writes to the journal.
struct TodoSide: Sendable {
  let server: TodoServer
  let url: String
  /// The database, where it was started for this list alone.
  let postgres: TemporaryPostgres?
  /// Whether its rows are there when the session has ended.
  let outlivesSession: Bool

  /// Starts one; returns when it listens.
  static func start(
    _ configuration: TodoServer.Configuration, on postgres: TemporaryPostgres? = nil,
    journal: Journal
  ) async throws -> TodoSide {
    var tapped = configuration
    tapped.tap = { journal.record($0) }
    let server = TodoServer(tapped)
    let port = try await server.start()
    let url = "http://\(configuration.host):\(port)"
    journal.record(.todo, .serverStarted(url: url))
    return TodoSide(
      server: server, url: url, postgres: postgres,
      outlivesSession: postgres == nil && configuration.database != .memory)
  }

  /// Whether a path is one of the list's own.
  func serves(_ path: String) -> Bool {
    path.hasPrefix(TodoServer.streamPath) || path.hasPrefix("/todos")
  }

  /// Ends every stream and lets go of the database.
  func stop(journal: Journal) async {
    await server.stop()
    await postgres?.stop()
    journal.record(.todo, .serverStopped)
  }
}

extension Journal {
  /// Writes down what a TODO server saw.
  func record(_ happening: TodoServer.Happening) {
    switch happening {
    case .server(let happening): record(happening, side: .todo)
    case .row(let change):
      record(
        .todo,
        .row(
          kind: change.kind.rawValue, id: change.todo.id, description: change.todo.description,
          completed: change.todo.completed))
    case .waiting(let attempt, let of, let reason):
      record(.todo, .answered(["waiting for the database, attempt \(attempt) of \(of): \(reason)"]))
    case .lost(let reason): record(.todo, .answered(["the database went away: \(reason)"]))
    case .found: record(.todo, .answered(["the database is back"]))
    case .notice(let sentence): record(.todo, .answered([sentence]))
    }
  }
}

extension Session {
  /// The running TODO list.
  /// - Throws: A sentence when there is none.
  func runningTodo() throws(CommandFailure) -> TodoSide {
    guard let todo else { throw .failed("no TODO list runs here: type 'todo start' first") }
    return todo
  }

  /// Starts a list on a PostgreSQL of its own.
  func startTodoOnPostgres(_ configuration: TodoServer.Configuration) async throws {
    guard let installation = world.postgres else {
      _ = try world.neededPath(of: .postgres)
      return
    }
    do {
      let postgres = try await TemporaryPostgres.start(installation)
      var configuration = configuration
      configuration.database = .postgres(postgres.url)
      do { try await startTodo(configuration, on: postgres) } catch {
        await postgres.stop()
        throw error
      }
    } catch let error as TetherProblem {
      throw CommandFailure.failed(error.description)
    } catch let error as FolderProblem {
      throw CommandFailure.failed(error.description)
    }
  }

  func startTodo(
    _ configuration: TodoServer.Configuration, on postgres: TemporaryPostgres? = nil
  ) async throws {
    do {
      todo = try await TodoSide.start(configuration, on: postgres, journal: journal)
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    } catch let error as TodoStoreError {
      throw CommandFailure.failed(error.description)
    }
  }

  func stopTodo() async {
    guard let todo else { return }
    self.todo = nil
    await todo.stop(journal: journal)
  }

  /// Does something to a row and returns when its event was seen by the clients that listen here.
  ///
  /// The work returns the row, or nil when nothing has changed.
  func changeTodo(
    _ kind: TodoChange.Kind, _ work: (TodoServer) async throws(TodoStoreError) -> Todo?
  ) async throws {
    let todo = try runningTodo()
    let start = journal.last
    let row: Todo?
    do { row = try await work(todo.server) } catch {
      throw CommandFailure.failed(error.description)
    }
    guard let row else { return }
    _ = await observation(after: start) { observation in
      guard case .row(kind.rawValue, row.id, _, _) = observation.happening else { return false }
      return observation.side == .todo
    }
    guard clientListens(to: todo.url) else { return }
    let beginning = #"{"kind":"\#(kind.rawValue)","id":\#(row.id),"#
    _ = await awaitDispatch(after: start) { happening in
      guard case .event(let event) = happening else { return false }
      return event.data.hasPrefix(beginning)
    }
  }
}

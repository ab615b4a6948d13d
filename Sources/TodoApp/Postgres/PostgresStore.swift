import Synchronization

/// The list in PostgreSQL, shared by as many programs as like.
///
/// Whatever the number of readers, one connection listens and a small pool does the rest.
public final class PostgresStore: TodoStore {
  /// `postgres://host:port/database`: the server it talks to, without a password.
  public let name: String

  let url: String
  let pool: PostgresPool

  private struct State {
    var statements: PostgresStatements?
    /// Listens since the start, for the first task that follows.
    var listener: (PostgresConnection, rings: Bool)?
  }

  private let state = Mutex(State())

  /// Makes a store; ``start()`` connects it.
  public convenience init(_ url: String) { self.init(url, pool: PostgresPool(url)) }

  init(_ url: String, pool: PostgresPool) {
    self.url = url
    self.pool = pool
    name = ConnectionInfo.name(of: url)
  }

  /// Connects, looks whose the database is, and lays the list out where there is none.
  public func start() async throws(TodoStoreError) {
    let connection = PostgresConnection()
    do {
      let rings = try await prepare(connection)
      state.withLock { $0.listener = (connection, rings) }
    } catch {
      await connection.close()
      throw error.todo(name)
    }
  }

  /// Closes the connections.
  public func stop() async {
    await takeListener()?.0.close()
    await pool.close()
  }

  /// The connection that listens since the start, once.
  func takeListener() -> (PostgresConnection, rings: Bool)? {
    state.withLock { state in
      defer { state.listener = nil }
      return state.listener
    }
  }

  func use(_ statements: PostgresStatements) { state.withLock { $0.statements = statements } }

  var statements: PostgresStatements {
    get throws(PostgresError) {
      guard let statements = state.withLock({ $0.statements }) else {
        throw .unreachable(reason: "it is not open")
      }
      return statements
    }
  }

  func query(
    _ statement: any KeyPath<PostgresStatements, String> & Sendable, _ values: [String?] = []
  ) async throws(TodoStoreError) -> PostgresResult {
    do { return try await pool.query(try statements[keyPath: statement], values) } catch {
      throw error.todo(name)
    }
  }
}

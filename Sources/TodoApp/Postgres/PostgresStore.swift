import CLibpq

/// The list in PostgreSQL, shared by as many programs as like.
///
/// Whatever the number of readers, one connection listens and a small pool does the rest.
public final class PostgresStore: TodoStore {
  /// `postgres://host:port/database`: whom it talks to, without a password.
  public let name: String

  let url: String
  let pool: PostgresPool

  /// Makes a store; ``start()`` connects it.
  public convenience init(_ url: String) { self.init(url, pool: PostgresPool(url)) }

  init(_ url: String, pool: PostgresPool) {
    self.url = url
    self.pool = pool
    name = Self.name(of: url)
  }

  /// Connects, and lays out what is missing in the database.
  public func start() async throws(TodoStoreError) {
    do { try await pool.simple(PostgresSchema.sql) } catch { throw error.todo(name) }
  }

  /// Closes the connections.
  public func stop() async { await pool.close() }

  func query(
    _ sql: String, _ values: [String?] = []
  ) async throws(TodoStoreError) -> PostgresResult {
    do { return try await pool.query(sql, values) } catch { throw error.todo(name) }
  }

  /// Leaves out user and password, which have no place in a sentence on a screen.
  private static func name(of url: String) -> String {
    var values = ["host": "localhost", "port": "5432", "dbname": ""]
    guard let options = PQconninfoParse(url, nil) else { return "postgres://" }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return "postgres://\(values["host"] ?? ""):\(values["port"] ?? "")/\(values["dbname"] ?? "")"
  }
}

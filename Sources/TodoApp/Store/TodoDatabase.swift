/// Which database keeps the list.
public enum TodoDatabase: Sendable, Hashable {
  /// SQLite in memory: gone when the program ends.
  case memory
  /// SQLite in this file.
  case file(String)
  /// PostgreSQL at this URL.
  case postgres(String)

  /// Reads what stands behind `--database`: `postgres://…`, `:memory:` or the path of a file.
  public init(_ argument: String) {
    if argument == ":memory:" {
      self = .memory
    } else if Self.isPostgres(argument) {
      self = .postgres(argument)
    } else {
      self = .file(argument)
    }
  }

  /// Whether the argument is the URL of a PostgreSQL.
  public static func isPostgres(_ argument: String) -> Bool {
    argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://")
  }

  /// A store on this database; nothing is opened yet.
  ///
  /// A list in memory counts 1, 2, 3 without an epoch where it `countsPlainly`.
  public func makeStore(countsPlainly: Bool = false) -> any TodoStore {
    switch self {
    case .memory: SQLiteStore(.memory, countsPlainly: countsPlainly)
    case .file(let path): SQLiteStore(.file(path))
    case .postgres(let url): PostgresStore(url)
    }
  }
}

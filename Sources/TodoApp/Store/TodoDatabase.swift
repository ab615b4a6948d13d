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
    } else if argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://") {
      self = .postgres(argument)
    } else {
      self = .file(argument)
    }
  }

  /// A store on this database; nothing is opened yet.
  public func makeStore() -> any TodoStore {
    switch self {
    case .memory: SQLiteStore(.memory)
    case .file(let path): SQLiteStore(.file(path))
    case .postgres(let url): PostgresStore(url)
    }
  }
}

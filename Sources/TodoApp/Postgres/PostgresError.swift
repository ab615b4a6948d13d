/// What libpq had to report.
enum PostgresError: Error, Hashable, Sendable {
  /// No connection was made; nothing was sent.
  case unreachable(reason: String)
  /// The connection ended while an answer was awaited.
  case lost(reason: String)
  /// The server answered with an error; `state` is its SQLSTATE.
  case refused(state: String, reason: String)
  /// The caller gave up before anything was sent.
  case cancelled
  /// No connection of the pool became free in time.
  case busy
}

extension PostgresError {
  /// What libpq or the server said, in a few words.
  var reason: String {
    switch self {
    case .unreachable(let reason), .lost(let reason), .refused(_, let reason): reason
    case .cancelled: "nobody waits for it any more"
    case .busy: "all connections are busy"
    }
  }

  /// The same in the words of a store.
  func todo(_ database: String) -> TodoStoreError {
    switch self {
    case .unreachable(let reason): .unreachable(database: database, reason: reason)
    case .lost(let reason): .outcomeUnknown(database: database, reason: reason)
    case .cancelled: .cancelled
    case .busy: .busy(database: database)
    case .refused(let state, let reason):
      switch state.prefix(2) {
      // Data exception, integrity violation, a text too long: the value is at fault.
      case "22", "23", "54": .refused(reason: reason)
      // Too many connections, the server is starting or stopping; no statement was run.
      case "53", "57": .unreachable(database: database, reason: reason)
      // A read-only standby, a dead lock, no permission, a missing table.
      default: .failed(database: database, reason: reason)
      }
    }
  }
}

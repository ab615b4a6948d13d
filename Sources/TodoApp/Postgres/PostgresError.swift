/// What libpq had to report.
enum PostgresError: Error, Hashable, Sendable {
  /// No connection was made, though another time one may be; nothing was sent.
  case unreachable(reason: String)
  /// No connection was made, and none will be until somebody changes something.
  case turnedAway(reason: String)
  /// The connection ended while an answer was awaited.
  case lost(reason: String)
  /// The server answered with an error; `state` is its SQLSTATE.
  case refused(state: String, reason: String)
  /// The database is none that we may use.
  case unusable(reason: String)
  /// The caller gave up before anything was sent.
  case cancelled
  /// No connection of the pool became free in time.
  case busy
}

extension PostgresError {
  /// A write, where nothing can be written.
  static let readOnly = "25006"
  /// A right that is missing.
  static let noRight = "42501"

  /// Whether this connection, though not every one, refuses to write.
  var isReadOnly: Bool {
    guard case .refused(Self.readOnly, _) = self else { return false }
    return true
  }

  /// What libpq or the server said, in a few words.
  var reason: String {
    switch self {
    case .unreachable(let reason), .turnedAway(let reason), .lost(let reason),
      .refused(_, let reason), .unusable(let reason):
      reason
    case .cancelled: "nobody waits for it any more"
    case .busy: "all connections are busy"
    }
  }

  /// The same in the words of a store.
  func todo(_ database: String) -> TodoStoreError {
    switch self {
    case .unreachable(let reason): .unreachable(database: database, reason: reason)
    case .turnedAway(let reason), .unusable(let reason):
      .unusable(database: database, reason: reason)
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

// MARK: What time may heal

extension PostgresError {
  /// Reads the words with which connecting failed; `FATAL: 28P01: …` where the server said them.
  init(connecting words: String, wantsPassword: Bool = false) {
    guard let found = words.firstMatch(of: #/(?:FATAL|PANIC|ERROR): +([0-9A-Z]{5}): /#) else {
      // The network's words, which pass, or libpq's own about the URL, which stay as they are.
      let isFinal =
        wantsPassword || words.hasPrefix("invalid ") || words.contains("does not support SSL")
      self = isFinal ? .turnedAway(reason: words) : .unreachable(reason: words)
      return
    }
    let state = String(found.1)
    let reason = words.replacing("\(state): ", with: "", maxReplacements: 1)
    self =
      Self.mayPass(state, reason) ? .unreachable(reason: reason) : .turnedAway(reason: reason)
  }

  /// A server that is starting, stopping or full will not be so for ever; a wrong password will.
  private static func mayPass(_ state: String, _ reason: String) -> Bool {
    switch state.prefix(2) {
    case "53", "57", "58", "40", "55": true
    // PgBouncer has this one state (08P01) for all that it says.
    case "08": !poolersLastWords.contains { reason.contains($0) }
    default: false
    }
  }

  private static let poolersLastWords = [
    "unsupported startup parameter", "no such database", "no such user", "bouncer config error",
    "authentication failed", "auth failed", "login rejected", "not allowed", "is disabled",
    "SSL required", "does not exist",
  ]
}

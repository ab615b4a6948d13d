/// Why a store did not do what it was asked.
public enum TodoStoreError: Error, Hashable, Sendable {
  /// The database cannot be reached; nothing was done.
  case unreachable(database: String, reason: String)
  /// No connection became free in time; nothing was done.
  case busy(database: String)
  /// The connection broke while the database worked: it may be done or not.
  case outcomeUnknown(database: String, reason: String)
  /// The database refused this value; nothing was done.
  case refused(reason: String)
  /// The database failed in itself (disk full, no permission, a damaged file); nothing was done.
  case failed(database: String, reason: String)
  /// The database will not take us until somebody changes something (a wrong password, another
  /// program's tables, a missing right); nothing was done.
  case unusable(database: String, reason: String)
  /// The server that would ask the database does not run.
  case notRunning
  /// The task that asked was cancelled; nothing was done.
  case cancelled
  /// The database did not come in all the time that it was waited for.
  case gaveUp(database: String, reason: String, attempts: Int)
}

extension TodoStoreError: CustomStringConvertible {
  /// What the database itself said, in a few words.
  var reason: String {
    switch self {
    case .unreachable(_, let reason), .outcomeUnknown(_, let reason), .refused(let reason),
      .failed(_, let reason), .unusable(_, let reason), .gaveUp(_, let reason, _):
      reason
    case .busy: "it is busy"
    case .cancelled: "nobody waits any more"
    case .notRunning: "the server does not run"
    }
  }

  /// The one sentence.
  public var description: String {
    switch self {
    case .unreachable(let database, let reason):
      "the database \(database) cannot be reached (\(reason)); nothing was done, try again later"
    case .busy(let database):
      "all connections to the database \(database) are busy; nothing was done, try again later"
    case .outcomeUnknown(let database, let reason):
      "the database \(database) went away while it worked (\(reason)); "
        + "look at the list before you try again"
    case .refused(let reason):
      "the database does not take this value (\(reason)); nothing was done"
    case .failed(let database, let reason):
      "the database \(database) failed (\(reason)); nothing was done"
    case .unusable(let database, let reason):
      "the database \(database) cannot be used (\(reason)); nothing was done"
    case .cancelled:
      "nobody waits for the answer any more; nothing was done"
    case .notRunning: "no TODO server runs; start one with: todo start"
    case .gaveUp(let database, let reason, let attempts):
      "the database \(database) was not there in \(attempts) attempts (\(reason)); "
        + "start it, or name another with --database"
    }
  }
}

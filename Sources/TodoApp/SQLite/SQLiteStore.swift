import EventServer
import GRDB
import Synchronization

/// The list in a file of its own, or in memory: nothing to install, nothing to start.
///
/// One connection does everything, because `PRAGMA data_version` tells of other programs' commits
/// only as seen from one and the same connection. SQLite works on GRDB's own threads; no Swift
/// thread waits for the disk.
public final class SQLiteStore: TodoStore {
  /// Where a list is kept in SQLite.
  public enum Place: Sendable, Hashable {
    /// In memory: gone when the program ends.
    case memory
    /// In this file, which is made when it is missing.
    case file(String)
  }

  /// How often a file is looked at for the commits of other programs.
  ///
  /// One look takes 20 µs.
  static let pollInterval = Duration.milliseconds(50)
  /// How long a write waits for another program's transaction on the same file.
  static let busyTimeout = 5.0

  let place: Place
  private let countsPlainly: Bool
  private let opened = Mutex<DatabaseQueue?>(nil)
  let wakes = Wakes()

  /// Makes a store; ``start()`` opens it.
  ///
  /// A list in memory counts 1, 2, 3 without an epoch where it `countsPlainly`.
  public init(_ place: Place, countsPlainly: Bool = false) {
    self.place = place
    self.countsPlainly = countsPlainly && place == .memory
  }

  /// The file's path, or `:memory:`.
  public var name: String {
    switch place {
    case .memory: ":memory:"
    case .file(let path): path
    }
  }

  /// Opens the file, looks whose it is, and lays the list out where there is none.
  public func start() async throws(TodoStoreError) {
    guard opened.withLock({ $0 == nil }) else { return }
    let queue: DatabaseQueue
    do {
      queue = try open()
      try await queue.writeWithoutTransaction { db in
        // First of all, since WAL itself is written into the file.
        _ = try SQLiteSurvey.look(db)
        if case .file = self.place { try Self.keepCommits(db) }
        try db.inTransaction(.immediate) {
          try Self.layOut(db)
          if !self.countsPlainly { try Self.begin(db) }
          return .commit
        }
      }
    } catch { throw failure(error) }
    opened.withLock { $0 = queue }
  }

  /// Closes the file.
  public func stop() async {
    let queue = opened.withLock { opened in
      defer { opened = nil }
      return opened
    }
    try? queue?.close()
  }

  private func open() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeout)
    guard case .file(let path) = place else {
      return try DatabaseQueue(configuration: configuration)
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}

extension SQLiteStore {
  /// WAL alone keeps a commit through a crash of the program; FULL through one of the machine.
  private static func keepCommits(_ db: Database) throws {
    try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
  }

  /// Begins a new epoch.
  static func begin(_ db: Database) throws {
    try db.execute(sql: SQLiteSchema.begin, arguments: [Epoch.random().name])
  }

  /// Lays out what is missing.
  private static func layOut(_ db: Database) throws {
    let found = try SQLiteSurvey.look(db)
    if found != .whole {
      let hasEpochs =
        try db.tableExists("todo_changes")
        && db.columns(in: "todo_changes").contains { $0.name == "epoch" }
      if found == .former, !hasEpochs { try db.execute(sql: SQLiteSchema.addEpoch) }
      try db.execute(sql: SQLiteSchema.sql)
    }
  }
}

// MARK: Talking to the queue

extension SQLiteStore {
  func read<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(TodoStoreError) -> Value {
    let queue = try queue()
    do { return try await queue.read(work) } catch { throw failure(error) }
  }

  func write<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(TodoStoreError) -> Value {
    let queue = try queue()
    // IMMEDIATE takes the write lock first, so a busy file is waited for and never a dead end.
    do {
      let value = try await queue.writeWithoutTransaction { db in
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try work(db)
          return .commit
        }
        return value
      }
      wakes.wake()
      guard let value else { throw DatabaseError(message: "no value") }
      return value
    } catch { throw failure(error) }
  }

  private func queue() throws(TodoStoreError) -> DatabaseQueue {
    guard let queue = opened.withLock({ $0 }) else {
      throw .unreachable(database: name, reason: "it is not open")
    }
    return queue
  }

  private func failure(_ error: any Error) -> TodoStoreError {
    if error is CancellationError { return .cancelled }
    if let error = error as? SQLiteSurvey.Stranger {
      return .unusable(database: name, reason: error.reason)
    }
    if let error = error as? OddRow { return .failed(database: name, reason: error.sentence) }
    guard let error = error as? DatabaseError else {
      return .failed(database: name, reason: "\(error)")
    }
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY: return .busy(database: name)
    case .SQLITE_INTERRUPT: return .cancelled
    case .SQLITE_TOOBIG: return .refused(reason: reason)
    default: return .failed(database: name, reason: reason)
    }
  }
}

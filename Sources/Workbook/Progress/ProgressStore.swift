import FoundationEssentials
import GRDB
import Synchronization

/// What is remembered of a learner: lessons, tasks, attempts, diplomas and votes.
///
/// Kept in one SQLite file, written in transactions, so that a program killed at any moment finds
/// all that was written before. A file that is newer than this program, damaged or not writable is
/// left as it is: ``notice`` says so in one sentence, and everything works on in memory alone.
public final class ProgressStore: Sendable {
  /// The version of the tables; it is kept in the file's `user_version`.
  public static let version = 1
  /// The file's name within the state folder.
  public static let fileName = "progress.sqlite"

  private struct State {
    var queue: DatabaseQueue
    var notice: String?
    var isPersistent: Bool
  }

  private let state: Mutex<State>

  /// Opens the file in this folder, which is made if need be; nil keeps everything in memory.
  public init(folder: String?) {
    state = Mutex(Self.open(folder))
  }

  /// Why nothing is kept, in one sentence; nil when all is well.
  public var notice: String? { state.withLock { $0.notice } }

  /// Whether what is written outlives the program.
  public var isPersistent: Bool { state.withLock { $0.isPersistent } }

  private static func open(_ folder: String?) -> State {
    guard let folder else { return State(queue: memory(), notice: nil, isPersistent: false) }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let queue = try file("\(folder)/\(fileName)")
      return State(queue: queue, notice: nil, isPersistent: true)
    } catch {
      let path = "\(folder)/\(fileName)"
      return State(queue: copy(of: path), notice: sentence(error, path: path), isPersistent: false)
    }
  }

  /// What can still be read of a file that cannot be written, in memory.
  static func copy(of path: String) -> DatabaseQueue {
    let copy = memory()
    var configuration = Configuration()
    configuration.readonly = true
    guard let file = try? DatabaseQueue(path: path, configuration: configuration),
      let found = try? file.read({ try Int.fetchOne($0, sql: "PRAGMA user_version") }),
      found == version
    else { return copy }
    try? file.backup(to: copy)
    try? copy.write { try ProgressTables.create($0) }
    return copy
  }

  private static func file(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let found = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    guard found <= version else { throw StoreProblem("newer") }
    try queue.write { try ProgressTables.create($0) }
    return queue
  }

  /// A database in memory; SQLite makes one as long as there is memory at all.
  private static func memory() -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue()
      try queue.write { try ProgressTables.create($0) }
      return queue
    } catch {
      fatalError("SQLite cannot even make a database in memory: \(error)")
    }
  }

  /// The one sentence for an error of SQLite or of the file system.
  static func sentence(_ error: any Error, path: String) -> String {
    let reason =
      switch error {
      case let problem as StoreProblem where problem.description == "newer":
        "was written by a newer sse"
      case let error as DatabaseError:
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: "is damaged"
        case .SQLITE_FULL: "cannot grow: the disk is full"
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: "cannot be written"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "is held by another program"
        default: "cannot be used (\(error.message ?? error.resultCode.description))"
        }
      default: "cannot be written"
      }
    return "\(path) \(reason); it is left as it is, and nothing is remembered from now on."
  }
}

extension ProgressStore {
  /// Reads; what cannot be read is as if it were not there.
  func read<Value>(_ body: (Database) throws -> Value, or other: Value) -> Value {
    let queue = state.withLock { $0.queue }
    return (try? queue.read(body)) ?? other
  }

  /// Writes in one transaction.
  ///
  /// When the file refuses, what it holds is copied to memory, the write is done there, and
  /// ``notice`` says why; so nothing of this session is lost to it.
  func write(_ body: (Database) throws -> Void) {
    let queue = state.withLock { $0.queue }
    do {
      try queue.write(body)
    } catch {
      let memory = Self.memory()
      try? queue.backup(to: memory)
      try? memory.write { try ProgressTables.create($0) }
      try? memory.write(body)
      state.withLock { state in
        guard state.isPersistent else { return }
        state = State(
          queue: memory, notice: Self.sentence(error, path: queue.path), isPersistent: false)
      }
    }
  }
}

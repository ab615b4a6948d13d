import FoundationEssentials
import GRDB
import Synchronization

/// What is remembered of a learner: lessons, tasks, attempts, diplomas and votes.
///
/// Kept in one SQLite file, written in transactions, so that a program killed at any moment finds
/// all that was written before. A file that is newer than this program, damaged or not writable is
/// left as it is: ``notice`` says so in one sentence, and everything works on in memory alone. That
/// a file is damaged is found when it is opened, by SQLite's own check and by reading every row.
public final class ProgressStore: Sendable {
  /// The version of the tables; it is kept in the file's `user_version`.
  public static let version = 1
  /// The file's name within the state folder.
  public static let fileName = "progress.sqlite"

  /// Why a file is not written to.
  enum Trouble: Sendable, Hashable {
    /// It, or a row in it, cannot be read; the sentence says what can be done.
    case damaged(String)
    /// Anything else, in one sentence.
    case other(String)

    var sentence: String {
      switch self {
      case .damaged(let sentence), .other(let sentence): sentence
      }
    }
  }

  private struct State {
    var queue: DatabaseQueue
    var trouble: Trouble?
    var isPersistent: Bool
  }

  private let state: Mutex<State>

  /// Opens the file in this folder, which is made if need be; nil keeps everything in memory.
  public init(folder: String?) {
    state = Mutex(Self.open(folder))
  }

  /// Why nothing is kept, in one sentence; nil when all is well.
  public var notice: String? { trouble?.sentence }

  /// Why nothing is kept; nil when all is well.
  var trouble: Trouble? { state.withLock { $0.trouble } }

  /// Whether what is written outlives the program.
  public var isPersistent: Bool { state.withLock { $0.isPersistent } }

  private static func open(_ folder: String?) -> State {
    guard let folder else { return State(queue: memory(), trouble: nil, isPersistent: false) }
    let path = "\(folder)/\(fileName)"
    do {
      try PrivateFile.makeFolder(folder)
      return State(queue: try file(path), trouble: nil, isPersistent: true)
    } catch {
      return State(
        queue: copy(of: path), trouble: trouble(error, path: path), isPersistent: false)
    }
  }

  /// What can still be read of a file that cannot be written, in memory.
  static func copy(of path: String) -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    guard let file = try? DatabaseQueue(path: path, configuration: configuration),
      let found = try? file.read({ try Int.fetchOne($0, sql: "PRAGMA user_version") }),
      found == version
    else { return memory() }
    return ProgressSalvage(of: path).queue
  }

  private static func file(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let found = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    guard found <= version else { throw StoreProblem("newer") }
    let check = try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
    guard check == "ok" else { throw StoreProblem("damaged") }
    try queue.write { try ProgressTables.create($0) }
    guard try queue.read(hasOnlyReadableRows) else { throw StoreProblem("rows") }
    return queue
  }

  /// A database in memory; SQLite makes one as long as there is memory at all.
  static func memory() -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue()
      try queue.write { try ProgressTables.create($0) }
      return queue
    } catch {
      fatalError("SQLite cannot even make a database in memory: \(error)")
    }
  }

  /// What an error of SQLite or of the file system means.
  static func trouble(_ error: any Error, path: String) -> Trouble {
    func other(_ reason: String) -> Trouble {
      .other("\(path) \(reason); it is left as it is, and nothing is remembered from now on.")
    }
    func damaged(_ reason: String) -> Trouble {
      .damaged(
        "\(path) \(reason); it is left as it is, and nothing is remembered from now on:"
          + " 'progress repair' saves what can be read.")
    }
    switch error {
    case let problem as StoreProblem where problem.description == "newer":
      return other("was written by a newer sse")
    case let problem as StoreProblem where problem.description == "rows":
      return damaged("holds rows that cannot be read")
    case is StoreProblem: return damaged("is damaged")
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: return damaged("is damaged")
      case .SQLITE_FULL: return other("cannot grow: the disk is full")
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: return other("cannot be written")
      case .SQLITE_BUSY, .SQLITE_LOCKED: return other("is held by another program")
      default:
        return other("cannot be used (\(error.message ?? error.resultCode.description))")
      }
    default: return other("cannot be written")
    }
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
          queue: memory, trouble: Self.trouble(error, path: queue.path), isPersistent: false)
      }
    }
  }
}

import EventServer
import Synchronization

/// The TODO list on the web: a page, a few requests, and a stream on which every reader hears of
/// every change.
///
/// `start()` may follow `stop()`. Several servers, in one program or in many, may share one
/// database file or one PostgreSQL: the readers of each hear of the changes of all.
public final class TodoServer: Sendable {
  /// How often the database is tried at the start unless told otherwise, a second apart.
  public static let attempts = 15
  /// The pause between two of these attempts.
  static let pause = Duration.seconds(1)
  /// The path of the stream.
  public static let streamPath = "/live-todos"
  /// The paths and what they take; other methods get 405.
  static let methods = ["/": ["GET", "HEAD"], "/todos": ["GET", "HEAD", "POST"]]

  /// What the server was told.
  public let configuration: Configuration

  private enum Stage {
    case stopped
    case starting
    case running(Running)
  }

  private struct Running {
    var store: any TodoStore
    var server: RoutedServer
    var notices: Notices
    var feed: Task<Void, Never>
  }

  private let stage = Mutex(Stage.stopped)

  /// Makes a server; it listens once it is started.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Waits for the database, then starts to listen.
  ///
  /// - Returns: The port.
  /// - Throws: ``TodoStoreError`` or `StartError`, one sentence each.
  public func start() async throws -> Int {
    try stage.withLock { stage in
      guard case .stopped = stage else { throw StartError.alreadyStarted }
      stage = .starting
    }
    let store = configuration.database.makeStore(countsPlainly: configuration.countsPlainly)
    do {
      return try await start(store)
    } catch {
      await store.stop()
      stage.withLock { $0 = .stopped }
      throw error
    }
  }

  private func start(_ store: any TodoStore) async throws -> Int {
    try await wait(for: store)
    let newest = try await store.newest()
    let notices = Notices(configuration.tap)
    let feed = TodoFeed(store, newest: newest, notices: notices, tap: configuration.tap)
    try await feed.recall(upTo: newest)
    let routes = TodoRoutes(store: store, feed: feed, notices: notices)
    let server = RoutedServer(
      streamConfiguration, channels: [feed.channel], router: routes.router(),
      methods: Self.methods)
    let port = try await server.start()
    let following = Task { await feed.follow(after: newest) }
    stage.withLock { stage in
      stage = .running(Running(store: store, server: server, notices: notices, feed: following))
    }
    return port
  }

  /// Tries again only what time may heal.
  private func wait(for store: any TodoStore) async throws {
    let attempts = max(configuration.attempts, 1)
    for attempt in 1...attempts {
      do throws(TodoStoreError) { return try await store.start() } catch {
        guard case .unreachable(let database, let reason) = error else { throw error }
        guard attempt < attempts else {
          throw TodoStoreError.gaveUp(database: database, reason: reason, attempts: attempts)
        }
        configuration.tap?(.waiting(attempt: attempt, of: attempts, reason: reason))
      }
      try await configuration.clock.sleep(for: Self.pause)
    }
  }

  /// Ends every stream cleanly, lets go of the database, and returns when all is closed.
  public func stop() async {
    let running = stage.withLock { stage -> Running? in
      guard case .running(let running) = stage else { return nil }
      stage = .stopped
      return running
    }
    guard let running else { return }
    await running.server.stop()
    running.feed.cancel()
    await running.feed.value
    await running.store.stop()
  }

  /// How many streams are open.
  public var openStreams: Int {
    stage.withLock { stage in
      guard case .running(let running) = stage else { return 0 }
      return running.server.openStreams
    }
  }

  var store: any TodoStore {
    get throws(TodoStoreError) { try running.store }
  }

  var notices: Notices {
    get throws(TodoStoreError) { try running.notices }
  }

  private var running: Running {
    get throws(TodoStoreError) {
      let running = stage.withLock { stage -> Running? in
        guard case .running(let running) = stage else { return nil }
        return running
      }
      guard let running else { throw .notRunning }
      return running
    }
  }
}

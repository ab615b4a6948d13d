import EventServer
import HTTPTypes
import Hummingbird
import NIOCore
import TodoApp

/// The model `todo-pool`: the TODO app as the article builds it, one database connection a reader.
///
/// A reader takes a connection out of the pool when its stream begins and keeps it, idle between
/// two events, for as long as the stream lasts. So does, for a moment, every ordinary request.
/// Nothing here is slow or broken on purpose; when all connections are held, all else waits.
struct TodoPoolHost: Sendable {
  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; the file goes with it.
  func serve() async throws {
    let folder = try TemporaryFolder(prefix: "sse-scale-todo-")
    defer { folder.remove() }
    let file = "\(folder.path)/todos.db"
    let pool = try await ConnectionPool(file: file, size: options.pool)
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    let server = RoutedServer(configuration, channels: [], router: Self.router(pool))
    let port = try await server.start()
    let writer = try await TodoWriter(file: file)
    ScalingHost.sayReady(port: port)
    await writer.write(every: options.intervalMilliseconds) {
      await ScalingHost.lifelineHangsUp()
    }
    await server.stop()
  }

  private static func router(_ pool: ConnectionPool) -> Router<RoutedServer.Context> {
    let router = Router(context: RoutedServer.Context.self)
    router.get("/todos") { _, _ in
      let connection = await pool.take()
      let list = try? await connection.list()
      await pool.giveBack(connection)
      return "\(list?.todos.count ?? 0) todos\n"
    }
    router.get("/live-todos") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache"],
        body: ResponseBody { try await Self.stream(&$0, pool) })
    }
    return router
  }

  /// The head is out before the pool is asked: a reader without a connection looks connected.
  private static func stream(
    _ writer: inout any ResponseBodyWriter, _ pool: ConnectionPool
  ) async throws {
    let connection = await pool.take()
    do {
      try await tell(&writer, connection)
      await pool.giveBack(connection)
    } catch {
      await pool.giveBack(connection)
      throw error
    }
  }

  private static func tell(
    _ writer: inout any ResponseBodyWriter, _ connection: SQLiteStore
  ) async throws {
    let (changes, told) = AsyncStream<TodoChange>.makeStream()
    let following = Task {
      let newest = (try? await connection.newest()) ?? 0
      await connection.follow(after: newest) { news in
        if case .changes(let changes) = news { for change in changes { told.yield(change) } }
      }
    }
    defer { following.cancel() }
    for await change in changes {
      try await writer.write(ByteBuffer(string: "event: todo\ndata: \(change.data)\n\n"))
    }
  }
}

/// So many database connections and no more; who comes too late waits, in the order of coming.
actor ConnectionPool {
  private var free: [SQLiteStore] = []
  private var waiting: [CheckedContinuation<SQLiteStore, Never>] = []

  /// Opens all connections, as the article's pool does.
  init(file: String, size: Int) async throws {
    for _ in 0..<size {
      let store = SQLiteStore(.file(file))
      try await store.start()
      free.append(store)
    }
  }

  /// A connection, once one is free.
  func take() async -> SQLiteStore {
    if let store = free.popLast() { return store }
    return await withCheckedContinuation { waiting.append($0) }
  }

  /// Hands the connection to who has waited longest.
  func giveBack(_ store: SQLiteStore) {
    if waiting.isEmpty {
      free.append(store)
    } else {
      waiting.removeFirst().resume(returning: store)
    }
  }
}

import EventServer
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import TodoApp

/// The TODO app as the article builds it: one database connection for every reader.
///
/// A reader takes a connection out of the pool when its stream begins and keeps it, idle between
/// two events, for as long as the stream lasts. So does, for a moment, every ordinary request.
/// Nothing here is slow or broken on purpose; when all connections are held, all else waits: with
/// a pool of 10 the tenth reader stops `GET /todos` and `POST /todos`, and the eleventh gets a
/// `200` and then not one event. The app of this workbook is `TodoServer`.
public final class PooledTodoServer: Sendable {
  private let server: RoutedServer
  private let pool: ConnectionPool

  /// Opens all connections to the SQLite file, which is made when it is missing.
  public init(
    file: String, connections: Int = ScalingPlan.usualConnections, host: String = "127.0.0.1",
    allowedHosts: [String] = [], port: Int = 0
  ) async throws {
    pool = try await ConnectionPool(file: file, size: connections)
    var configuration = RoutedServer.Configuration()
    configuration.host = host
    configuration.allowedHosts = allowedHosts
    configuration.port = port
    server = RoutedServer(
      configuration, channels: [], router: Self.router(pool),
      methods: ["/todos": ["GET", "POST"], "/live-todos": ["GET"]])
  }

  /// Starts to listen; returns the port.
  public func start() async throws -> Int { try await server.start() }

  /// Ends every stream and closes all connections.
  public func stop() async {
    await server.stop()
    await pool.close()
  }

  // MARK: Requests

  private static func router(_ pool: ConnectionPool) -> Router<RoutedServer.Context> {
    let router = Router(context: RoutedServer.Context.self)
    router.get("/todos") { _, _ in
      let rows = try await pool.with { try await $0.list().todos }
      return json(.ok, "[" + rows.map(text).joined(separator: ",") + "]")
    }
    router.post("/todos") { request, _ in
      let body = try await request.body.collect(upTo: RoutedServer.bodyLimit)
      guard let new = try? JSONDecoder().decode(NewTodo.self, from: Data(body.readableBytesView))
      else { return json(.unprocessableContent, #"{"error":"give description and completed"}"#) }
      let row = try await pool.with {
        try await $0.add(description: new.description, completed: new.completed)
      }
      return json(.created, text(row))
    }
    router.get("/live-todos") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache"],
        // The head is out before the pool is asked: a reader without a connection looks connected.
        body: ResponseBody { writer in try await stream(&writer, pool) })
    }
    return router
  }

  private static func stream(
    _ writer: inout any ResponseBodyWriter, _ pool: ConnectionPool
  ) async throws {
    try await writer.write(ByteBuffer())
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
      let newest = (try? await connection.newest())?.position ?? 0
      await connection.follow(after: newest) { news in
        if case .changes(let changes) = news { for change in changes { told.yield(change) } }
      }
    }
    defer { following.cancel() }
    for await change in changes {
      try await writer.write(ByteBuffer(string: "event: todo\ndata: \(change.data)\n\n"))
    }
  }

  // MARK: Rows as text

  private struct NewTodo: Decodable {
    var description: String
    var completed: Bool
  }

  private struct Row: Encodable {
    var id: Int
    var description: String
    var completed: Bool
  }

  private static func text(_ todo: Todo) -> String {
    let row = Row(id: todo.id, description: todo.description, completed: todo.completed)
    return (try? JSONEncoder().encode(row)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

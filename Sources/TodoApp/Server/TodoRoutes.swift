import EventServer
import HTTPTypes
import Hummingbird
import NIOCore

/// The requests of the TODO list that are no streams.
struct TodoRoutes: Sendable {
  typealias Context = RoutedServer.Context

  /// How long a refused client had better wait, in seconds.
  static let retryAfter = "2"

  let store: any TodoStore
  let feed: TodoFeed
  let notices: Notices

  func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RowMethods())
    router.get("/") { _, _ in TodoPage.response }
    router.get("/todos") { _, _ in try await list() }
    router.post("/todos") { request, _ in try await add(request) }
    router.get("/todos/:id") { request, context in try await show(context) }
    router.patch("/todos/:id") { request, context in try await change(request, context) }
    router.delete("/todos/:id") { _, context in try await remove(context) }
    return router
  }

  private func list() async throws -> Response {
    let list = notices.heard(
      try await answer { () throws(TodoStoreError) in try await store.list() })
    // Where the list stands among the events: a client that follows from there misses nothing.
    var response = Self.json(.ok, TodoJSON.list(list.todos))
    if let name = Self.lastEventID { response.headers[name] = list.newest.text }
    if let name = Self.delay, feed.delay > .zero {
      response.headers[name] = String(feed.delay.components.seconds)
    }
    return response
  }

  private func add(_ request: Request) async throws -> Response {
    let new = try await Self.read(request, TodoBody.new)
    let todo = try await answer { () throws(TodoStoreError) in
      try await store.add(description: new.description, completed: new.completed)
    }
    var response = Self.json(.created, TodoJSON.row(todo))
    response.headers[.location] = "/todos/\(todo.id)"
    return response
  }

  private func show(_ context: Context) async throws -> Response {
    try await one(context) { id throws(TodoStoreError) in try await store.todo(id) }
  }

  private func change(_ request: Request, _ context: Context) async throws -> Response {
    let edit = try await Self.read(request, TodoBody.edit)
    return try await one(context) { id throws(TodoStoreError) in
      try await store.change(id, edit)
    }
  }

  private func remove(_ context: Context) async throws -> Response {
    _ = try await one(context) { id throws(TodoStoreError) in try await store.remove(id) }
    return Response(status: .noContent)
  }

  /// Does something with the row that the path names.
  private func one(
    _ context: Context, _ work: (Int) async throws(TodoStoreError) -> Todo?
  ) async throws -> Response {
    let name = context.parameters.get("id") ?? ""
    guard let id = Int(name), String(id) == name,
      let todo = try await answer({ () throws(TodoStoreError) in try await work(id) })
    else { throw Refusal(.notFound, "there is no todo \(name); GET /todos lists them") }
    return Self.json(.ok, TodoJSON.row(todo))
  }
}

// MARK: In and out

extension TodoRoutes {
  /// Where a list stands in the order of publication.
  static let lastEventID = HTTPField.Name("Last-Event-ID")
  /// How late changes are heard, in seconds, where they are not heard at once.
  static let delay = HTTPField.Name("Live-Delay")

  private static func read<Value>(
    _ request: Request, _ parse: ([UInt8], String?) throws(BodyProblem) -> Value
  ) async throws -> Value {
    do throws(BodyProblem) {
      let body = try await bytes(request)
      return try parse(body, request.headers[.contentType])
    } catch {
      throw Refusal(.init(code: error.status), error.description)
    }
  }

  private static func bytes(_ request: Request) async throws(BodyProblem) -> [UInt8] {
    do {
      let body = try await request.body.collect(upTo: TodoBody.sizeLimit)
      return Array(body.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw .tooLarge(limit: TodoBody.sizeLimit)
    } catch { throw .notJSON }
  }

  private func answer<Value>(
    _ work: () async throws(TodoStoreError) -> Value
  ) async throws -> Value {
    do throws(TodoStoreError) { return try await work() } catch { throw Self.refusal(error) }
  }

  static func refusal(_ error: TodoStoreError) -> Refusal {
    switch error {
    case .unreachable, .busy, .notRunning, .cancelled, .gaveUp, .unusable:
      Refusal(
        .serviceUnavailable, error.description, headers: [.retryAfter: retryAfter])
    case .outcomeUnknown: Refusal(.serviceUnavailable, error.description)
    case .refused: Refusal(.unprocessableContent, error.description)
    case .failed: Refusal(.internalServerError, error.description)
    }
  }

  private static func json(
    _ status: HTTPResponse.Status, _ text: String
  ) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// Refuses what a row does not take; the paths without a number in them the server itself knows.
private struct RowMethods: RouterMiddleware {
  static let allowed = ["GET", "HEAD", "PATCH", "DELETE"]

  func handle(
    _ request: Request, context: RoutedServer.Context,
    next: (Request, RoutedServer.Context) async throws -> Response
  ) async throws -> Response {
    let path = request.uri.path
    guard path.hasPrefix("/todos/"), path != "/todos/",
      !Self.allowed.contains(request.method.rawValue)
    else { return try await next(request, context) }
    let allowed = Self.allowed.joined(separator: ", ")
    throw Refusal(
      .methodNotAllowed, "\(path) does not take \(request.method.rawValue); it takes \(allowed)",
      headers: [.allow: allowed])
  }
}

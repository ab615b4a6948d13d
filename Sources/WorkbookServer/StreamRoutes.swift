import EventServer
import HTTPTypes
import Hummingbird
import NIOCore
import VisibleText

/// The requests of the workbook's server that are no streams.
enum StreamRoutes {
  static func router(
    _ logs: [any ChannelLog], _ engine: any ChannelEngine
  ) -> Router<RoutedServer.Context> {
    let router = Router(
      context: RoutedServer.Context.self, options: .autoGenerateHeadEndpoints)
    router.get("/") { _, _ in page }
    router.get("/status") { _, context in
      json(.ok, (context.server?.status() ?? Status()).json(engine.standing))
    }
    router.get("/health") { _, _ in try health(engine.standing) }
    router.post("/streams/:number/drop") { _, context in try await drop(context) }
    for method in [HTTPRequest.Method.get, .head, .put, .patch, .delete, .options] {
      router.on("/streams/:number/drop", method: method) { request, _ -> Response in
        throw Refusal.notAllowed(request.method.rawValue, request.uri.path, ["POST"])
      }
    }
    for log in logs {
      router.post(RouterPath(log.channel.path)) { request, context in
        try await publish(request, context, to: log)
      }
    }
    return router
  }

  /// The methods of the paths above that do not depend on the channels.
  static let methods = [
    "/": ["GET", "HEAD"], "/status": ["GET", "HEAD"], "/health": ["GET", "HEAD"],
  ]

  private static var page: Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
        .contentSecurityPolicy: StreamPage.policy, .vary: "accept",
      ],
      body: .init(byteBuffer: ByteBuffer(string: StreamPage.html)))
  }

  /// Whether a balancer may send readers here: a deaf server would leave them without news.
  private static func health(_ standing: EngineStanding?) throws -> Response {
    if let standing, let deafFor = standing.deafFor {
      throw Refusal(
        .serviceUnavailable,
        "the engine has not been heard for \(deafFor.components.seconds) s"
          + (standing.reason.map { ": \($0)" } ?? ""))
    }
    return json(.ok, #"{"ok":true}"#)
  }

  private static func publish(
    _ request: Request, _ context: RoutedServer.Context, to log: any ChannelLog
  ) async throws -> Response {
    let body = try await request.body.collect(upTo: context.maxUploadSize)
    let publication = try Publication(
      Array(buffer: body), contentType: request.headers[.contentType])
    let key = try key(of: request)
    try context.requireClient()
    do throws(PublishError) {
      let id = try await log.append(publication.serverSentEvent, key: key)
      return json(
        .created,
        #"{"id":\#(JSONText.quoted(id)),"streams":\#(log.channel.subscriberCount)}"#)
    } catch {
      switch error {
      case .tooLarge: throw Refusal(.contentTooLarge, error.description)
      case .unavailable:
        throw Refusal(.serviceUnavailable, error.description, headers: [.retryAfter: "1"])
      default: throw Refusal(.badRequest, error.description)
      }
    }
  }

  private static func key(of request: Request) throws -> PublicationKey? {
    guard let text = idempotencyKey.flatMap({ request.headers[$0] }) else { return nil }
    guard let key = PublicationKey(text) else {
      throw Refusal(
        .badRequest,
        "Idempotency-Key must be 1 to \(PublicationKey.sizeLimit) printable characters without "
          + "spaces")
    }
    return key
  }

  private static let idempotencyKey = HTTPField.Name("idempotency-key")

  /// Resets one stream, for the button of the page.
  private static func drop(_ context: RoutedServer.Context) async throws -> Response {
    let number = context.parameters.get("number") ?? ""
    guard let server = context.server, let stream = Int(number), await server.drop(stream) else {
      throw Refusal(.notFound, "there is no open stream \(number)")
    }
    return json(.ok, #"{"dropped":\#(stream)}"#)
  }

  private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
  }
}

import EventServer
import HTTPTypes
import Hummingbird
import NIOCore
import VisibleText

/// The requests of the workbook's server that are no streams.
enum StreamRoutes {
  static func router(_ channels: [EventChannel]) -> Router<RoutedServer.Context> {
    let router = Router(
      context: RoutedServer.Context.self, options: .autoGenerateHeadEndpoints)
    router.get("/") { _, _ in page }
    router.get("/status") { _, context in
      json(.ok, (context.server?.status() ?? Status()).json)
    }
    router.post("/streams/:number/drop") { _, context in try await drop(context) }
    for method in [HTTPRequest.Method.get, .head, .put, .patch, .delete, .options] {
      router.on("/streams/:number/drop", method: method) { request, _ -> Response in
        throw Refusal.notAllowed(request.method.rawValue, request.uri.path, ["POST"])
      }
    }
    for channel in channels {
      router.post(RouterPath(channel.path)) { request, context in
        try await publish(request, context, to: channel)
      }
    }
    return router
  }

  /// The methods of the paths above that do not depend on the channels.
  static let methods = ["/": ["GET", "HEAD"], "/status": ["GET", "HEAD"]]

  private static var page: Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
        .contentSecurityPolicy: StreamPage.policy, .vary: "accept",
      ],
      body: .init(byteBuffer: ByteBuffer(string: StreamPage.html)))
  }

  private static func publish(
    _ request: Request, _ context: RoutedServer.Context, to channel: EventChannel
  ) async throws -> Response {
    let body = try await request.body.collect(upTo: context.maxUploadSize)
    let publication = try Publication(
      Array(buffer: body), contentType: request.headers[.contentType])
    try context.requireClient()
    do throws(PublishError) {
      let id = try channel.publish(publication.serverSentEvent)
      return json(
        .created, #"{"id":\#(JSONText.quoted(id)),"streams":\#(channel.subscriberCount)}"#)
    } catch {
      if case .tooLarge = error { throw Refusal(.contentTooLarge, error.description) }
      throw Refusal(.badRequest, error.description)
    }
  }

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

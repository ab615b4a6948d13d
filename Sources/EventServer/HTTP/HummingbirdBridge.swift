import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Ordinary requests: NIO's HTTP handlers and Hummingbird's routing.
struct HummingbirdBridge: Sendable {
  /// How long a connection may be idle between two requests: 60 s.
  static let idleTime = TimeAmount.seconds(60)

  private let responder: any HTTPResponder<RoutedServer.Context>
  private let logger = Logger(label: "sse-workbook", factory: { _ in SwiftLogNoOpLogHandler() })

  init(responder: some HTTPResponder<RoutedServer.Context>) { self.responder = responder }

  /// Puts the HTTP handlers behind the connection's own and starts to answer.
  func takeOver(
    _ connection: Connection, _ requests: RequestChannel, _ context: ChannelHandlerContext
  ) -> HTTP1ConnectionHandler {
    let disconnect = ClientDisconnect()
    try? context.pipeline.syncOperations.addHandler(disconnect, position: .after(requests))
    let version = HTTP1ConnectionHandler.Version()
    let handler = HTTP1ConnectionHandler(connection, version)
    let http = http1(connection, disconnect, version)
    let channel = context.channel
    http.setup(channel: channel, logger: logger).whenComplete { result in
      switch result {
      case .failure: channel.close(promise: nil)
      case .success(let value):
        let logger = logger
        Task { await http.handle(value: value, logger: logger) }
      }
    }
    try? handler.add(to: channel)
    return handler
  }

  private func http1(
    _ connection: Connection, _ disconnect: ClientDisconnect,
    _ version: HTTP1ConnectionHandler.Version
  ) -> HTTP1Channel {
    var limits = HTTP1Channel.Configuration.DecoderConfiguration()
    limits.maxHeaderListSize = HeadReader.limit
    limits.maxHeaderFieldSize = HeadReader.limit
    // The size of the head is the one limit: no field is shorter than `a:` and its line end.
    limits.maxHeaderFieldCount = HeadReader.limit / 4
    return HTTP1Channel(
      responder: { [self] request, writer, channel in
        let head = RequestHead(request.head, minorVersion: version.minorVersion)
        try await respond(to: request, head, writer, channel, connection, disconnect)
      },
      configuration: .init(idleTimeout: Self.idleTime, httpDecoderConfiguration: limits))
  }

  private func respond(
    to request: Request, _ head: RequestHead, _ writer: consuming ResponseWriter,
    _ channel: any Channel, _ connection: Connection, _ disconnect: ClientDisconnect
  ) async throws {
    var response: Response
    switch connection.server.decide(head, isFirst: false) {
    case .stream(let plan): return try await stream(plan, on: connection, channel)
    case .refused(let refusal):
      response = refusal.response
      Self.add(connection.server.cors(head), to: &response)
    case .answered(let status, let headers), .faulted(let status, let headers):
      response = Response(status: .init(code: status))
      if status < 200 || status == 204 || status == 304 { response.headers[.contentLength] = nil }
      Self.add(headers, to: &response)
    case .request:
      var context = RoutedServer.Context(source: .init(channel: channel, logger: logger))
      context.connection = connection
      response = await disconnect.whileThere { [context] in await answer(request, context) }
      Self.add(connection.server.cors(head), to: &response)
    }
    if request.method == .head { response = response.createHeadResponse() }
    // Kept alive, the connection would keep one of the last descriptors.
    let isLast = response.status == .contentTooLarge || connection.server.isFull
    if isLast { response.headers[.connection] = "close" }
    response.headers[.date] = connection.server.date()
    response.headers[.server] = connection.server.configuration.serverName
    try await writer.write(response: response.head, body: response.body)
  }

  /// The connection becomes a stream, which has no channel; the error ends Hummingbird's task.
  private func stream(
    _ plan: StreamPlan, on connection: Connection, _ channel: any Channel
  ) async throws {
    try await channel.eventLoop.flatSubmit { connection.takeBack(for: plan) }.get()
    throw ChannelError.ioOnClosedChannel
  }

  /// The router's answer; whatever it throws becomes one sentence.
  private func answer(_ request: Request, _ context: RoutedServer.Context) async -> Response {
    do {
      let response = try await responder.respond(to: request, context: context)
      guard response.status.code >= 400, response.body.contentLength == 0 else { return response }
      return Self.refusal(response, request.uri.path).response
    } catch let refusal as Refusal {
      return refusal.response
    } catch {
      return Refusal(.internalServerError, "the server failed: \(error)").response
    }
  }

  private static func refusal(_ response: Response, _ path: String) -> Refusal {
    var refusal =
      switch response.status {
      case .notFound: StreamGate.nothing(at: path)
      case .contentTooLarge: StreamGate.tooLarge
      default: Refusal(response.status, "the request failed: \(response.status.reasonPhrase)")
      }
    refusal.headers = response.headers
    return refusal
  }

  private static func add(_ lines: [HeaderLine], to response: inout Response) {
    for line in lines {
      if let name = HTTPField.Name(line.name) { response.headers[name] = line.value }
    }
  }
}

extension RequestHead {
  /// What the gate needs of a request that Hummingbird read.
  init(_ head: HTTPRequest, minorVersion: Int) {
    self.init(
      method: head.method.rawValue, target: head.path ?? "/", minorVersion: minorVersion)
    headers = head.headerFields.map { HeaderLine($0.name.rawName, $0.value) }
    if let authority = head.authority { headers.append(HeaderLine("host", authority)) }
  }
}

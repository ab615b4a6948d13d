import NIOCore
import NIOHTTP1

/// The manners of HTTP that neither NIO nor Hummingbird has, and the taps on requests.
///
/// Stands between NIO's parser and Hummingbird. It answers what the parser refuses, says
/// `connection: close` where that is so and then does it, and knows HTTP/1.0.
final class Manners: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let connection: Connection
  private var closes = false
  private var status = 0
  private var isRefused = false

  private init(_ connection: Connection) { self.connection = connection }

  static func add(to channel: any Channel, _ connection: Connection) throws {
    let parser = try channel.pipeline.syncOperations.handler(
      type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    try channel.pipeline.syncOperations.addHandler(Manners(connection), position: .after(parser))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    switch part {
    case .head(let head):
      readHead(head, context)
      part = .head(Self.withHostOfTarget(head))
    case .body: break
    case .end: connection.timer?.requestEnded()
    }
    context.fireChannelRead(wrapInboundOut(part))
  }

  /// A target in absolute form names the host itself, and that one counts (RFC 9112, 3.2.2).
  private static func withHostOfTarget(_ head: HTTPRequestHead) -> HTTPRequestHead {
    guard head.uri.first != "/", let scheme = head.uri.firstRange(of: "://"),
      head.headers["host"].count == 1
    else { return head }
    var head = head
    let host = head.uri[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    head.headers.replaceOrAdd(name: "host", value: String(host))
    return head
  }

  private func readHead(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    connection.timer?.headCame()
    connection.answered = nil
    closes = !head.isKeepAlive
    connection.isOld = head.version.minor == 0
    connection.tap?(
      .request(
        connection: connection.number, method: head.method.rawValue, target: head.uri,
        headers: head.headers.map { HeaderLine($0.name, $0.value) }))
    let isTooLarge = head.headers["content-length"].contains { StreamGate.isTooLarge($0) }
    if head.version.minor == 1, head.headers["expect"].contains("100-continue"), !isTooLarge {
      let answer = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): writeHead(head, context, promise)
    case .body: context.write(data, promise: promise)
    case .end:
      connection.answered = status
      context.write(data, promise: promise)
      guard closes else { return }
      context.flush()
      connection.willEnd(connection.usualEnd)
      Lingering.close(context.channel)
    }
  }

  private func writeHead(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var head = head
    status = Int(head.status.code)
    if head.headers["connection"].contains("close") { closes = true }
    if closes { head.headers.replaceOrAdd(name: "connection", value: "close") }
    connection.tap?(
      .response(
        connection: connection.number, status: status,
        headers: head.headers.map { HeaderLine($0.name, $0.value) }))
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    guard !isRefused else { return }
    isRefused = true
    connection.refuse(error == .headerOverflow ? .tooLarge : .malformed)
  }
}

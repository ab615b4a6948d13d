import NIOCore
import NIOHTTP1

/// Sends the request, turns the response into signals, and reads only when someone waits.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let connection: Connection
  private let idleTimeout: TimeAmount?
  private var idleTimer: Scheduled<Void>?
  private var hasHead = false

  init(_ connection: Connection) {
    self.connection = connection
    idleTimeout = connection.configuration.idleTimeout.map { TimeAmount($0) }
  }

  func channelActive(context: ChannelHandlerContext) {
    let request = connection.request
    context.write(wrapOutboundOut(.head(request.head)), promise: nil)
    if let body = request.body {
      let bytes = context.channel.allocator.buffer(bytes: body)
      context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    let channel = context.channel
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    connection.whenAwaited { channel.eventLoop.execute { handler.value.read(channel) } }
    read(channel)
  }

  private func read(_ channel: any Channel) {
    guard connection.isAwaited else { return }
    startIdleTimer(channel.eventLoop)
    channel.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      hasHead = true
      connection.deliver(
        .head(
          ResponseHead(
            status: Int(head.status.code), reason: head.status.reasonPhrase,
            headers: head.headers.map { ($0.name, $0.value) })))
    case .body(let bytes): connection.deliver(.bytes(bytes))
    case .end:
      connection.finish(.end)
      context.close(promise: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    idleTimer?.cancel()
    idleTimer = nil
    read(context.channel)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let host = connection.request.url.host
    connection.finish(.problem(ConnectionProblem(error, host: host, hasHead: hasHead)))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    idleTimer?.cancel()
    connection.finish(.problem(hasHead ? .brokenOff : .noResponse))
  }

  /// Runs only while someone waits: a reader that takes its time is no dead peer.
  private func startIdleTimer(_ loop: any EventLoop) {
    guard let idleTimeout, idleTimer == nil else { return }
    idleTimer = loop.assumeIsolated().scheduleTask(in: idleTimeout) { [connection] in
      guard connection.isAwaited, let time = connection.configuration.idleTimeout else { return }
      connection.finish(.problem(.idle(time)))
      connection.close()
    }
  }
}

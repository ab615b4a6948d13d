import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends the request, turns the response into signals, and reads only when the task of the
/// loop waits.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let connection: Connection
  private var timer: Scheduled<Void>?
  /// Of several channels, to several addresses of a host, this is the one.
  private var isTaken = false
  private var isShakingHands = false
  private var hasHead = false

  init(_ connection: Connection) { self.connection = connection }

  func channelActive(context: ChannelHandlerContext) {
    isTaken = connection.take()
    guard isTaken else { return context.close(promise: nil) }
    if let tap = connection.configuration.connectTap, let address = context.localAddress?.endpoint {
      tap(address)
    }
    let request = connection.request
    context.write(wrapOutboundOut(.head(connection.head)), promise: nil)
    if let body = request.body {
      let bytes = context.channel.allocator.buffer(bytes: body)
      context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if request.url.isSecure { awaitHandshake(context) }
    let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    connection.whenAwaited { [loop = context.eventLoop] in
      loop.execute { handler.value.0.readIfAwaited(handler.value.1) }
    }
    readIfAwaited(context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isShakingHands, SecureTransport.isHandshake(event) {
      isShakingHands = false
      stopTimer()
      startIdleTimer(context)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      // A second one is meant for the decoders of the body, and has gone past them.
      guard !hasHead else { return }
      hasHead = true
      connection.deliver(.head(ResponseHead(head, localAddress: context.localAddress?.endpoint)))
    case .body(let bytes): connection.deliver(.bytes(bytes))
    case .end: finish(.end, context)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !isShakingHands { stopTimer() }
    readIfAwaited(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What goes wrong on the way through a proxy does so before the channel is active for this one.
    if !isTaken { isTaken = connection.take() }
    let pipeline = context.pipeline.syncOperations
    let watch = try? pipeline.handler(type: HandshakeWatch.self)
    let problem = ConnectionCause(
      error, host: connection.request.url.host, serverHasBegun: watch?.serverHasBegun ?? false)
    finish(.problem(problem), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(.problem(hasHead ? .brokenOff : .noResponse), context)
  }

  private func finish(_ signal: Connection.Signal, _ context: ChannelHandlerContext) {
    stopTimer()
    if isTaken { connection.finish(signal) }
    context.close(promise: nil)
  }

  private func readIfAwaited(_ context: ChannelHandlerContext) {
    guard connection.isAwaited else { return }
    startIdleTimer(context)
    context.read()
  }
}

// MARK: Time

extension ConnectionHandler {
  private func stopTimer() {
    timer?.cancel()
    timer = nil
  }

  private func awaitHandshake(_ context: ChannelHandlerContext) {
    isShakingHands = true
    let time = connection.configuration.connectTimeout
    let endpoint = connection.request.url.endpoint
    startTimer(time, context, ends: .connectTimeout(endpoint, after: time))
  }

  /// Runs only while the task of the loop waits: a reader that takes its time is no dead peer.
  private func startIdleTimer(_ context: ChannelHandlerContext) {
    guard let time = connection.configuration.idleTimeout, timer == nil else { return }
    startTimer(time, context, ends: .idle(time))
  }

  private func startTimer(
    _ time: Duration, _ context: ChannelHandlerContext, ends problem: ConnectionCause
  ) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
      self.timer = nil
      self.finish(.problem(problem), context)
    }
  }
}

extension ResponseHead {
  init(_ head: HTTPResponseHead, localAddress: String?) {
    self.init(
      status: Int(head.status.code), reason: head.status.reasonPhrase,
      headers: HTTPFields(
        head.headers.compactMap { name, value in
          HTTPField.Name(name).map { HTTPField(name: $0, lenientValue: value.utf8) }
        }), localAddress: localAddress)
  }
}

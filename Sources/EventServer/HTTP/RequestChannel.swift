import NIOCore
import NIOPosix

/// A channel of NIO for a connection that is not, or not yet, a stream: what stands next to the
/// socket in its pipeline, with the HTTP handlers and Hummingbird behind it.
///
/// Belongs to the connection's event loop and is touched only there, which makes it safe to share.
final class RequestChannel: ChannelDuplexHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let connection: Connection
  /// What was read before the channel was there.
  private var first: ByteBuffer?
  private var context: ChannelHandlerContext?
  private var handler: HTTP1ConnectionHandler?
  /// The connection has a descriptor of its own again.
  private var isDetached = false

  init(_ connection: Connection, _ first: ByteBuffer) {
    self.connection = connection
    self.first = first
  }

  /// The status of the last answer, unless a request came after it.
  var answered: Int? { handler?.answered }

  private var isServing: Bool {
    if case .requests = connection.phase { !isDetached } else { false }
  }

  // MARK: Coming and going

  /// Makes the channel, which takes over the descriptor.
  func open(_ descriptor: CInt) {
    // A client that leaves a stream is seen at once; here one may say all and wait for the answer.
    ClientBootstrap(group: connection.loop.eventLoop)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(self)
        }
      }
      .withConnectedSocket(descriptor)
      .whenFailure { [self] _ in if context == nil { gone() } }
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func channelActive(context: ChannelHandlerContext) {
    connection.loop.eventLoop.assertInEventLoop()
    let handler = connection.server.bridge.takeOver(connection, self, context)
    self.handler = handler
    context.fireChannelActive()
    guard let bytes = first else { return }
    first = nil
    context.fireChannelRead(wrapInboundOut(bytes))
    handler.bytesCame(bytes.readableBytes)
    context.fireChannelReadComplete()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDetached { connection.channelClosed() }
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    gone()
  }

  private func gone() {
    guard !isDetached else { return }
    connection.channelClosed()
    connection.server.closed()
  }

  /// Closes the channel; what it has queued is dropped.
  func close() { context?.close(promise: nil) }

  /// Lets no more requests through.
  func stop() { handler?.stop() }

  /// Has it end when it has answered.
  func quiesce() { context?.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }

  /// Writes one last answer, and closes.
  func closeAfter(_ bytes: [UInt8]) {
    stop()
    guard let context else { return }
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    LingeringClose.close(context.channel)
  }

  // MARK: Giving the connection back

  /// Succeeds when all that was written has gone to the socket.
  func whenSent() -> EventLoopFuture<Void> {
    guard let context else {
      return connection.loop.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
    }
    let sent = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
    return sent.futureResult
  }

  /// Closes the channel, and returns a descriptor of the connection, which goes on; nil when there
  /// is none to be had.
  func detach() -> CInt? {
    let transport = try? context?.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
      of: NIOBSDSocket.Handle.self
    ) { RawSocket.duplicate($0) }
    guard let own = transport ?? nil else { return nil }
    isDetached = true
    stop()
    context?.close(promise: nil)
    return own
  }

  // MARK: Bytes

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    connection.loop.eventLoop.assertInEventLoop()
    let bytes = unwrapInboundIn(data)
    connection.tap?(.received(connection: connection.number, Array(buffer: bytes)))
    guard isServing else { return }
    context.fireChannelRead(data)
    handler?.bytesCame(bytes.readableBytes)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    connection.loop.eventLoop.assertInEventLoop()
    // What the HTTP handlers still had to say is void on a stream, and after a refusal.
    guard isServing else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    if let tap = connection.tap, case .byteBuffer(let bytes) = unwrapOutboundIn(data) {
      tap(.sent(connection: connection.number, Array(buffer: bytes)))
    }
    context.write(data, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { connection.peerLeft() }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if isServing { context.fireErrorCaught(error) } else { close() }
  }
}

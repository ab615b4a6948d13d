import NIOCore
import NIOHTTP1
import Synchronization

/// One connection, from accept to close: what stands next to the socket in its pipeline.
///
/// It reads the first request head by itself. If that asks for a stream, this handler is the
/// whole pipeline: no HTTP codec, no task, no queue. Anything else makes it step aside: NIO's
/// HTTP handlers and Hummingbird take over, and it only passes bytes on. A later request on such
/// a connection may still ask for a stream. What it does at the moment is its ``Phase``.
///
/// Belongs to its event loop and is touched only there, which makes it safe to share; but for
/// ``hasPeer``.
final class Connection: ChannelDuplexHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// How long a request head may take: 10 s, after that 408.
  static let headTimeout = TimeAmount.seconds(10)

  /// How many bytes of a first request head are read at a time.
  static let readSize = 512

  let server: RoutedServer
  let loop: LoopState
  let number: Int
  /// Its place among the loop's connections; below 0 before it is one of them, and after.
  var place = -1
  private(set) var context: ChannelHandlerContext?
  private(set) var phase: Phase
  /// Why the connection ends, once that is known.
  private var endReason: String?

  private let peerIsDone = Atomic(false)

  init(server: RoutedServer, loop: LoopState, number: Int) {
    self.server = server
    self.loop = loop
    self.number = number
    phase = .head(HeadReader())
  }

  var tap: (@Sendable (RoutedServer.Happening) -> Void)? { server.configuration.tap }

  /// Whether the peer still waits for an answer, as far as can be seen; from any thread.
  var hasPeer: Bool { !peerIsDone.load(ordering: .relaxed) }

  /// Whether its first request head has not come.
  var isNewcomer: Bool { phase.head != nil }

  // MARK: Coming and going

  func handlerAdded(context: ChannelHandlerContext) {
    loop.eventLoop.assertInEventLoop()
    self.context = context
    if context.channel.isActive { arrive() }
  }

  func channelActive(context: ChannelHandlerContext) { arrive() }

  private func arrive() {
    loop.eventLoop.assertInEventLoop()
    guard place < 0 else { return }
    loop.add(self)
    tap?(.accepted(connection: number, peer: context?.remoteAddress?.endpoint ?? "?"))
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    leave()
    self.context = nil
    server.closed()
  }

  /// Forgets everything about the peer; from here on nothing may use its descriptor.
  private func leave() {
    loop.eventLoop.assertInEventLoop()
    guard place >= 0 else { return }
    let (last, reason) = (phase, endReason ?? usualEnd)
    phase = .ended
    last.stream?.leave()
    last.requests?.stop()
    loop.remove(self)
    place = -1
    peerIsDone.store(true, ordering: .relaxed)
    last.stream?.resumed?()
    tap?(.ended(connection: number, reason: reason))
  }

  /// Why a connection ended that nothing ended on purpose.
  var usualEnd: String {
    phase.requests?.answered.map { "answered with \($0), then closed" } ?? "the client went away"
  }

  /// Closes the connection; what NIO has queued is dropped.
  func close(reason: String) {
    willEnd(reason)
    context?.close(promise: nil)
  }

  /// Remembers why the connection is about to end, unless that is known.
  func willEnd(_ reason: String) {
    loop.eventLoop.assertInEventLoop()
    if endReason == nil { endReason = reason }
  }

  // MARK: Bytes

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    loop.eventLoop.assertInEventLoop()
    if let tap { tap(.received(connection: number, Array(buffer: unwrapInboundIn(data)))) }
    switch phase {
    case .head(let reader): go(on: reader.take(unwrapInboundIn(data)))
    case .requests(let handler):
      let count = unwrapInboundIn(data).readableBytes
      context.fireChannelRead(data)
      handler.bytesCame(count)
    case .stream, .ended: break  // The client of a stream has nothing more to say.
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    loop.eventLoop.assertInEventLoop()
    // What the HTTP handlers still had to say is void on a stream, and after a refusal.
    guard case .requests = phase else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    if let tap, case .byteBuffer(let bytes) = unwrapOutboundIn(data) {
      tap(.sent(connection: number, Array(buffer: bytes)))
    }
    context.write(data, promise: promise)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // No other handler asks for more: what notices that the peer has left is a read.
    if case .stream = phase { context.read() } else { context.fireChannelReadComplete() }
  }

  func close(
    context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
  ) {
    // Hummingbird is done with its last request, and would take the stream along.
    if case .stream = phase { return promise?.succeed() ?? () }
    context.close(mode: mode, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    loop.eventLoop.assertInEventLoop()
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      peerIsDone.store(true, ordering: .relaxed)
      if case .stream = phase { close(reason: "the client went away") }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .requests = phase { return context.fireErrorCaught(error) }
    close(reason: "the connection broke")
  }

  // MARK: From one phase to the next

  /// Does what the first bytes ask for.
  private func go(on step: HeadReader.Step) {
    switch step {
    case .incomplete: break
    case .refused(let answer): refuse(answer)
    case .odd(let bytes): handOver(bytes)
    case .plain(let head, let bytes):
      guard case .stream(let plan) = server.decide(head, isFirst: true) else {
        return handOver(bytes)
      }
      tap?(
        .request(
          connection: number, method: head.method, target: head.target, headers: head.headers))
      begin(plan)
    }
  }

  /// Lets NIO and Hummingbird do what they are for.
  private func handOver(_ bytes: ByteBuffer) {
    guard let context else { return }
    _ = try? context.channel.syncOptions?.setOption(
      .recvAllocator, value: AdaptiveRecvByteBufferAllocator())
    let handler = server.bridge.takeOver(self, context)
    // The handlers may have found the channel closed already.
    if case .head = phase { phase = .requests(handler) }
    context.fireChannelActive()
    context.fireChannelRead(wrapInboundOut(bytes))
    handler.bytesCame(bytes.readableBytes)
    context.fireChannelReadComplete()
  }

  /// Answers with an event stream, at once.
  func begin(_ plan: StreamPlan) {
    loop.eventLoop.assertInEventLoop()
    let handler = phase.requests
    guard let context, phase.head != nil || handler != nil, hasPeer else {
      return close(reason: "the client went away")
    }
    let descriptor = try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
      of: NIOBSDSocket.Handle.self
    ) { $0 }
    let stream = OpenStream(on: self, plan, descriptor: descriptor)
    phase = .stream(stream)
    let beginning = stream.sendHead(plan, queued: handler != nil)
    if plan.isHeadOnly { return stream.finish(reason: "HEAD was answered") }
    if let handler { leaveRequests(handler, context) }
    stream.startBody(plan, beginning)
  }

  /// The handlers of HTTP have done their work; the stream reads and writes by itself.
  private func leaveRequests(_ handler: HTTP1ConnectionHandler, _ context: ChannelHandlerContext) {
    handler.stop()
    server.bridge.leave(context)
    context.read()
  }

  /// Answers what never became a request, and closes.
  func refuse(_ answer: BareAnswer) {
    loop.eventLoop.assertInEventLoop()
    switch phase {
    case .head: break
    case .requests(let handler): handler.stop()
    case .stream, .ended: return
    }
    guard let context else { return }
    phase = .ended
    let (date, name) = (server.date(), server.configuration.serverName)
    let bytes = answer.bytes(date: date, server: name)
    let headers = answer.headers(date: date, server: name)
    tap?(.response(connection: number, status: answer.status, headers: headers))
    tap?(.sent(connection: number, bytes))
    willEnd(answer.sentence)
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    LingeringClose.close(context.channel)
  }

  /// The head has not come in time.
  func headIsLate() {
    loop.eventLoop.assertInEventLoop()
    guard let reader = phase.head, place >= 0 else { return }
    if reader.isEmpty { close(reason: "no request came") } else { refuse(.tooSlow) }
  }

  /// The server stops: a stream ends as HTTP has it, another connection when it has answered.
  func bidFarewell(_ spread: ReconnectSpread) {
    loop.eventLoop.assertInEventLoop()
    switch phase {
    case .head: close(reason: "the server stopped")
    case .requests:
      willEnd("the server stopped")
      context?.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    case .stream(let stream):
      if let frame = spread.frame(number) { stream.write(frame) }
      stream.finish(reason: "the server stopped")
    case .ended: break
    }
  }

  /// Does something to the stream on its event loop, unless it has ended by then; from any thread.
  func onStream(_ work: @escaping @Sendable (OpenStream) -> Void) {
    loop.eventLoop.execute { if let stream = self.phase.stream { work(stream) } }
  }
}

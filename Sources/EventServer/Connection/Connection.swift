import NIOCore
import NIOHTTP1
import Synchronization

/// One connection, from accept to close: the light entrance, and then the stream.
///
/// It reads the first request head by itself. If that asks for a stream, this handler is the
/// whole pipeline: no HTTP codec, no task, no queue. Anything else makes it step aside: NIO's
/// HTTP handlers and Hummingbird take over, and it only passes bytes on. A later request on such
/// a connection may still ask for a stream (``begin(_:requestedBy:)``).
///
/// Belongs to its event loop and is touched only there, which makes it safe to share.
final class Connection: ChannelDuplexHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// How large a request head may be: 16 KiB, beyond that 431.
  static let headLimit = 16 << 10
  /// How long a request head may take: 10 s, after that 408.
  static let headTimeout = TimeAmount.seconds(10)

  /// How many bytes of a first request head are read at a time.
  static let readSize = 512

  enum Phase { case head, requests, stream, ended }

  let server: RoutedServer
  let loop: LoopState
  let number: Int
  /// Its place among the loop's connections.
  var place = -1
  var context: ChannelHandlerContext?
  var phase = Phase.head
  /// The beginning of a request head.
  private var pending: ByteBuffer?
  /// What few connections need.
  var rare: RareState?

  private let peerIsDone = Atomic(false)

  // What a stream has (the other files of this class)
  var descriptor: CInt = -1
  var isChunked = true
  /// Bytes that NIO has queued for the socket.
  var unsent = 0
  var closesWhenSent = false
  var subscription: Subscription?
  /// A replay is on its way; live events wait behind it.
  var isReplaying = false
  /// A fault has silenced the stream.
  var isStalled = false
  /// The shard is giving it what it lacks, further up on the stack.
  var isServed = false

  init(server: RoutedServer, loop: LoopState, number: Int) {
    self.server = server
    self.loop = loop
    self.number = number
  }

  var tap: (@Sendable (RoutedServer.Happening) -> Void)? { server.configuration.tap }
  var isNewcomer: Bool { phase == .head }

  // MARK: Coming and going

  func handlerAdded(context: ChannelHandlerContext) {
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

  /// Forgets everything about the peer; from here on nobody may use its descriptor.
  private func leave() {
    loop.eventLoop.assertInEventLoop()
    guard place >= 0 else { return }
    if isStream { server.streamClosed() }
    subscription?.shard.remove(self)
    loop.remove(self)
    place = -1
    phase = .ended
    descriptor = -1
    hello = nil
    pending = nil
    rare?.http?.stop()
    rare?.http = nil
    peerIsDone.store(true, ordering: .relaxed)
    resumed?()
    tap?(.ended(connection: number, reason: endReason ?? usualEnd))
  }

  /// Why a connection ended that nobody ended on purpose.
  var usualEnd: String {
    answered.map { "answered with \($0), then closed" } ?? "the client went away"
  }

  /// Closes the connection; what NIO has queued is dropped.
  func close(reason: String) {
    loop.eventLoop.assertInEventLoop()
    if endReason == nil { endReason = reason }
    context?.close(promise: nil)
  }

  /// Remembers why the connection is about to end.
  func willEnd(_ reason: String) { if endReason == nil { endReason = reason } }

  var isStream: Bool { phase == .stream }

  // MARK: Bytes

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    loop.eventLoop.assertInEventLoop()
    if let tap { tap(.received(connection: number, Array(buffer: unwrapInboundIn(data)))) }
    switch phase {
    case .head: gather(unwrapInboundIn(data))
    case .requests:
      let count = unwrapInboundIn(data).readableBytes
      context.fireChannelRead(data)
      http?.bytesCame(count)
    case .stream, .ended: break  // Whoever follows a stream has nothing more to say.
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // Whatever the HTTP handlers still had to say is void on a stream, and after a refusal.
    if phase != .requests { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    if let tap, case .byteBuffer(let bytes) = unwrapOutboundIn(data) {
      tap(.sent(connection: number, Array(buffer: bytes)))
    }
    context.write(data, promise: promise)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Nobody else asks for more: what notices that the peer has left is a read.
    if isStream { context.read() } else { context.fireChannelReadComplete() }
  }

  func close(
    context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
  ) {
    // Hummingbird is done with its last request, and would take the stream along.
    if isStream { return promise?.succeed() ?? () }
    context.close(mode: mode, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      peerIsDone.store(true, ordering: .relaxed)
      if isStream { close(reason: "the client went away") }
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Whether the peer still waits for an answer, as far as can be seen; from any thread.
  var hasPeer: Bool { !peerIsDone.load(ordering: .relaxed) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if phase == .requests { return context.fireErrorCaught(error) }
    close(reason: "the connection broke")
  }

  // MARK: The first request head

  private func gather(_ bytes: ByteBuffer) {
    var bytes = bytes
    if pending == nil { pending = bytes } else { pending?.writeBuffer(&bytes) }
    guard let all = pending else { return }
    switch all.withUnsafeReadableBytes({ PlainHeadParser.scan($0) }) {
    case .incomplete where all.readableBytes > Self.headLimit: refuse(.tooLarge)
    case .incomplete: break
    case .complete(let length) where length > Self.headLimit: refuse(.tooLarge)
    case .complete: decide(all)
    case .odd: handOver(all)
    }
  }

  private func decide(_ bytes: ByteBuffer) {
    guard let head = bytes.withUnsafeReadableBytes({ PlainHeadParser.parse($0) }) else {
      return handOver(bytes)
    }
    // NIO's parser would take the whole of it for something else than HTTP.
    if case .RAW = HTTPMethod(rawValue: head.method) { return refuse(.unknownMethod) }
    guard case .stream(let plan) = server.decide(head, isFirst: true) else {
      return handOver(bytes)
    }
    pending = nil
    tap?(
      .request(
        connection: number, method: head.method, target: head.target, headers: head.headers))
    begin(plan)
  }

  /// Lets NIO and Hummingbird do what they are for.
  private func handOver(_ bytes: ByteBuffer) {
    guard let context else { return }
    pending = nil
    _ = try? context.channel.syncOptions?.setOption(
      .recvAllocator, value: AdaptiveRecvByteBufferAllocator())
    phase = .requests
    server.bridge.takeOver(self, context)
    context.fireChannelActive()
    context.fireChannelRead(wrapInboundOut(bytes))
    http?.bytesCame(bytes.readableBytes)
    context.fireChannelReadComplete()
  }

  /// The head has not come in time.
  func headIsLate() {
    loop.eventLoop.assertInEventLoop()
    guard isNewcomer, place >= 0 else { return }
    if pending == nil { close(reason: "no request came") } else { refuse(.tooSlow) }
  }

  /// Answers what never became a request, and closes.
  func refuse(_ answer: BareAnswer) {
    loop.eventLoop.assertInEventLoop()
    guard let context, phase != .ended, !isStream else { return }
    phase = .ended
    http?.stop()
    pending = nil
    let (date, name) = (server.date(), server.configuration.serverName)
    let bytes = answer.bytes(date: date, server: name)
    let headers = answer.headers(date: date, server: name)
    tap?(.response(connection: number, status: answer.status, headers: headers))
    tap?(.sent(connection: number, bytes))
    willEnd(answer.sentence)
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    LingeringClose.close(context.channel)
  }
}

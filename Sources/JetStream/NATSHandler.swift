import NIOCore

/// The end of a connection to a node: says who we are, answers its pings, and notices its silence.
///
/// Belongs to its event loop.
final class NATSHandler: ChannelInboundHandler {
  typealias InboundIn = NATSOperation
  typealias OutboundOut = ByteBuffer

  /// How many pings may be unanswered: with the second the connection is given up, after 4 s.
  static let pingLimit = 2

  private let address: NATSAddress
  private let pingInterval: TimeAmount
  /// What is said once the node has said who it is.
  private let greeting: @Sendable (NATSInfo) throws -> ByteBuffer
  /// Succeeds when it has let us in, and fails when it does not.
  private let ready: EventLoopPromise<Void>
  private let opened: @Sendable (any Channel, NATSInfo) -> Void
  private let receive: @Sendable (NATSMessage) -> Void
  private let ended: @Sendable (any Channel, _ reason: String) -> Void

  private enum Stage {
    case silent
    case greeted(NATSInfo)
    case ready
  }
  private var stage = Stage.silent
  private var unanswered = 0
  private var nextPing: Scheduled<Void>?
  private var reason: String?

  init(
    _ address: NATSAddress, pingInterval: TimeAmount,
    greeting: @escaping @Sendable (NATSInfo) throws -> ByteBuffer,
    ready: EventLoopPromise<Void>,
    opened: @escaping @Sendable (any Channel, NATSInfo) -> Void,
    receive: @escaping @Sendable (NATSMessage) -> Void,
    ended: @escaping @Sendable (any Channel, _ reason: String) -> Void
  ) {
    self.address = address
    self.pingInterval = pingInterval
    self.greeting = greeting
    self.ready = ready
    self.opened = opened
    self.receive = receive
    self.ended = ended
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .info(let json): greet(context, json)
    case .message(let message): receive(message)
    case .ping: send(context, "PONG\r\n")
    case .pong: heard(context)
    case .ok: break
    case .error(let words): refuse(context, words)
    }
  }

  private func greet(_ context: ChannelHandlerContext, _ json: [UInt8]) {
    // Later ones tell of other nodes, which are not looked for.
    guard case .silent = stage else { return }
    guard let info = NATSInfo(json) else {
      return give(up: .notNATS(address, says: "its INFO is no JSON"), context)
    }
    if let problem = info.problem(at: address) { return give(up: problem, context) }
    stage = .greeted(info)
    do { context.writeAndFlush(wrapOutboundOut(try greeting(info)), promise: nil) } catch {
      give(up: .lost(reason: "\(error)"), context)
    }
  }

  private func heard(_ context: ChannelHandlerContext) {
    unanswered = 0
    guard case .greeted(let info) = stage else { return }
    stage = .ready
    schedulePing(context)
    opened(context.channel, info)
    ready.succeed()
  }

  private func schedulePing(_ context: ChannelHandlerContext) {
    nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: pingInterval) {
      self.ping(context)
    }
  }

  private func ping(_ context: ChannelHandlerContext) {
    guard unanswered < Self.pingLimit else {
      return close(context, "it does not answer")
    }
    unanswered += 1
    send(context, "PING\r\n")
    schedulePing(context)
  }

  private func refuse(_ context: ChannelHandlerContext, _ words: String) {
    if case .ready = stage { return close(context, words) }
    give(up: .refused(address, words: words), context)
  }

  /// A connection that never was one.
  private func give(up problem: NATSProblem, _ context: ChannelHandlerContext) {
    ready.fail(problem)
    close(context, problem.description)
  }

  private func close(_ context: ChannelHandlerContext, _ reason: String) {
    self.reason = self.reason ?? reason
    context.close(promise: nil)
  }

  private func send(_ context: ChannelHandlerContext, _ text: String) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .silent = stage, let error = error as? NATSSyntaxError {
      return give(up: .notNATS(address, says: error.description), context)
    }
    close(context, NATSProblem.words(of: error))
  }

  func channelInactive(context: ChannelHandlerContext) {
    nextPing?.cancel()
    let reason = reason ?? "the node closed it"
    switch stage {
    case .ready: ended(context.channel, reason)
    case .greeted: ready.fail(NATSProblem.lost(reason: reason))
    case .silent: ready.fail(NATSProblem.silent(address))
    }
  }
}

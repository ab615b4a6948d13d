package import NIOCore
import NIOPosix
import Synchronization

/// One TCP connection, byte by byte, from either end.
///
/// Read by one task at a time; what arrives meanwhile waits, with the moment of its arrival.
package final class RawConnection: Sendable {
  /// What reading brought.
  package enum Reading: Sendable {
    /// Bytes, and when they arrived.
    case bytes([UInt8], at: ContinuousClock.Instant)
    /// The peer has ended its side.
    case ended
    /// The peer has reset the connection.
    case reset
    /// Nothing came in time.
    case silence
  }

  let channel: any Channel
  private let state: Mutex<State>

  private struct State {
    var chunks: [(bytes: [UInt8], at: ContinuousClock.Instant)] = []
    var end: Reading?
    var waiter: CheckedContinuation<Void, Never>?
    var size = 0
    var endedAt: ContinuousClock.Instant?
  }

  /// So much may wait to be read; a subject that sends more is cut off.
  static let limit = 64 << 20
  /// So much the system keeps of what nobody reads.
  private static let smallBuffer = 8 << 10

  init(_ channel: any Channel) {
    self.channel = channel
    state = Mutex(State())
  }

  /// Connects to a host.
  ///
  /// With `reads` false nothing that arrives is taken from the system, which then keeps little, and
  /// the peer's buffers fill.
  /// With `tls` what is sent and read goes through TLS.
  package static func connect(
    host: String, port: Int, reads: Bool = true, tls: TLSEnd? = nil,
    limit: TimeAmount = .seconds(5)
  ) async throws -> RawConnection {
    let made = Shared<RawConnection?>(nil)
    var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
    if !reads {
      bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: smallBuffer)
    }
    let channel =
      try await bootstrap
      .connectTimeout(limit)
      .channelOption(.autoRead, value: reads)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        let connection = RawConnection(channel)
        made.with { $0 = connection }
        return channel.eventLoop.makeCompletedFuture {
          try tls?.beginAsClient(on: channel, host: host)
          try channel.pipeline.syncOperations.addHandler(Arrivals(connection))
        }
      }
      .connect(host: host, port: port).get()
    return made.current ?? RawConnection(channel)
  }

  // MARK: Arriving, on the event loop

  fileprivate func arrive(_ bytes: [UInt8]) {
    let (waiter, isFlood) = state.withLock { state in
      state.chunks.append((bytes, .now))
      state.size += bytes.count
      defer { state.waiter = nil }
      return (state.waiter, state.size > Self.limit)
    }
    waiter?.resume()
    if isFlood { channel.close(promise: nil) }
  }

  fileprivate func end(_ end: Reading) {
    let waiter = state.withLock { state in
      if state.end == nil {
        state.end = end
        state.endedAt = .now
      }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  // MARK: Reading

  /// When the peer ended it; nil while it is open.
  var endedAt: ContinuousClock.Instant? { state.withLock(\.endedAt) }

  /// The next that arrived, or what the wait came to.
  package func read(within limit: Duration) async -> Reading {
    let deadline = ContinuousClock.now + limit
    while true {
      // Before what has come: who is told to stop does not work through megabytes first.
      if Task.isCancelled { return .silence }
      let reading = state.withLock { state -> Reading? in
        if !state.chunks.isEmpty {
          let chunk = state.chunks.removeFirst()
          state.size -= chunk.bytes.count
          return .bytes(chunk.bytes, at: chunk.at)
        }
        return state.end
      }
      if let reading { return reading }
      let left = deadline - .now
      if left <= .zero { return .silence }
      await wait(atMost: left)
    }
  }

  private func wait(atMost left: Duration) async {
    let time = TimeAmount(left)
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          guard state.chunks.isEmpty, state.end == nil, !Task.isCancelled else { return true }
          state.waiter = continuation
          return false
        }
        if isDue { return continuation.resume() }
        channel.eventLoop.scheduleTask(in: time) { [self] in wake() }
      }
    } onCancel: {
      wake()
    }
  }

  private func wake() {
    let waiter = state.withLock { state in
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  // MARK: Sending and ending

  /// Sends all of it; false when the peer is gone.
  @discardableResult
  package func send(_ bytes: [UInt8]) async -> Bool {
    guard !bytes.isEmpty else { return channel.isActive }
    do {
      try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
      return true
    } catch {
      return false
    }
  }

  /// Ends this side, and with it the connection when the peer has ended, too.
  package func finishSending() async { try? await channel.close(mode: .output).get() }

  /// Ends it in good order.
  package func close() async { try? await channel.close().get() }

  /// Ends it by a reset.
  package func reset() async {
    let linger = linger(l_onoff: 1, l_linger: 0)
    if let options = channel as? any SocketOptionProvider {
      try? await options.setSoLinger(linger).get()
    }
    await close()
  }

  /// Takes what arrives from the system again, or no longer.
  func setReading(_ reads: Bool) async {
    try? await channel.setOption(.autoRead, value: reads).get()
  }

  /// The port of this end.
  var localPort: Int? { channel.localAddress?.port }
}

/// Tells a connection what happens on its event loop.
final class Arrivals: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let connection: RawConnection

  init(_ connection: RawConnection) { self.connection = connection }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    connection.arrive(Array(unwrapInboundIn(data).readableBytesView))
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { connection.end(.ended) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    connection.end(.reset)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { connection.end(.ended) }
}

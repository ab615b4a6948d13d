import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One request and its response, read as far as its reader asks.
///
/// The reader waits in ``next()``; only then is the socket read. What one reading of the socket
/// brought is queued, and nothing more.
final class Connection: Sendable {
  enum Signal: Sendable {
    case head(ResponseHead)
    case bytes(ByteBuffer)
    /// The body ended as HTTP says it ends.
    case end
    case problem(ConnectionCause)
  }

  private struct State {
    var signals: [Signal] = []
    var reader: CheckedContinuation<Signal, Never>?
    /// More than one while several addresses of a host are tried.
    var channels: [any Channel] = []
    /// One of them carries the request; the others are given up.
    var isTaken = false
    var isOver = false
    /// Set once the handler is in place: has it read the socket.
    var read: (@Sendable () -> Void)?
  }

  let request: StreamRequest
  let configuration: EventSource.Configuration
  private let security: SecureTransport?
  private let witness: CertificateWitness?
  /// The proxy that it goes through.
  private let proxy: ProxyServer?
  private let state = Mutex(State())

  init(
    _ request: StreamRequest, configuration: EventSource.Configuration,
    security: SecureTransport?, proxy: ProxyServer?, witness: CertificateWitness? = nil
  ) {
    self.request = request
    self.security = security
    self.witness = witness
    self.proxy = proxy
    self.configuration = configuration
  }

  /// Connects and sends the request, without waiting for either.
  func start() {
    let url = request.url
    let time = configuration.connectTimeout
    // Nobody ever has such a name, and no resolver is to be asked for it (RFC 6761 6.4).
    if proxy == nil, url.host == "invalid" || url.host.hasSuffix(".invalid") {
      return finish(.problem(.unknownHost(url.host)))
    }
    ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: false)
      .connectTimeout(TimeAmount(time))
      .channelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          guard adopt(channel) else { throw ChannelError.ioOnClosedChannel }
          try configure(channel)
        }
      }
      .connect(host: proxy?.host ?? url.host, port: proxy?.port ?? url.port)
      .whenFailure { [self] error in
        finish(
          .problem(
            proxy.map { ConnectionCause(error, connectingTo: $0, within: time) }
              ?? ConnectionCause(error, connectingTo: url, within: time)))
      }
  }

  /// The next thing that happened.
  nonisolated(nonsending) func next() async -> Signal {
    await withCheckedContinuation { continuation in
      let (signal, read) = state.withLock { state -> (Signal?, (@Sendable () -> Void)?) in
        if !state.signals.isEmpty { return (state.signals.removeFirst(), nil) }
        if state.isOver { return (.end, nil) }
        state.reader = continuation
        return (nil, state.read)
      }
      if let signal { return continuation.resume(returning: signal) }
      read?()
    }
  }

  /// The head of the request, which a proxy reads with the whole URL in it.
  var head: HTTPRequestHead {
    request.head(through: request.url.isSecure ? nil : proxy)
  }

  /// Closes the socket at once and lets the reader go; what was queued is forgotten.
  func close() {
    let (channels, reader) = state.withLock { state in
      defer {
        state.isOver = true
        state.signals = []
        state.channels = []
        state.read = nil
        state.reader = nil
      }
      return (state.channels, state.reader)
    }
    for channel in channels { channel.close(mode: .all, promise: nil) }
    reader?.resume(returning: .end)
  }
}

// MARK: Called by the channel

extension Connection {
  /// True for the first channel that is connected, which is to send the request.
  func take() -> Bool {
    state.withLock { state in
      defer { state.isTaken = true }
      return !state.isTaken && !state.isOver
    }
  }

  /// Whether the task of the loop waits for the next signal: only then the socket is read.
  var isAwaited: Bool { state.withLock { $0.reader != nil } }

  func deliver(_ signal: Signal) { deliver(signal, isLast: false) }

  /// Delivers the last signal, later ones being dropped.
  ///
  /// The caller sees to it that the channel is closed.
  func finish(_ signal: Signal) { deliver(signal, isLast: true) }

  func whenAwaited(_ read: @escaping @Sendable () -> Void) {
    state.withLock { if !$0.isOver { $0.read = read } }
  }

  private func deliver(_ signal: Signal, isLast: Bool) {
    let reader = state.withLock { state -> CheckedContinuation<Signal, Never>? in
      guard !state.isOver else { return nil }
      if isLast {
        state.isOver = true
        state.channels = []
        state.read = nil
      }
      guard let reader = state.reader else {
        state.signals.append(signal)
        return nil
      }
      state.reader = nil
      return reader
    }
    reader?.resume(returning: signal)
  }

  /// Keeps the channel for closing; false when that has already happened.
  private func adopt(_ channel: any Channel) -> Bool {
    state.withLock { state in
      if !state.isOver { state.channels.append(channel) }
      return !state.isOver
    }
  }

  private func configure(_ channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    let url = request.url
    if url.isSecure, let proxy {
      try pipeline.addHandler(
        ProxyTunnel(
          through: proxy, to: url, within: configuration.connectTimeout,
          userAgent: configuration.userAgent, tap: configuration.tap))
    }
    if let security {
      try pipeline.addHandler(HandshakeWatch())
      try pipeline.addHandler(security.handler(for: url.host, witness: witness))
    }
    if let tap = configuration.tap { try pipeline.addHandler(TrafficTap(tap)) }
    try pipeline.addHandler(HTTPRequestEncoder())
    try pipeline.addHandler(ByteToMessageHandler(ResponseDecoder()))
    try pipeline.addHandler(
      ContentDecoding(
        codings: configuration.contentCodings, limit: configuration.decompressionLimit))
    try pipeline.addHandler(ConnectionHandler(self))
  }
}

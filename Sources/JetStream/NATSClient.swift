import NIOCore
import NIOPosix
import Synchronization

/// A connection to one of an engine's nodes, made anew at another when it is lost.
///
/// It speaks what is used of the protocol: publishing with a header, requests with an answer, plain
/// subscriptions. Everything may be called from any thread.
final class NATSClient: Sendable {
  /// The pause after all nodes were tried in vain: 200 ms.
  static let roundPause = Duration.milliseconds(200)
  /// How many requests may be unanswered at once: 16,384.
  static let requestLimit = 16_384

  /// What becomes of the connection.
  enum Change: Sendable {
    case connected(NATSInfo, NATSAddress)
    case lost(node: String, reason: String)
  }

  private struct Request {
    var continuation: CheckedContinuation<Result<NATSMessage, NATSProblem>, Never>
    var timeout: Scheduled<Void>
  }

  private struct State {
    var channel: (any Channel)?
    var node: (info: NATSInfo, address: NATSAddress)?
    var requests: [UInt64: Request] = [:]
    var lastToken: UInt64 = 0
    /// The address to try next.
    var next = 0
    var reason: String?
    var isClosed = false
  }

  private let addresses: [NATSAddress]
  private let timing: EngineTiming
  private let loop: any EventLoop
  /// What begins the subjects on which answers come.
  private let inbox: String
  private let subjects: [String]
  private let receive: @Sendable (NATSMessage) -> Void
  private let changed: @Sendable (Change) -> Void
  private let state = Mutex(State())

  /// Makes one that is not connected.
  ///
  /// - Parameters:
  ///   - addresses: Where the nodes listen; at least one.
  ///   - timing: How patient it is.
  ///   - subjects: What to subscribe to, at every node anew, before anything else is said to it.
  ///   - receive: Gets what comes on these, on the event loop.
  ///   - changed: Is told of the connection, in order; after `connected` the subscriptions stand.
  init(
    _ addresses: [NATSAddress], _ timing: EngineTiming, subjects: [String],
    receive: @escaping @Sendable (NATSMessage) -> Void,
    changed: @escaping @Sendable (Change) -> Void
  ) {
    precondition(!addresses.isEmpty, "an engine has an address")
    self.addresses = addresses
    self.timing = timing
    self.subjects = subjects
    self.receive = receive
    self.changed = changed
    loop = MultiThreadedEventLoopGroup.singleton.next()
    inbox = "_INBOX.\(String(UInt64.random(in: .min ... .max), radix: 36))."
  }

  // MARK: How it stands

  /// What the node that is connected says of itself; nil: none is.
  var info: NATSInfo? { state.withLock { $0.node?.info } }

  /// Whose turn it is, or was last; and why the last connection was lost.
  var place: (address: NATSAddress, node: String?, reason: String?) {
    state.withLock { state in
      let last = addresses[(state.next + addresses.count - 1) % addresses.count]
      return (state.node?.address ?? last, state.node?.info.name, state.reason)
    }
  }

  // MARK: Connecting

  /// Connects to the next node that takes us; tries each once.
  ///
  /// - Throws: What the last of them said, or the first thing that is final.
  func connect() async throws(NATSProblem) {
    var problem = NATSProblem.lost(reason: "it was not tried")
    for _ in addresses {
      let address = state.withLock { state in
        defer { state.next += 1 }
        return addresses[state.next % addresses.count]
      }
      do {
        try await connect(to: address)
        return
      } catch {
        state.withLock { $0.reason = error.description }
        if !problem.isFinal { problem = error }
      }
    }
    throw problem
  }

  /// Connects again whenever the connection is lost, until the task is cancelled.
  func keepConnected() async {
    while !Task.isCancelled {
      let channel = state.withLock { $0.isClosed ? nil : $0.channel }
      if let channel, channel.isActive {
        try? await channel.closeFuture.get()
        continue
      }
      do { try await connect() } catch { try? await Task.sleep(for: Self.roundPause) }
    }
  }

  private func connect(to address: NATSAddress) async throws(NATSProblem) {
    let ready = loop.makePromise(of: Void.self)
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: loop)
        .connectTimeout(TimeAmount(timing.connect))
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ByteToMessageHandler(NATSDecoder()))
            try pipeline.addHandler(self.handler(address, ready))
          }
        }
        .connect(host: address.host, port: address.port).get()
    } catch {
      let problem = NATSProblem.unreachable(address, reason: NATSProblem.words(of: error))
      ready.fail(problem)
      throw problem
    }
    let timeout = loop.scheduleTask(in: TimeAmount(timing.connect)) {
      ready.fail(NATSProblem.silent(address))
      channel.close(promise: nil)
    }
    defer { timeout.cancel() }
    do { try await ready.futureResult.get() } catch {
      throw error as? NATSProblem ?? .unreachable(address, reason: "\(error)")
    }
  }

  private func handler(_ address: NATSAddress, _ ready: EventLoopPromise<Void>) -> NATSHandler {
    NATSHandler(
      address, pingInterval: TimeAmount(timing.ping),
      greeting: { info in try self.greeting(address.credentials, info) }, ready: ready,
      opened: { channel, info in self.hold(channel, info, address) },
      receive: { message in
        if message.subject.hasPrefix(self.inbox) {
          self.answer(message)
        } else {
          self.receive(message)
        }
      },
      ended: { channel, reason in self.lose(channel, reason) })
  }

  private func hold(_ channel: any Channel, _ info: NATSInfo, _ address: NATSAddress) {
    let isWanted = state.withLock { state in
      guard !state.isClosed else { return false }
      state.channel = channel
      state.node = (info, address)
      return true
    }
    guard isWanted else { return channel.close(promise: nil) }
    changed(.connected(info, address))
  }

  private func greeting(_ credentials: NATSAddress.Credentials, _ info: NATSInfo) throws
    -> ByteBuffer
  {
    var text = "CONNECT \(try NATSConnect(credentials).json)\r\n"
    for (number, subject) in (["\(inbox)*"] + subjects).enumerated() {
      text += "SUB \(subject) \(number + 1)\r\n"
    }
    return ByteBuffer(string: text + "PING\r\n")
  }

  // MARK: Losing it

  /// Goes to another node: this one answers, and not with what is asked for.
  func leave(_ reason: String) {
    guard let channel = state.withLock({ $0.channel }) else { return }
    lose(channel, reason)
    channel.close(promise: nil)
  }

  /// Lets go of it for good.
  func close() async {
    let channel = state.withLock { state in
      state.isClosed = true
      return state.channel
    }
    guard let channel else { return }
    lose(channel, "it was closed")
    try? await channel.close().get()
  }

  private func lose(_ channel: any Channel, _ reason: String) {
    let (node, requests): (String?, [Request]) = state.withLock { state in
      guard state.channel === channel else { return (nil, []) }
      defer {
        state.channel = nil
        state.node = nil
        state.requests = [:]
        state.reason = reason
      }
      return (state.node?.info.name, Array(state.requests.values))
    }
    for request in requests {
      request.timeout.cancel()
      request.continuation.resume(returning: .failure(.lost(reason: reason)))
    }
    if let node { changed(.lost(node: node, reason: reason)) }
  }

  // MARK: Asking

  /// Publishes a message and returns the answer to it.
  ///
  /// - Throws: ``NATSProblem``: unanswered in time, nobody there to answer, no
  ///   connection.
  func request(
    _ subject: String, _ payload: [UInt8], _ headers: [NATSHeader] = []
  ) async throws(NATSProblem) -> NATSMessage {
    let result = await withCheckedContinuation { continuation in
      send(subject, payload, headers, continuation)
    }
    let answer = try result.get()
    if answer.status == 503 { throw .nobody }
    return answer
  }

  /// Publishes a message, and wants no answer.
  ///
  /// - Throws: ``NATSProblem/lost(reason:)`` where there is no connection.
  func publish(
    _ subject: String, _ payload: [UInt8], _ headers: [NATSHeader]
  ) throws(NATSProblem) {
    try state.withLock { state throws(NATSProblem) in
      guard let channel = state.channel else {
        throw .lost(reason: state.reason ?? "there is none yet")
      }
      channel.writeAndFlush(Self.publication(of: payload, headers, to: subject), promise: nil)
    }
  }

  /// Does something when an answer would have come.
  func later(_ body: @escaping @Sendable () -> Void) {
    loop.scheduleTask(in: TimeAmount(timing.request), body)
  }

  private func send(
    _ subject: String, _ payload: [UInt8], _ headers: [NATSHeader],
    _ continuation: CheckedContinuation<Result<NATSMessage, NATSProblem>, Never>
  ) {
    let refusal: NATSProblem? = state.withLock { state in
      guard let channel = state.channel else {
        return .lost(reason: state.reason ?? "there is none yet")
      }
      guard state.requests.count < Self.requestLimit else {
        return .tooMany(limit: Self.requestLimit)
      }
      state.lastToken += 1
      let token = state.lastToken
      let timeout = channel.eventLoop.scheduleTask(in: TimeAmount(timing.request)) {
        self.settle(token, .failure(.unanswered))
      }
      state.requests[token] = Request(continuation: continuation, timeout: timeout)
      // Under the lock, so that a connection that is lost takes this request along.
      channel.writeAndFlush(
        Self.publication(of: payload, headers, to: subject, answer: "\(inbox)\(token)"),
        promise: nil)
      return nil
    }
    if let refusal { continuation.resume(returning: .failure(refusal)) }
  }

  private static func publication(
    of payload: [UInt8], _ headers: [NATSHeader], to subject: String, answer: String = ""
  ) -> ByteBuffer {
    let header = headers.isEmpty ? "" : NATSHeader.encoded(headers)
    var buffer = ByteBuffer()
    buffer.reserveCapacity(subject.utf8.count + header.utf8.count + payload.count + 96)
    if headers.isEmpty {
      buffer.writeString("PUB \(subject) \(answer) \(payload.count)\r\n")
    } else {
      let size = header.utf8.count
      buffer.writeString("HPUB \(subject) \(answer) \(size) \(size + payload.count)\r\n")
      buffer.writeString(header)
    }
    buffer.writeBytes(payload)
    buffer.writeString("\r\n")
    return buffer
  }

  private func answer(_ message: NATSMessage) {
    guard let token = UInt64(message.subject.dropFirst(inbox.utf8.count)) else { return }
    settle(token, .success(message))
  }

  private func settle(_ token: UInt64, _ result: Result<NATSMessage, NATSProblem>) {
    guard let request = state.withLock({ $0.requests.removeValue(forKey: token) }) else { return }
    request.timeout.cancel()
    request.continuation.resume(returning: result)
  }
}

import EventStream
import NIOCore

/// The life of one source: connect, listen, lose, wait, connect again (HTML 9.2.3).
///
/// A machine that its reader turns: each step does one thing and puts what happened into the
/// queue, and no step is taken before the queue is empty.
final class EventSourceLoop {
  private enum Step {
    case connect
    case dial(StreamRequest)
    case read(Connection)
    case wait(Duration)
    case end
  }

  private let address: StreamURL
  private let configuration: EventSource.Configuration
  private let shared: SharedState
  private var queue = ElementQueue()
  private var step = Step.connect
  private var parser: EventStreamParser
  private var reconnectionTime: Duration
  private var security: SecureTransport?
  private var redirects = 0
  private var jar = CookieJar()
  /// Connections lost since the last event, for the back-off.
  private var losses = 0
  /// How long ago the try at hand began, by the configuration's clock.
  private var age: () -> Duration = { .zero }

  init(to address: StreamURL, configuration: EventSource.Configuration, shared: SharedState) {
    self.address = address
    self.configuration = configuration
    self.shared = shared
    reconnectionTime = configuration.reconnectionTime
    parser = EventStreamParser()
  }

  deinit { shared.close() }

  nonisolated(nonsending) func next() async -> EventSource.Element? {
    if !shared.isClosed, !Task.isCancelled, let element = queue.next() { return element }
    return await withTaskCancellationHandler {
      await turn()
    } onCancel: { [shared] in
      shared.close()
    }
  }

  private nonisolated(nonsending) func turn() async -> EventSource.Element? {
    while !shared.isClosed {
      switch step {
      case .connect: connect()
      case .dial(let request): await dial(request)
      case .read(let connection): await read(connection)
      case .wait(let duration): await wait(duration)
      case .end: shared.close()
      }
      if !shared.isClosed, let element = queue.next() { return element }
    }
    return nil
  }

  private func connect() {
    shared.become(.connecting)
    redirects = 0
    age = Self.stopwatch(configuration.clock)
    let request = StreamRequest(
      to: address, configuration: configuration, lastEventID: shared.lastEventID)
    queue.append(.connecting(url: address.description, lastEventID: shared.lastEventID))
    step = .dial(request)
  }

  private nonisolated(nonsending) func dial(_ request: StreamRequest) async {
    let proxy: ProxyServer?
    do throws(ConnectionCause) {
      if request.url.isSecure, security == nil {
        security = try SecureTransport(configuration, for: request.url)
      }
      proxy = try self.proxy(for: request.url)
    } catch {
      return fail(error)
    }
    var request = request
    if !request.hasLeftOrigin {
      request.cookies = jar.header(for: request.url, now: UnixTime.now())
    }
    let connection = Connection(
      request, configuration: configuration, security: request.url.isSecure ? security : nil,
      proxy: proxy)
    shared.onClose { connection.close() }
    connection.start()
    switch await connection.next() {
    case .head(let head):
      if !request.hasLeftOrigin { jar.take(head, from: request.url, now: UnixTime.now()) }
      await judge(head, of: request, connection)
    case .problem(.certificate(let host, .unknownAuthority)):
      let fault = await certificateFault(request, proxy)
      lose(.certificate(host: host, fault ?? .unknownAuthority))
    case .problem(let problem): lose(problem)
    case .bytes, .end: lose(.noResponse)
    }
  }

  private func proxy(for url: StreamURL) throws(ConnectionCause) -> ProxyServer? {
    do throws(ProxySettingsError) {
      return try configuration.proxies.server(for: url)
    } catch {
      throw .proxySettings(error)
    }
  }

  /// What is wrong with the dates of a certificate that was refused; nil when it is something else.
  ///
  /// TLS does not say, so that the certificates are looked at in a handshake that is made for it and
  /// comes to nothing: no request is sent.
  private nonisolated(nonsending) func certificateFault(
    _ request: StreamRequest, _ proxy: ProxyServer?
  ) async -> CertificateFault? {
    let witness = CertificateWitness()
    var configuration = configuration
    configuration.tap = nil
    configuration.connectTap = nil
    let probe = Connection(
      request, configuration: configuration, security: security, proxy: proxy, witness: witness)
    shared.onClose { probe.close() }
    probe.start()
    _ = await probe.next()
    probe.close()
    return witness.problem(at: UnixTime.now())
  }

  private nonisolated(nonsending) func judge(
    _ head: ResponseHead, of request: StreamRequest, _ connection: Connection
  ) async {
    switch ResponseJudgement(head, of: request, configuration) {
    case .stream:
      shared.become(.open)
      parser = EventStreamParser(
        lastEventID: shared.lastEventID, eventSizeLimit: configuration.eventSizeLimit)
      queue.append(.open(head))
      step = .read(connection)
    case .redirect(let next):
      connection.close()
      redirects += 1
      guard redirects <= EventSource.Configuration.redirectLimit else {
        return fail(.tooManyRedirects(limit: EventSource.Configuration.redirectLimit))
      }
      queue.append(.redirected(to: next.url.description, without: next.leftBehind))
      step = .dial(next)
    case .refusal(let problem):
      guard problem.isWrongAnswer else {
        connection.close()
        return fail(problem)
      }
      let body = await body(of: connection)
      var line = RefusedBody.firstLine(body)
      if !request.url.isSecure, head.status == 400, RefusedBody.asksForTLS(body) {
        line = line.map { $0 + " (try https://)" }
      }
      fail(problem.saying(line))
    }
  }

  /// The body of a wrong answer, as far as it is read: it says what was wrong.
  private nonisolated(nonsending) func body(of connection: Connection) async -> [UInt8] {
    let patience = Task {
      if (try? await Task.sleep(for: RefusedBody.patience)) != nil { connection.close() }
    }
    defer {
      patience.cancel()
      connection.close()
    }
    var body: [UInt8] = []
    while body.count < RefusedBody.limit, case .bytes(let bytes) = await connection.next() {
      let part = Array(bytes.readableBytesView.prefix(RefusedBody.limit - body.count))
      configuration.streamTap?(part)
      body += part
    }
    return body
  }

  private nonisolated(nonsending) func read(_ connection: Connection) async {
    switch await connection.next() {
    case .head: break
    case .bytes(let bytes):
      configuration.streamTap?(Array(bytes.readableBytesView))
      bytes.withUnsafeReadableBytes { parse($0, of: connection) }
    case .end: lose(.ended)
    case .problem(let problem): lose(problem)
    }
  }

  private func parse(_ bytes: UnsafeRawBufferPointer, of connection: Connection) {
    var ended = false
    do throws(EventStreamError) {
      try parser.consume(bytes.bytes) { item in
        if !ended { ended = !receive(item) }
      }
      shared.lastEventID = parser.lastEventID
      if ended { end(connection) }
    } catch {
      shared.lastEventID = parser.lastEventID
      connection.close()
      fail(.eventTooLarge(limit: configuration.eventSizeLimit))
    }
  }

  /// Queues what a stream says; false at the end marker.
  private func receive(_ item: EventStreamParser.Item) -> Bool {
    switch item {
    case .event(let event):
      if event.data == configuration.endMarker { return false }
      losses = 0
      queue.append(.message(event))
    case .comment(let text): queue.append(.comment(text))
    case .retry(let time):
      reconnectionTime = time
      queue.append(.reconnectionTime(time))
    }
    return true
  }

  private func end(_ connection: Connection) {
    connection.close()
    step = .end
  }

  private func lose(_ problem: ConnectionCause) {
    let isOver = problem == .ended && configuration.isAction && !configuration.repeatsActions
    guard configuration.reconnects, !problem.isFinal, !isOver else { return fail(problem) }
    shared.become(.connecting)
    losses += 1
    let time = configuration.backoff?.wait(reconnectionTime, losses: losses) ?? reconnectionTime
    let floor = age() < EventSource.Configuration.shortLife ? configuration.shortestWait : .zero
    let wait = min(max(time, floor, .zero), EventSource.Configuration.longestWait)
    queue.append(.lost(reason: ConnectionProblem(problem), retryIn: wait))
    step = .wait(wait)
  }

  private func fail(_ problem: ConnectionCause) {
    shared.become(.closed)
    queue.append(.failed(reason: ConnectionProblem(problem)))
    step = .end
  }

  /// How long it is since now, by a clock.
  private static func stopwatch<C: Clock>(_ clock: C) -> () -> Duration
  where C.Duration == Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }

  private nonisolated(nonsending) func wait(_ duration: Duration) async {
    let sleeper = Task { [clock = configuration.clock] in
      try? await clock.sleep(for: duration, tolerance: nil)
    }
    shared.onClose { sleeper.cancel() }
    await sleeper.value
    step = .connect
  }
}

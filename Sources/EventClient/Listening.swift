import EventStream
import NIOCore

/// The life of one source: connect, listen, lose, wait, connect again (HTML 9.2.3).
///
/// A machine that its reader turns: each step does one thing and puts what happened into the
/// queue, and no step is taken before the queue is empty.
final class Listening {
  private enum Step {
    case connect
    case dial(StreamRequest)
    case read(Connection)
    case wait(Duration)
    case end
  }

  private let address: StreamURL
  private let configuration: EventSource.Configuration
  private let control: Control
  private var queue = ElementQueue()
  private var step = Step.connect
  private var parser: EventStreamParser
  private var reconnectionTime: Duration
  private var security: SecureTransport?
  private var redirects = 0
  /// Connections lost since the last event, for the back-off.
  private var losses = 0

  init(to address: StreamURL, configuration: EventSource.Configuration, control: Control) {
    self.address = address
    self.configuration = configuration
    self.control = control
    reconnectionTime = configuration.reconnectionTime
    parser = EventStreamParser()
  }

  deinit { control.close() }

  nonisolated(nonsending) func next() async -> EventSource.Element? {
    if !control.isClosed, !Task.isCancelled, let element = queue.next() { return element }
    return await withTaskCancellationHandler {
      await turn()
    } onCancel: { [control] in
      control.close()
    }
  }

  private nonisolated(nonsending) func turn() async -> EventSource.Element? {
    while !control.isClosed {
      switch step {
      case .connect: connect()
      case .dial(let request): await dial(request)
      case .read(let connection): await read(connection)
      case .wait(let duration): await wait(duration)
      case .end: control.close()
      }
      if !control.isClosed, let element = queue.next() { return element }
    }
    return nil
  }

  private func connect() {
    control.become(.connecting)
    redirects = 0
    let request = StreamRequest(
      to: address, configuration: configuration, lastEventID: control.lastEventID)
    queue.append(.connecting(url: address.description, lastEventID: control.lastEventID))
    step = .dial(request)
  }

  private nonisolated(nonsending) func dial(_ request: StreamRequest) async {
    do throws(ConnectionProblem) {
      if request.url.isSecure, security == nil {
        security = try SecureTransport(
          authorities: configuration.certificateAuthorities,
          certificates: configuration.trustedCertificates)
      }
    } catch {
      return fail(error)
    }
    await dial(
      Connection(
        request, configuration: configuration, security: request.url.isSecure ? security : nil))
  }

  private nonisolated(nonsending) func dial(_ connection: Connection) async {
    control.onClose { connection.close() }
    connection.start()
    switch await connection.next() {
    case .head(let head): judge(head, of: connection.request, connection)
    case .problem(let problem): lose(problem)
    case .bytes, .end: lose(.noResponse)
    }
  }

  private func judge(_ head: ResponseHead, of request: StreamRequest, _ connection: Connection) {
    switch ResponseJudgement(head, of: request) {
    case .stream:
      control.become(.open)
      parser = EventStreamParser(
        lastEventID: control.lastEventID, eventSizeLimit: configuration.eventSizeLimit)
      queue.append(.open(head))
      step = .read(connection)
    case .redirect(let next):
      connection.close()
      redirects += 1
      guard redirects <= EventSource.Configuration.redirectLimit else {
        return fail(.tooManyRedirects(limit: EventSource.Configuration.redirectLimit))
      }
      queue.append(.redirected(to: next.url.description))
      step = .dial(next)
    case .refusal(let problem):
      connection.close()
      fail(problem)
    }
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
      try parser.consume(bytes) { item in
        if !ended { ended = !receive(item) }
      }
      control.lastEventID = parser.lastEventID
      if ended { end(connection) }
    } catch {
      control.lastEventID = parser.lastEventID
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
    case .retry(let milliseconds):
      reconnectionTime = .milliseconds(milliseconds)
      queue.append(.reconnectionTime(milliseconds: milliseconds))
    }
    return true
  }

  private func end(_ connection: Connection) {
    connection.close()
    step = .end
  }

  private func lose(_ problem: ConnectionProblem) {
    guard configuration.reconnects, !problem.isFinal else { return fail(problem) }
    control.become(.connecting)
    losses += 1
    let time = configuration.backoff?.wait(reconnectionTime, losses: losses) ?? reconnectionTime
    let wait = min(max(time, .zero), EventSource.Configuration.longestWait)
    queue.append(.lost(reason: problem, retryIn: wait))
    step = .wait(wait)
  }

  private func fail(_ problem: ConnectionProblem) {
    control.become(.closed)
    queue.append(.failed(reason: problem))
    step = .end
  }

  private nonisolated(nonsending) func wait(_ duration: Duration) async {
    let sleeper = Task { [clock = configuration.clock] in
      try? await clock.sleep(for: duration, tolerance: nil)
    }
    control.onClose { sleeper.cancel() }
    await sleeper.value
    step = .connect
  }
}

import NIOCore

/// Sees to it that requests on a connection that is kept alive come in reasonable time.
///
/// A head has 10 s from its first byte, the body after it 30 s; then 408. Belongs to the
/// connection's event loop.
final class RequestTimer {
  /// How long a request body may take: 30 s, after that 408.
  static let bodyTimeout = TimeAmount.seconds(30)

  private enum Stage { case between, head, body, answer }
  private var stage = Stage.between
  /// The answer was out before the request had come to its end.
  private var isAnswered = false
  /// A request ended with the bytes that came last, and its answer is out.
  private var endedJustNow = false
  private var timer: Scheduled<Void>?
  private let eventLoop: any EventLoop
  /// Hears of what did not come in time.
  var late: (BareAnswer) -> Void = { _ in }

  private let headTimeout: TimeAmount
  private let bodyTimeout: TimeAmount

  init(_ configuration: RoutedServer.Configuration, _ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    headTimeout = configuration.headTimeout
    bodyTimeout = configuration.bodyTimeout
  }

  /// Bytes came, and were handed to the parser: what is not a head by now is the part of one.
  ///
  /// Unless they ended a request: then nothing is begun, as a rule. A client that sends half a
  /// head along with that, or before it is answered, has ``HummingbirdBridge/idleTime`` to go on,
  /// and from then on the time of a head.
  func bytesCame() {
    defer { endedJustNow = false }
    guard case .between = stage, !endedJustNow else { return }
    start(.head, headTimeout, .tooSlow)
  }

  /// A request has its turn; its body is to follow.
  func headCame() {
    isAnswered = false
    start(.body, bodyTimeout, .slowBody)
  }

  /// The request came to its end: while it waits for its answer, nothing is late.
  func requestEnded() {
    stop()
    if isAnswered { endedJustNow = true } else { stage = .answer }
  }

  /// The answer has gone out.
  func answered() {
    isAnswered = true
    if case .answer = stage { stage = .between }
  }

  func stop() {
    stage = .between
    timer?.cancel()
    timer = nil
  }

  private func start(_ stage: Stage, _ time: TimeAmount, _ answer: BareAnswer) {
    timer?.cancel()
    self.stage = stage
    timer = eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in self?.late(answer) }
  }
}

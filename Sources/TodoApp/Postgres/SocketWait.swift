import Dispatch

/// Waits once for a socket, without a thread standing by.
///
/// Invariant of the descriptor: `finished` is called when every source has let go of it, never
/// before. Only then may libpq close the socket. Everything happens on `queue`.
final class SocketWait {
  /// What to wait for.
  enum Need { case reading, writing, either }
  /// How the wait ended.
  enum Outcome: Sendable { case ready, late, stopped }

  private var sources: [any DispatchSourceProtocol] = []
  private var holding = 0
  private var outcome: Outcome?
  private let finished: (Outcome) -> Void

  init(
    _ socket: Int32, _ need: Need, within limit: Duration?, on queue: DispatchQueue,
    finished: @escaping (Outcome) -> Void
  ) {
    self.finished = finished
    if need != .writing {
      add(DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue), meaning: .ready)
    }
    if need != .reading {
      add(DispatchSource.makeWriteSource(fileDescriptor: socket, queue: queue), meaning: .ready)
    }
    if let limit {
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now() + .nanoseconds(limit.nanoseconds))
      add(timer, meaning: .late)
    }
    for source in sources { source.activate() }
  }

  /// Ends the wait; the first outcome counts.
  func end(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    for source in sources { source.cancel() }
  }

  private func add(_ source: any DispatchSourceProtocol, meaning outcome: Outcome) {
    holding += 1
    // The sources hold this object, and let go of it when they are cancelled.
    source.setEventHandler { self.end(outcome) }
    source.setCancelHandler { self.release() }
    sources.append(source)
  }

  private func release() {
    holding -= 1
    guard holding == 0, let outcome else { return }
    sources = []
    finished(outcome)
  }
}

extension Duration {
  /// Whole nanoseconds, for Dispatch.
  var nanoseconds: Int {
    Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000)
  }
}

import Synchronization

/// What goes wrong on purpose, and what becomes of a request for all that.
extension RoutedServer {
  /// Sets what is to go wrong, or that nothing is; on one path, or on all of them.
  public func setFault(
    _ fault: Fault?, after events: Int = 0, connections: Int? = nil, on path: String? = nil
  ) async {
    let wanted = FaultOrder(fault: fault, after: events, connections: connections)
    let order = faults.withLock { $0.set(wanted, on: path) }
    // A stream that was opened a moment ago may carry it already.
    _ = await onEveryStream(
      where: { (path == nil || $0.path == path) && $0.fault?.order != order.number },
      { $0.arm(order.forOpenStreams) })
  }

  /// What becomes of a request.
  ///
  /// The first one of a connection, unless it becomes a stream, will be asked about once more,
  /// for Hummingbird, and only then counts for the faults.
  func decide(_ head: RequestHead, isFirst: Bool) -> StreamGate.Decision {
    var context = servingContext
    context.isFull = isFull
    if faults.withLock(\.isQuiet) { return StreamGate.decide(head, in: context) }
    // Under one lock, so that a fault for the next stream befalls one and not two.
    return faults.withLock { faults in
      let path = String(head.path)
      context.fault = faults[path].headFault
      let decision = StreamGate.decide(head, in: context)
      switch (decision, isFirst) {
      case (.stream, _), (_, false): faults[path].settle(decision)
      default: break
      }
      return decision
    }
  }

  /// The same while its head alone decides; nil while it does not.
  func decideByHeadAlone(_ head: RequestHead) -> StreamGate.Decision? {
    decidesByHeadAlone ? StreamGate.decide(head, in: servingContext) : nil
  }

  /// Whether nothing but its head decides what becomes of a request: no fault, and room.
  var decidesByHeadAlone: Bool { !isFull && faults.withLock(\.isQuiet) }

  /// The CORS headers that an answer to this request carries.
  func cors(_ head: RequestHead) -> [HeaderLine] { StreamGate.cors(head, servingContext) }

  /// The fault that waits in a new stream at this path.
  func takeFault(on path: String) -> ArmedFault? {
    faults.withLock { $0.isQuiet ? nil : $0[path].take() }
  }
}

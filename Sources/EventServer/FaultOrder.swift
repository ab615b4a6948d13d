/// The fault that is set on a server, and whom it still is to befall.
struct FaultOrder: Sendable {
  var fault: Fault?
  /// How many events pass on a stream before it strikes; for a fault that shows in the response
  /// head, how many streams are still answered as if nothing were wrong.
  var after = 0
  /// How many more streams it befalls; nil: all, until it is taken away.
  var connections: Int?

  /// The fault that a new stream carries.
  mutating func take() -> ArmedFault? {
    guard let fault, !fault.isInHead, connections != 0 else { return nil }
    connections? -= 1
    return ArmedFault(fault: fault, after: after)
  }

  /// The fault that the next request for a stream meets.
  var headFault: Fault? {
    guard let fault, fault.isInHead, after == 0, connections != 0 else { return nil }
    return fault
  }

  /// Counts a request that was answered.
  mutating func settle(_ decision: StreamGate.Decision) {
    guard let fault, fault.isInHead else { return }
    switch decision {
    case .faulted: connections? -= 1
    case .stream where headFault != nil: connections? -= 1
    case .stream: after -= 1
    case .refused, .answered, .request: break
    }
  }
}

extension Fault {
  /// Whether it shows in the response head, rather than in the stream.
  var isInHead: Bool {
    switch self {
    case .status, .type: true
    default: false
    }
  }
}

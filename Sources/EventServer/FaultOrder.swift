/// The fault that is set on a server, and whom it still is to befall.
struct FaultOrder: Sendable {
  var fault: Fault?
  /// How many events pass before it strikes a stream; how many requests before it answers one.
  var after = 0
  /// How many more streams or requests it befalls; nil: all, until it is taken away.
  var connections: Int?

  /// The fault that a new stream carries.
  mutating func take() -> ArmedFault? {
    guard let fault, !fault.isInHead, count() else { return nil }
    return ArmedFault(fault: fault, after: after)
  }

  /// The fault that a request meets.
  mutating func headFault() -> Fault? {
    guard let fault, fault.isInHead else { return nil }
    return fault
  }

  private mutating func count() -> Bool {
    guard let left = connections else { return true }
    guard left > 0 else { return false }
    connections = left - 1
    return true
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

/// A fault that waits in a stream for its event.
struct ArmedFault: Sendable, Hashable {
  var fault: Fault
  /// How many events still pass before it strikes.
  var after: Int
  /// The number of the order by which it came.
  var order: Int
}

/// A fault that is set, and which streams it still is to befall.
struct FaultOrder: Sendable {
  var fault: Fault?
  /// How many events pass on a stream before it strikes; for a fault that shows in the response
  /// head, how many streams are still answered as if nothing were wrong.
  var after = 0
  /// How many more streams it befalls; nil: all, until it is taken away.
  var connections: Int?
  /// Orders are numbered in the order in which they were set.
  var number = 0

  /// The fault that a new stream carries.
  mutating func take() -> ArmedFault? {
    guard let fault, !fault.isInHead, connections != 0 else { return nil }
    connections? -= 1
    return ArmedFault(fault: fault, after: after, order: number)
  }

  /// The fault that a stream which is open already carries from now on.
  var forOpenStreams: ArmedFault? {
    guard let fault, !fault.isInHead, connections == nil else { return nil }
    return ArmedFault(fault: fault, after: after, order: number)
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

/// The faults that are set on a server: one for all paths, and one for each path that has its own.
struct FaultOrders: Sendable {
  private var everywhere = FaultOrder()
  /// An order without a fault spares the path what is set for all.
  private var byPath: [String: FaultOrder] = [:]
  private var count = 0

  /// Whether nothing is to go wrong.
  var isQuiet: Bool { everywhere.fault == nil && byPath.isEmpty }

  /// Sets what goes wrong on one path, or on all of them whatever was set before.
  ///
  /// - Returns: The order with its number.
  mutating func set(_ order: FaultOrder, on path: String?) -> FaultOrder {
    count += 1
    var order = order
    order.number = count
    if let path { byPath[path] = order } else { (everywhere, byPath) = (order, [:]) }
    return order
  }

  /// What rules on a path: what it has of its own, else what is set for all.
  subscript(path: String) -> FaultOrder {
    get { byPath[path] ?? everywhere }
    set {
      if byPath[path] != nil { byPath[path] = newValue } else { everywhere = newValue }
    }
  }
}

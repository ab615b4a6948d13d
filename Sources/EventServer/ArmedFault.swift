/// A fault that waits in a stream for its event.
struct ArmedFault: Sendable, Hashable {
  var fault: Fault
  /// How many events still pass before it strikes.
  var after: Int
}

extension Connection {
  /// Lets an event pass while the fault waits; then does what the fault says.
  func strike(_ frame: EventFrame) {
    guard let armed = fault else { return }
    if armed.after > 0 {
      fault?.after -= 1
      loop.wrote(events: 1, bytes: frame.framed.count)
      return write(frame)
    }
    switch armed.fault {
    case .drop: drop(frame, reason: "fault: drop")
    case .truncate:
      writeHalf(of: frame)
      closesWhenSent = true
      close(reason: "fault: truncate")
    case .end: finish(reason: "fault: end")
    case .stall: isHeld = true
    case .garbage, .slow, .status, .type: write(frame)
    }
  }
}

extension Connection {
  /// Puts a fault into an open stream, or takes it out.
  func arm(_ armed: ArmedFault?) {
    fault = armed
    subscription?.shard.demote(self)
    if armed == nil { isHeld = false }
    subscription?.shard.serve(self)
  }
}

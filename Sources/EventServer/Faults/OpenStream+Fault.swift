import NIOCore

/// What a fault does on the wire.
///
/// Some faults need an event to strike: they halve it, or trickle it. The others strike between
/// two events, as soon as those that were to pass are out.
extension OpenStream {
  /// Puts a fault into an open stream, or takes it out; what the one before it held goes out.
  func arm(_ armed: ArmedFault?) {
    assertInLoop()
    guard state == .open else { return }
    isStalled = false
    letOut(all: true)
    fault = armed
    strikeBetweenEvents()
    serveAlone()
    if !isStalled, unsent == 0 { resumed?() }
    serve()
  }

  /// Lets an event pass while the fault waits; then does to it what the fault says.
  func strike(_ frame: EventFrame) {
    guard let armed = fault else { return pass(frame) }
    if armed.after > 0 {
      fault?.after -= 1
      pass(frame)
      return strikeBetweenEvents()
    }
    guard case .event(let strike) = armed.fault.kind.effect else { return pass(frame) }
    strike(self, frame)
  }

  /// Does what needs no event, once those before it are out.
  func strikeBetweenEvents() {
    guard let armed = fault, armed.after == 0,
      case .betweenEvents(let strike) = armed.fault.kind.effect
    else { return }
    strike(self)
  }

  /// Writes what is no event, in its place: not into the middle of one that trickles, and not on
  /// a stalled stream.
  func interject(_ frame: EventFrame) {
    assertInLoop()
    if isStalled { return }
    if slowText.isEmpty { return write(frame) }
    ensured.slowText += frame.framed[frame.text]
  }

  /// Writes an event a few bytes at a time.
  func trickle(_ frame: EventFrame) {
    loop.wrote(events: 1, bytes: frame.framed.count)
    ensured.slowText += frame.framed[frame.text]
    if !trickles { letOut() }
  }

  /// Writes the next few bytes of what trickles, or all that is left of it.
  private func letOut(all: Bool = false) {
    guard state != .ended, !slowText.isEmpty else { return }
    let due = server.schedule.now + Fault.slowPause
    let piece = all ? slowText : slowText.prefix(Fault.slowPiece)
    ensured.slowText = slowText[piece.endIndex...]
    write(EventFrame(text: Array(piece)))
    if all { return }
    trickles = true
    if slowText.isEmpty { serve() }
    server.schedule.at(due) { [weak connection] in
      connection?.onStream { stream in
        stream.trickles = false
        stream.letOut()
      }
    }
  }
}

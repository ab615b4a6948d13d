import NIOCore

/// What a fault does on the wire.
///
/// Some faults need an event to strike: they halve it, or trickle it. The others strike between
/// two events, as soon as those that were to pass are out.
extension Connection {
  /// Puts a fault into an open stream, or takes it out; what the one before it held goes out.
  func arm(_ armed: ArmedFault?) {
    loop.eventLoop.assertInEventLoop()
    guard phase == .stream, !closesWhenSent else { return }
    let kept = held.frames
    held = HeldEvents()
    isStalled = false
    letOut(all: true)
    fault = armed
    strikeBetweenEvents()
    for frame in kept { writeEvent(frame) }
    subscription?.shard.demote(self)
    if !isStalled, unsent == 0 { resumed?() }
    subscription?.shard.serve(self)
  }

  /// Lets an event pass while the fault waits; then does to it what the fault says.
  func strike(_ frame: EventFrame) {
    guard let armed = fault else { return }
    if armed.after > 0 {
      fault?.after -= 1
      pass(frame)
      return strikeBetweenEvents()
    }
    switch armed.fault {
    case .drop: drop(frame, reason: "fault: drop")
    case .truncate: truncate(frame)
    case .slow: trickle(frame)
    case .end, .stall, .garbage, .status, .type: pass(frame)
    }
  }

  private func pass(_ frame: EventFrame) {
    loop.wrote(events: 1, bytes: frame.framed.count)
    write(frame)
  }

  /// Does what needs no event, once those before it are out.
  func strikeBetweenEvents() {
    guard let armed = fault, armed.after == 0 else { return }
    switch armed.fault {
    case .end: finish(reason: "fault: end")
    case .stall: isStalled = true
    case .garbage:
      fault = nil
      write(EventFrame(text: Fault.garbageBytes))
    case .drop, .truncate, .slow, .status, .type: break
    }
  }

  /// Writes what is no event, in its place: not into the middle of one that trickles, and not on
  /// a stalled stream.
  func interject(_ frame: EventFrame) {
    loop.eventLoop.assertInEventLoop()
    if isStalled { return }
    if slowText.isEmpty { return write(frame) }
    slowText += frame.framed[frame.text]
  }

  /// Keeps an event for when the stall is over; like everything unsent, up to a limit.
  func hold(_ frame: EventFrame) {
    ensured.held.append(frame)
    if held.size > EventChannel.lagLimit { cutForLag() }
  }

  /// Ends the connection in the middle of an event and of its chunk.
  private func truncate(_ frame: EventFrame) {
    writeHalf(of: frame)
    willEnd("fault: truncate")
    closesWhenSent = true
    if unsent == 0 { close(reason: "fault: truncate") }
  }

  private func trickle(_ frame: EventFrame) {
    loop.wrote(events: 1, bytes: frame.framed.count)
    slowText += frame.framed[frame.text]
    if !trickles { letOut() }
  }

  /// Writes the next few bytes of what trickles, or all that is left of it.
  private func letOut(all: Bool = false) {
    guard phase == .stream, !slowText.isEmpty else { return }
    let due = server.schedule.now + Fault.slowPause
    let piece = all ? slowText : slowText.prefix(Fault.slowPiece)
    slowText = slowText[piece.endIndex...]
    write(EventFrame(text: Array(piece)))
    if all { return }
    trickles = true
    if slowText.isEmpty { subscription?.shard.serve(self) }
    server.schedule.at(due) { [weak self] in
      guard let self else { return }
      loop.eventLoop.execute {
        self.trickles = false
        self.letOut()
      }
    }
  }
}

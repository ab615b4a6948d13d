import NIOCore

/// A fault that waits in a stream for its event.
struct ArmedFault: Sendable, Hashable {
  var fault: Fault
  /// How many events still pass before it strikes.
  var after: Int
}

extension Fault {
  /// How many bytes at a time a `slow` stream lets out.
  public static let slowPiece = 8
  /// How long it waits between two of these.
  public static let slowPause = Duration.milliseconds(100)

  /// What `garbage` writes: no UTF-8, NUL, lines that are no fields, and nothing to dispatch.
  public static let garbageBytes =
    [0xFF, 0xFE, 0x00] + Array("garbage\n<html>502</html>\nno field: of that name\n\n".utf8)
}

/// What a fault does on the wire.
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
    case .truncate: truncate(frame)
    case .end: finish(reason: "fault: end")
    case .stall: isStalled = true
    case .slow: trickle(frame)
    case .garbage:
      fault = nil
      write(EventFrame(text: Fault.garbageBytes))
      write(frame)
    case .status, .type: write(frame)
    }
  }

  /// Puts a fault into an open stream, or takes it out.
  func arm(_ armed: ArmedFault?) {
    fault = armed
    isStalled = false
    subscription?.shard.demote(self)
    subscription?.shard.serve(self)
  }

  /// Writes what is no event, in its place: not into the middle of one that trickles, and not on
  /// a stalled stream.
  func interject(_ frame: EventFrame) {
    if isStalled { return }
    if slowText.isEmpty { return write(frame) }
    slowText += frame.framed[frame.text]
  }

  /// Ends the connection in the middle of an event and of its chunk.
  private func truncate(_ frame: EventFrame) {
    writeHalf(of: frame)
    willEnd("fault: truncate")
    closesWhenSent = true
    if unsent == 0 { close(reason: "fault: truncate") }
  }

  private func trickle(_ frame: EventFrame) {
    let isUnderWay = !slowText.isEmpty
    slowText += frame.framed[frame.text]
    if !isUnderWay { letOut() }
  }

  private func letOut() {
    guard phase == .stream else { return }
    let due = server.schedule.now + Fault.slowPause
    write(EventFrame(text: Array(slowText.prefix(Fault.slowPiece))))
    slowText = slowText.dropFirst(Fault.slowPiece)
    guard !slowText.isEmpty else { return subscription?.shard.serve(self) ?? () }
    server.schedule.at(due) { [weak self] in
      guard let self else { return }
      loop.eventLoop.execute { self.letOut() }
    }
  }
}

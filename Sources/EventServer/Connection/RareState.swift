/// What few connections have, kept apart so that a stream costs little.
extension Connection {
  final class RareState {
    var hello: HelloFeed?
    var fault: ArmedFault?
    var slowText: ArraySlice<UInt8> = []
    var trickles = false
    var held = HeldEvents()
    var resumed: (() -> Void)?
    var http: HTTP1ConnectionHandler?
    var answered: Int?
    var endReason: String?
  }

  /// The hello-world stream that it follows.
  var hello: HelloFeed? {
    get { rare?.hello }
    set { if newValue != nil || rare != nil { ensured.hello = newValue } }
  }

  /// A fault that waits for its event.
  var fault: ArmedFault? {
    get { rare?.fault }
    set { if newValue != nil || rare != nil { ensured.fault = newValue } }
  }

  /// Text that a fault lets out a few bytes at a time.
  var slowText: ArraySlice<UInt8> {
    get { rare?.slowText ?? [] }
    set { ensured.slowText = newValue }
  }

  /// A piece of that text went out a moment ago: the next one waits.
  var trickles: Bool {
    get { rare?.trickles ?? false }
    set { ensured.trickles = newValue }
  }

  /// Events that came while a fault kept the stream silent, and that no log holds.
  var held: HeldEvents {
    get { rare?.held ?? HeldEvents() }
    set { if !newValue.frames.isEmpty || rare != nil { ensured.held = newValue } }
  }

  /// Called when NIO has sent all that it had queued.
  var resumed: (() -> Void)? {
    get { rare?.resumed }
    set { ensured.resumed = newValue }
  }

  /// Sees to the requests, once the HTTP handlers are in place.
  var http: HTTP1ConnectionHandler? {
    get { rare?.http }
    set { ensured.http = newValue }
  }

  /// The status of the last answer, unless a request came after it.
  var answered: Int? {
    get { rare?.answered }
    set { if newValue != nil || rare != nil { ensured.answered = newValue } }
  }

  /// Why the connection ends, once that is known.
  var endReason: String? {
    get { rare?.endReason }
    set { ensured.endReason = newValue }
  }

  /// The rare state, made if need be; what grows is changed in place here.
  var ensured: RareState {
    if let rare { return rare }
    let made = RareState()
    rare = made
    return made
  }
}

/// Events that wait for the end of a stall.
struct HeldEvents {
  private(set) var frames: [EventFrame] = []
  /// Their bytes.
  private(set) var size = 0

  mutating func append(_ frame: EventFrame) {
    frames.append(frame)
    size += frame.framed.count
  }
}

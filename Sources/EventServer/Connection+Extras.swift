/// What few connections have, kept apart so that a stream costs little.
extension Connection {
  final class Extras {
    var hello: HelloFeed?
    var fault: ArmedFault?
    var slowText: ArraySlice<UInt8> = []
    var trickles = false
    var held = HeldEvents()
    var resumed: (() -> Void)?
    var manners: Manners?
    var answered: Int?
    var endReason: String?
  }

  /// The hello-world stream that it follows.
  var hello: HelloFeed? {
    get { extras?.hello }
    set { if newValue != nil || extras != nil { ensured.hello = newValue } }
  }

  /// A fault that waits for its event.
  var fault: ArmedFault? {
    get { extras?.fault }
    set { if newValue != nil || extras != nil { ensured.fault = newValue } }
  }

  /// Text that a fault lets out a few bytes at a time.
  var slowText: ArraySlice<UInt8> {
    get { extras?.slowText ?? [] }
    set { ensured.slowText = newValue }
  }

  /// A piece of that text went out a moment ago: the next one waits.
  var trickles: Bool {
    get { extras?.trickles ?? false }
    set { ensured.trickles = newValue }
  }

  /// Events that came while a fault kept the stream silent, and that no log holds.
  var held: HeldEvents {
    get { extras?.held ?? HeldEvents() }
    set { if !newValue.frames.isEmpty || extras != nil { ensured.held = newValue } }
  }

  /// Called when NIO has sent all that it had queued.
  var resumed: (() -> Void)? {
    get { extras?.resumed }
    set { ensured.resumed = newValue }
  }

  /// Sees to the requests, once the HTTP handlers are in place.
  var manners: Manners? {
    get { extras?.manners }
    set { ensured.manners = newValue }
  }

  /// The status of the last answer, unless a request came after it.
  var answered: Int? {
    get { extras?.answered }
    set { if newValue != nil || extras != nil { ensured.answered = newValue } }
  }

  /// Why the connection ends, once that is known.
  var endReason: String? {
    get { extras?.endReason }
    set { ensured.endReason = newValue }
  }

  /// The extras, made if need be; what grows is changed in place here.
  var ensured: Extras {
    if let extras { return extras }
    let made = Extras()
    extras = made
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

/// What few connections have, kept apart so that a stream costs little.
extension Connection {
  final class Extras {
    var hello: HelloFeed?
    var fault: ArmedFault?
    var slowText: ArraySlice<UInt8> = []
    var resumed: (() -> Void)?
    var timer: RequestTimer?
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

  /// Called when NIO has sent all that it had queued.
  var resumed: (() -> Void)? {
    get { extras?.resumed }
    set { ensured.resumed = newValue }
  }

  /// Watches over later requests, once the HTTP handlers are in place.
  var timer: RequestTimer? {
    get { extras?.timer }
    set { ensured.timer = newValue }
  }

  /// Why the connection ends, once that is known.
  var endReason: String? {
    get { extras?.endReason }
    set { ensured.endReason = newValue }
  }

  private var ensured: Extras {
    if let extras { return extras }
    let made = Extras()
    extras = made
    return made
  }
}

import NIOCore

/// What few streams have, kept apart so that the others cost little.
extension OpenStream {
  final class RareState {
    /// What the socket has not taken yet.
    var backlog = ByteBuffer()
    /// The poller tells when there is room for it.
    var isRoomWatched = false
    var fault: ArmedFault?
    var slowText: ArraySlice<UInt8> = []
    var trickles = false
    var resumed: (() -> Void)?
  }

  /// How many bytes the socket has not taken yet.
  var unsent: Int { rare?.backlog.readableBytes ?? 0 }

  /// A fault that waits for its event.
  var fault: ArmedFault? {
    get { rare?.fault }
    set { if newValue != nil || rare != nil { ensured.fault = newValue } }
  }

  /// Text that a fault lets out a few bytes at a time.
  var slowText: ArraySlice<UInt8> { rare?.slowText ?? [] }

  /// A piece of that text went out a moment ago: the next one waits.
  var trickles: Bool {
    get { rare?.trickles ?? false }
    set { ensured.trickles = newValue }
  }

  /// Called when the socket has taken all that waited for it, or when a stall is over.
  var resumed: (() -> Void)? {
    get { rare?.resumed }
    set { ensured.resumed = newValue }
  }

  /// The rare state, made if need be; what grows is changed in place here.
  var ensured: RareState {
    if let rare { return rare }
    let made = RareState()
    rare = made
    return made
  }
}

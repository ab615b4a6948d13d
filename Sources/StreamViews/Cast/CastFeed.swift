public import EventStream
public import Terminal
internal import VisibleText

/// A terminal as it is now, for asciinema-player over an event stream (its EventSource driver).
///
/// A value that knows what the screen holds; whoever serves it keeps one for all viewers:
///
///     var feed = CastFeed(size: .standard)
///     // to each connection, first, also to one that comes back with a Last-Event-ID:
///     send(feed.opening)
///     // to all of them, as things happen:
///     send(feed.write("hello\r\n", at: elapsed))
///
/// The player listens to unnamed messages and to `done`, and starts a new picture with each
/// connection; so each begins with a header that holds the time and the screen so far. What came
/// before it must not be sent again.
public struct CastFeed: Sendable {
  /// How many bytes of the screen so far are kept for those who come late: 64 KiB.
  ///
  /// The oldest lines go first.
  public static let memoryLimit = 64 << 10

  /// The end: the player stops and does not connect again.
  ///
  /// It has data, since a browser dispatches no event without.
  public static let done = ServerSentEvent(event: "done", data: "{}")

  private var size: Size
  private var time = Duration.zero
  private var memory = ""

  /// Starts with an empty screen.
  public init(size: Size) { self.size = size }

  /// What each connection begins with.
  public var opening: ServerSentEvent {
    let header = JSONText.object([
      ("cols", String(size.columns)), ("rows", String(size.rows)),
      ("time", time.castSeconds), ("init", JSONText.quoted(memory)),
    ])
    return ServerSentEvent(data: header)
  }

  /// Takes what was written to the terminal; nil when it was nothing.
  ///
  /// Times do not go back: an earlier one counts as the last.
  public mutating func write(_ text: String, at time: Duration) -> ServerSentEvent? {
    guard !text.isEmpty else { return nil }
    advance(to: time)
    memory += text
    forget()
    return ServerSentEvent(data: Cast.Output(time: self.time, text: text).json)
  }

  /// Gives the terminal another size.
  ///
  /// Its size is an object: as the text `60x10` of a file it would trap in the player, which then
  /// shows nothing more.
  public mutating func resize(to size: Size, at time: Duration) -> ServerSentEvent {
    advance(to: time)
    self.size = size
    let object = JSONText.object([("cols", String(size.columns)), ("rows", String(size.rows))])
    return ServerSentEvent(data: "[\(self.time.castSeconds),\"r\",\(object)]")
  }

  private mutating func advance(to time: Duration) { self.time = max(self.time, time) }

  /// Lets the oldest whole lines go; where one line is longer than the limit, all of it.
  private mutating func forget() {
    let bytes = memory.utf8
    guard bytes.count > Self.memoryLimit else { return }
    // Half of it at once, so that most writes need not move anything.
    let rest = bytes.dropFirst(bytes.count - Self.memoryLimit / 2)
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      memory = ""
      return
    }
    memory = String(decoding: rest[bytes.index(after: end)...], as: UTF8.self)
  }
}

/// Turns the bytes of an event stream into events, however the bytes are cut.
///
/// It follows HTML 9.2.5 and 9.2.6 to the letter. An event is handed over at the byte that ends
/// it, even at a CR whose LF has not come yet. What the parser cannot decide it holds back: half
/// a line, half an event. What is held when the stream ends is discarded, as the standard says,
/// so there is nothing to call at the end.
///
/// Start a new parser for every connection, with the ``lastEventID`` of the one before.
///
/// ```swift
/// var parser = EventStreamParser()
/// for chunk in ["id: 1\ndata: Hello,\nda", "ta: world\n\n"] {
///   for item in try parser.consume(Array(chunk.utf8)) {
///     guard case .event(let event) = item else { continue }
///     print(event.type, event.data, event.lastEventID)
///   }
/// }
/// ```
public struct EventStreamParser: Sendable {
  /// How many bytes one event may have (16 MiB), unless told otherwise.
  ///
  /// Counted are the bytes held: the event's data and type so far and the line being read. A comment
  /// or a field that the standard does not know is no part of the event; one that is longer than the
  /// limit by itself is passed over, and not told of. Past the limit
  /// ``EventStreamError/Code/eventTooLarge`` is thrown, then and ever after.
  public static let eventSizeLimit = 16 << 20

  /// What a stream says.
  public enum Item: Sendable, Hashable {
    /// An event was dispatched.
    case event(MessageEvent)
    /// A comment line, without its colon and one space after it. A browser shows none of it.
    case comment(String)
    /// The reconnection time was set; it counts at once, not at the next blank line.
    case retry(Duration)
  }

  private var lines: LineAssembler
  private var strings = StringCache()

  /// Makes a parser for a new connection.
  ///
  /// - Parameters:
  ///   - lastEventID: The last event ID string so far: the stream's events have it until one
  ///     sets another.
  ///   - eventSizeLimit: How many bytes one event may have.
  public init(lastEventID: String = "", eventSizeLimit: Int = EventStreamParser.eventSizeLimit) {
    lines = LineAssembler(lastEventID: lastEventID, limit: eventSizeLimit)
  }

  /// The last event ID string: what the last blank line left, to be sent as `Last-Event-ID`.
  ///
  /// An `id` counts only once its block has ended, even one that dispatched nothing.
  public var lastEventID: String { lines.lastEventID }

  /// The reconnection time that the stream asked for, if it did; a stream counts it in milliseconds.
  public var reconnectionTime: Duration? { lines.reconnectionTime }

  /// Reads the next bytes and hands over what they complete, as zero-copy views.
  ///
  /// - Throws: ``EventStreamError/Code/eventTooLarge``, after what came before it was handed over.
  public mutating func consumeViews(
    _ bytes: RawSpan, _ receive: (borrowing ItemView) -> Void
  ) throws(EventStreamError) {
    try bytes.withUnsafeBytes { bytes throws(EventStreamError) in
      try lines.consume(bytes) { $0.lend(receive) }
    }
  }

  /// Reads the next bytes and hands over what they complete.
  ///
  /// - Throws: ``EventStreamError/Code/eventTooLarge``, after what came before it was handed over.
  public mutating func consume(
    _ bytes: RawSpan, _ receive: (Item) -> Void
  ) throws(EventStreamError) {
    try bytes.withUnsafeBytes { bytes throws(EventStreamError) in
      try Self.consume(bytes, &lines, &strings, receive)
    }
  }

  /// Apart, so that the closure holds only the strings while the lines change.
  private static func consume(
    _ bytes: UnsafeRawBufferPointer, _ lines: inout LineAssembler, _ strings: inout StringCache,
    _ receive: (Item) -> Void
  ) throws(EventStreamError) {
    try lines.consume(bytes) { receive(strings.item($0)) }
  }

  /// Reads the next bytes and returns what they complete.
  ///
  /// When an event is too large, what came before it in the same bytes is lost with it; use
  /// ``consume(_:_:)`` where that matters.
  public mutating func consume(_ bytes: [UInt8]) throws(EventStreamError) -> [Item] {
    var items: [Item] = []
    try consume(bytes.span.bytes) { items.append($0) }
    return items
  }
}

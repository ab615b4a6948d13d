/// An event whose bytes still lie where they were read: the parser's zero-copy form.
///
/// The compiler sees to it that a view does not outlive the call that hands it over. The three spans
/// hold what the sender wrote; make text of them by
/// `span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }`, which puts U+FFFD for bytes that
/// are not UTF-8, as the standard does.
public struct EventView: ~Escapable {
  /// The event type as it was sent; empty stands for `message`.
  public let type: RawSpan
  /// The data lines, joined by LF.
  public let data: RawSpan
  /// The last event ID string when the event was dispatched.
  public let lastEventID: RawSpan
}

/// What a stream says, in the parser's zero-copy form.
public enum ItemView: ~Escapable {
  /// An event was dispatched.
  case event(EventView)
  /// A comment line without its colon and the space after it.
  case comment(RawSpan)
  /// The reconnection time was set.
  case retry(Duration)
}

extension ItemBytes {
  /// Lends the bytes to `receive`, for as long as its call takes.
  @inline(__always)
  func lend(_ receive: (borrowing ItemView) -> Void) {
    switch self {
    case .event(let event):
      receive(
        .event(
          EventView(
            type: event.type.bytes, data: event.data.bytes, lastEventID: event.lastEventID.bytes)))
    case .comment(let text): receive(.comment(text.bytes))
    case .retry(let time): receive(.retry(time))
    }
  }
}

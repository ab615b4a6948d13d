/// An event whose bytes still lie where they were read: the parser's zero-copy form.
///
/// The three buffers are valid only during the call that hands them over, and hold what the
/// sender wrote: turn them into a `String` by `String(decoding:as: UTF8.self)`, which puts
/// U+FFFD for bytes that are not UTF-8, as the standard does.
public struct EventView {
  /// The event type as it was sent; empty stands for `message`.
  public let type: UnsafeRawBufferPointer
  /// The data lines, joined by LF.
  public let data: UnsafeRawBufferPointer
  /// The last event ID string when the event was dispatched.
  public let lastEventID: UnsafeRawBufferPointer
}

/// What a stream says, in the parser's zero-copy form.
public enum ItemView {
  /// An event was dispatched.
  case event(EventView)
  /// A comment line without its colon and the space after it; valid only during the call.
  case comment(UnsafeRawBufferPointer)
  /// The reconnection time was set.
  case retry(milliseconds: Int)
}

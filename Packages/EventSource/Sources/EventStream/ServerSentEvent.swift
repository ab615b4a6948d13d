/// An event as a server writes it: the fields of one block of an event stream (HTML 9.2.5).
///
/// Only the fields that are set are written. A block without `data` dispatches nothing at the
/// client, yet its `id` and `retry` count.
///
/// ```swift
/// let event = ServerSentEvent(event: "add", id: "7", data: "milk\nbread")
/// let bytes = try event.encoded()
/// ```
public struct ServerSentEvent: Sendable, Hashable {
  /// The event type; a client takes an absent one for `message`.
  public var event: String?
  /// What the client sends back as `Last-Event-ID` when it reconnects; `""` resets it.
  public var id: String?
  /// The reconnection time the client should keep from now on; written as whole milliseconds.
  public var retry: Duration?
  /// The text, split at every CR, LF and CRLF into `data` lines; the client joins them with LF.
  public var data: String?

  /// Makes a block of the given fields, which are as the caller says: see ``validate()``.
  public init(
    event: String? = nil, id: String? = nil, retry: Duration? = nil, data: String? = nil
  ) {
    self.event = event
    self.id = id
    self.retry = retry
    self.data = data
  }
}

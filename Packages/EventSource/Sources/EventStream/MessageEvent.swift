/// An event as a client dispatches it (HTML 9.2.6).
///
/// The names are those of the browser's `MessageEvent`. `lastEventID` is the last event ID of
/// the stream at that moment, not a field of this event: an event without an `id` carries on
/// the one before it.
public struct MessageEvent: Sendable, Hashable {
  /// The event type; `message` when the stream named none.
  public var type: String
  /// The data lines, joined by a line feed.
  public var data: String
  /// The last event ID string when the event was dispatched; empty when there is none.
  public var lastEventID: String

  /// Makes an event.
  public init(type: String = "message", data: String, lastEventID: String = "") {
    self.type = type
    self.data = data
    self.lastEventID = lastEventID
  }
}

/// Something that goes wrong on purpose, so that a client can be seen to cope.
public enum Fault: Sendable, Hashable {
  /// A TCP reset in the middle of an event.
  case drop
  /// A clean end of the body after an event.
  case end
  /// Nothing more is sent, not even heartbeats; the connection stays open.
  case stall
  /// Every event goes out a few bytes at a time.
  case slow
  /// The connection ends in the middle of an event and of its chunk, without a reset.
  case truncate
  /// New streams are answered with this status.
  case status(Int)
  /// New streams are announced as this content type.
  case type(String)
  /// Bytes that are no event stream stand between two events.
  case garbage

  /// Whether it shows in the response head, rather than in the stream.
  public var isInHead: Bool {
    switch self {
    case .status, .type: true
    case .drop, .end, .stall, .slow, .truncate, .garbage: false
    }
  }
}

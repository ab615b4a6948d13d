/// What can go wrong with an event stream, on the way in and on the way out.
///
/// Bytes alone are never an error: the standard gives every sequence of bytes a meaning. Only
/// what would not fit, and what would be read as something else, is refused.
public enum EventStreamError: Error, Hashable, Sendable {
  /// One event grew past `limit` bytes. Close the stream: its sender is broken or hostile.
  case eventTooLarge(limit: Int)
  /// A CR, an LF or a NUL stands in `field`, where it would end the line or void the field.
  case illegalCharacter(field: String)
  /// `retry` is a number of milliseconds below zero, which no client would read.
  case negativeRetry(Int)
}

extension EventStreamError: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .eventTooLarge(let limit):
      "an event grew past the limit of \(limit) bytes; the stream was closed"
    case .illegalCharacter(let field):
      "'\(field)' contains a CR, an LF or a NUL, which would break the stream; remove it"
    case .negativeRetry(let milliseconds):
      "'retry' is \(milliseconds); it takes a number of milliseconds from 0 up"
    }
  }
}

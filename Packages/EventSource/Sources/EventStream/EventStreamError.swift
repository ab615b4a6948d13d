/// What can go wrong with an event stream, on the way in and on the way out.
///
/// Bytes alone are never an error: the standard gives every sequence of bytes a meaning. Only
/// what would not fit, and what would be read as something else, is refused.
public struct EventStreamError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of error it is; new kinds may come with any version.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind, as in `eventTooLarge`.
    public let description: String

    /// One event grew past the limit: close the stream, its sender is broken or hostile.
    public static let eventTooLarge = Code(description: "eventTooLarge")
    /// A CR, an LF or a NUL stands in a field where it would end the line or void the field.
    public static let illegalCharacter = Code(description: "illegalCharacter")
    /// `retry` is below zero, which no client would read.
    public static let negativeRetry = Code(description: "negativeRetry")
  }

  /// What kind of error it is.
  public let code: Code
  /// The one sentence to show.
  public let description: String
}

extension EventStreamError {
  static func eventTooLarge(limit: Int) -> Self {
    Self(
      code: .eventTooLarge,
      description: "an event grew past the limit of \(limit) bytes; the stream was closed")
  }

  static func illegalCharacter(field: String) -> Self {
    Self(
      code: .illegalCharacter,
      description:
        "'\(field)' contains a CR, an LF or a NUL, which would break the stream; remove it")
  }

  static func negativeRetry(_ time: Duration) -> Self {
    Self(
      code: .negativeRetry,
      description:
        "'retry' is \(time.wholeMilliseconds); it takes a number of milliseconds from 0 up")
  }
}

extension Duration {
  /// As many milliseconds as have passed, as a stream counts them; more than `Int` holds are its
  /// largest value.
  public var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflows) = Int(seconds).multipliedReportingOverflow(by: 1000)
    let (sum, carries) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
    return overflows || carries ? (seconds < 0 ? .min : .max) : sum
  }
}

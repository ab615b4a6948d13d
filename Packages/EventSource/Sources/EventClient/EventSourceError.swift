/// Why a source cannot be made of what was given.
public struct EventSourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of error it is; new kinds may come with any version.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind, as in `badURL`.
    public let description: String

    /// The text is not the URL of a stream.
    public static let badURL = Code(description: "badURL")
    /// A header of your own cannot be sent.
    public static let badHeader = Code(description: "badHeader")
    /// The method cannot be used.
    public static let badMethod = Code(description: "badMethod")
  }

  /// What kind of error it is.
  public let code: Code
  /// The one sentence to show.
  public let description: String
  /// What is wrong, without what was given; empty when the kind says it all.
  public let reason: String
}

extension EventSourceError {
  static func badURL(_ url: String, reason: String) -> Self {
    Self(
      code: .badURL, description: "“\(url)” is not the URL of a stream: \(reason)", reason: reason)
  }

  static func badHeader(_ name: String, reason: String) -> Self {
    Self(
      code: .badHeader, description: "the header “\(name)” cannot be sent: \(reason)",
      reason: reason)
  }

  static func badMethod(_ method: String) -> Self {
    Self(
      code: .badMethod,
      description: "“\(method)” is not a method that a stream can be asked for with", reason: "")
  }
}

/// A header line as it stands on the wire.
public struct HeaderLine: Sendable, Hashable {
  /// The name in the capitals of the wire; compare it without them.
  public var name: String
  /// The value without surrounding white space.
  public var value: String

  /// Makes a header line.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

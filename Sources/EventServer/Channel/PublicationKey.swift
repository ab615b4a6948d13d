/// A publisher's own name for an event, by which one that is sent again is known.
///
/// Who gets no answer to a `POST` cannot tell whether it was carried out. With the same
/// `Idempotency-Key` it is sent again, to the same server or to a sister, and kept once.
public struct PublicationKey: Sendable, Hashable {
  /// How long it may be: 100 bytes.
  public static let sizeLimit = 100

  /// The name: printable characters of ASCII, without spaces.
  public let text: String

  /// The key of this text; nil when it is empty, too long, or holds anything else.
  public init?(_ text: String) {
    guard (1...Self.sizeLimit).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    self.text = text
  }
}

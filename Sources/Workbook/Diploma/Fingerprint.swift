/// A short name of a public key, to be compared by eye: 80 bits of its thumbprint (RFC 7638).
public struct Fingerprint: Sendable, Hashable, Codable, CustomStringConvertible {
  /// How many letters it has, five bits each.
  static let letters = 16

  /// It as it is printed: four groups of four letters.
  public let description: String

  init(thumbprint: some Sequence<UInt8>) {
    description = DiplomaCode.grouped(
      String(DiplomaCode.letters(Array(thumbprint)).prefix(Self.letters)))
  }

  /// Reads a fingerprint as it is typed: any case, O for 0, I and L for 1, hyphens or none.
  public init?(typed text: String) {
    guard let letters = DiplomaCode.letters(typed: text), letters.count == Self.letters else {
      return nil
    }
    description = DiplomaCode.grouped(letters)
  }

  /// Reads it as ``init(typed:)`` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let read = Fingerprint(typed: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no fingerprint")
    }
    self = read
  }

  /// Writes it as it is printed.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

import Signing

/// The short code on a print: it names one credential and tells nothing of a person.
public struct DiplomaCode: Sendable, Hashable, CustomStringConvertible {
  /// How many of the credential's hashed bits it has.
  static let bits = 100
  /// Crockford's letters: without I, L, O and U, which are misread.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// The code as it is printed: five groups of four letters.
  public let description: String

  /// The code of a credential, from what is signed and not from the signature, which is different
  /// each time.
  init(signingInput: some Sequence<UInt8>) {
    let hash = SHA256.hash(Array(signingInput))
    description = Self.grouped(String(Self.letters(hash).prefix(Self.bits / 5)))
  }

  /// Reads a code as it is typed: any case, O for 0, I and L for 1, hyphens or none.
  public init?(typed text: String) {
    guard let letters = Self.letters(typed: text), letters.count == Self.bits / 5 else {
      return nil
    }
    description = Self.grouped(letters)
  }

  /// Letters as they are typed, as they are printed; nil when a sign is none of them.
  static func letters(typed text: String) -> String? {
    let same: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
    let letters = text.uppercased().filter { !$0.isWhitespace && $0 != "-" }
      .map { same[$0] ?? $0 }
    return letters.allSatisfy(alphabet.contains) ? String(letters) : nil
  }

  /// Bytes as letters, five bits each; what is left over at the end is dropped.
  static func letters(_ bytes: [UInt8]) -> String {
    var result = ""
    var buffer = 0
    var count = 0
    for byte in bytes {
      buffer = (buffer << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= 5 {
        count -= 5
        result.append(alphabet[buffer >> count & 31])
      }
    }
    return result
  }

  static func grouped(_ letters: String) -> String {
    var groups: [Substring] = []
    var rest = letters[...]
    while !rest.isEmpty {
      groups.append(rest.prefix(4))
      rest = rest.dropFirst(4)
    }
    return groups.joined(separator: "-")
  }
}

import Crypto
import FoundationEssentials

/// The public half of an issuer's key, as a JSON Web Key (RFC 7517) of the curve P-256.
public struct PublicKey: Sendable, Hashable, Codable {
  let crv: String
  let kty: String
  let x: String
  let y: String

  init(_ key: P256.Signing.PublicKey) {
    let bytes = Array(key.rawRepresentation)
    crv = "P-256"
    kty = "EC"
    x = Base64URL.text(bytes.prefix(32))
    y = Base64URL.text(bytes.suffix(32))
  }

  /// The key for checking signatures; nil when it is no point of the curve.
  var key: P256.Signing.PublicKey? {
    guard crv == "P-256", kty == "EC", let x = Base64URL.bytes(x), let y = Base64URL.bytes(y),
      x.count == 32, y.count == 32
    else { return nil }
    return try? P256.Signing.PublicKey(rawRepresentation: x + y)
  }

  /// It as JSON with its members in the order of the alphabet.
  var json: [UInt8] { (try? JSONEncoder.sorted.encode(self)).map(Array.init) ?? [] }

  /// The name by which it is its own proof: `did:jwk:` and the key itself.
  public var did: String { "did:jwk:\(Base64URL.text(json))" }

  /// The thumbprint (RFC 7638) in groups, to be compared by eye: 80 bits of it.
  public var fingerprint: String {
    let hash = Array(SHA256.hash(data: json)).prefix(10)
    return DiplomaCode.grouped(DiplomaCode.letters(Array(hash)))
  }
}

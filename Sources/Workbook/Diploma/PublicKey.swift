import FoundationEssentials
import Signing

/// The public half of an issuer's key, as a JSON Web Key (RFC 7517) of the curve P-256.
public struct PublicKey: Sendable, Hashable, Codable {
  let crv: String
  let kty: String
  let x: String
  let y: String

  init(_ key: VerifyingKey) {
    crv = "P-256"
    kty = "EC"
    x = Base64URL.text(key.point.prefix(VerifyingKey.numberSize))
    y = Base64URL.text(key.point.suffix(VerifyingKey.numberSize))
  }

  /// The key for checking signatures; nil when it is no point of the curve.
  var key: VerifyingKey? {
    guard crv == "P-256", kty == "EC", let x = Base64URL.bytes(x), let y = Base64URL.bytes(y),
      x.count == y.count
    else { return nil }
    return VerifyingKey(point: x + y)
  }

  /// It as JSON with its members in the order of the alphabet.
  var json: [UInt8] { (try? JSONEncoder.sorted.encode(self)).map(Array.init) ?? [] }

  /// The name by which it is its own proof: `did:jwk:` and the key itself.
  public var did: String { "did:jwk:\(Base64URL.text(json))" }

  /// It as text that any library for keys reads (PEM), without what must stay secret.
  public var pem: String {
    let lines = key.map { Array(Data($0.der).base64EncodedString()) } ?? []
    let rows = stride(from: 0, to: lines.count, by: 64).map { start in
      String(lines[start..<min(start + 64, lines.count)])
    }
    return (["-----BEGIN PUBLIC KEY-----"] + rows + ["-----END PUBLIC KEY-----"])
      .map { $0 + "\n" }.joined()
  }

  /// Reads a key as ``pem`` writes it; nil when there is none of this curve in the text.
  public init?(pem text: String) {
    let rows = text.split(whereSeparator: \.isNewline).map { $0.trimming(\.isWhitespace) }
    guard let start = rows.firstIndex(of: "-----BEGIN PUBLIC KEY-----"),
      let end = rows.firstIndex(of: "-----END PUBLIC KEY-----"), start < end,
      let data = Data(base64Encoded: rows[(start + 1)..<end].joined()),
      let key = VerifyingKey(point: Array(data.suffix(2 * VerifyingKey.numberSize))),
      key.der == Array(data)
    else { return nil }
    self.init(key)
  }

  /// Its short name, to be compared by eye.
  public var fingerprint: Fingerprint { Fingerprint(thumbprint: SHA256.hash(json)) }

  /// The key of an identifier as ``did`` writes it; nil when it is none.
  public init?(did text: String) {
    let prefix = "did:jwk:"
    guard text.hasPrefix(prefix), let json = Base64URL.bytes(text.dropFirst(prefix.count)),
      let key = try? JSONDecoder().decode(PublicKey.self, from: Data(json)), key.json == json,
      key.key != nil
    else { return nil }
    self = key
  }
}

import FoundationEssentials
import Signing

/// A JSON Web Signature in its compact form (RFC 7515), signed with ES256.
struct SignedToken: Sendable, Hashable {
  /// The only members that a header may have here; validators refuse others.
  struct Header: Codable, Sendable, Hashable {
    var alg = "ES256"
    let jwk: PublicKey
  }

  /// Header, payload and signature, joined by full stops.
  let text: String
  let header: Header
  let payload: [UInt8]

  /// What is signed: everything before the second full stop.
  var signingInput: [UInt8] {
    Array(text.utf8.prefix(upTo: text.utf8.lastIndex(of: UInt8(ascii: ".")) ?? text.utf8.endIndex))
  }

  /// Signs a payload.
  ///
  /// Signatures differ from time to time, so sign once and keep the token.
  init(_ payload: [UInt8], with key: SigningKey) throws {
    header = Header(jwk: PublicKey(key.publicKey))
    self.payload = payload
    let head = Base64URL.text(try JSONEncoder.sorted.encode(header))
    let input = "\(head).\(Base64URL.text(payload))"
    guard let signature = key.signature(of: Array(input.utf8)) else {
      throw StoreProblem("the system has no random numbers")
    }
    text = "\(input).\(Base64URL.text(signature))"
  }

  /// Reads a token and checks that its own key has signed it.
  init(_ text: String) throws(VerificationProblem) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.bytes(parts[0]),
      let payload = Base64URL.bytes(parts[1]), let signature = Base64URL.bytes(parts[2])
    else { throw .damaged }
    header = try Self.header(head)
    self.text = text
    self.payload = payload
    guard let key = header.jwk.key,
      key.holds(signature, for: Array("\(parts[0]).\(parts[1])".utf8))
    else { throw .signature }
  }

  private static func header(_ bytes: [UInt8]) throws(VerificationProblem) -> Header {
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)),
      let again = try? JSONEncoder.sorted.encode(header)
    else { throw .header }
    // Whatever else stood in it (another algorithm, a private key) would be lost on the way.
    guard header.alg == "ES256", Array(again) == bytes else { throw .header }
    return header
  }
}

/// Why a diploma is refused.
public enum VerificationProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is no credential in it.
  case noCredential
  /// The credential is not a signed token.
  case damaged
  /// The token's header is not one that this program writes.
  case header
  /// The signature does not fit: the credential was changed, or signed by another key.
  case signature
  /// The credential names an issuer whose key is another one.
  case issuer
  /// The credential contradicts itself or is no diploma.
  case content(String)
  /// What can be seen was changed after it was issued.
  case changed
  /// The seal over what can be seen is missing.
  case noSeal
  /// No diploma of this code is kept here.
  case unknownCode(String)
  /// What is kept here cannot be read, for this reason, and so no code can be looked up.
  case unreadableStore(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .noCredential: "Refused: this holds no diploma of sse-workbook."
    case .damaged: "Refused: the credential in it is damaged."
    case .header: "Refused: the head of its credential is not one that sse-workbook writes."
    case .signature: "Refused: the signature does not fit, so the credential was changed."
    case .issuer: "Refused: its credential is signed with a key that is not its issuer's."
    case .content(let reason): "Refused: its credential is no diploma, for \(reason)."
    case .changed: "Refused: what it shows was changed after it was issued."
    case .noSeal: "Refused: the seal over what it shows is missing."
    case .unknownCode(let code):
      "Refused: no diploma with the code \(code) was issued here; check the file instead."
    case .unreadableStore(let notice):
      "Not looked up: no diploma of that code can be read here, for \(notice) Check the file instead."
    }
  }
}

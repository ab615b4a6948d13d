public import FoundationEssentials
import Crypto

/// The key that signs diplomas: the learner's own program has one, and a teacher may.
public struct IssuerKey: Sendable {
  /// The file's name within the state folder; only its owner may read it.
  public static let fileName = "issuer.pem"

  private let key: P256.Signing.PrivateKey

  /// Makes a new key, which is kept nowhere.
  public init() { key = P256.Signing.PrivateKey() }

  /// Loads the key of a state folder, or makes one there.
  ///
  /// A file that holds no key is left as it is: it might be all that is left of one.
  public init(folder: String) throws(StoreProblem) {
    let path = "\(folder)/\(Self.fileName)"
    if let data = FileManager.default.contents(atPath: path) {
      let text = String(decoding: data, as: UTF8.self)
      guard let key = try? P256.Signing.PrivateKey(pemRepresentation: text) else {
        throw StoreProblem("\(path) holds no key: move it away, and a new key is made.")
      }
      self.key = key
      return
    }
    key = P256.Signing.PrivateKey()
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      // Made under another name, so that half a key is never found, and closed to others first.
      let partial = "\(path).new"
      guard
        FileManager.default.createFile(
          atPath: partial, contents: Data(), attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
      try Data(key.pemRepresentation.utf8).write(to: URL(filePath: partial))
      try FileManager.default.moveItem(atPath: partial, toPath: path)
    } catch {
      throw StoreProblem("\(path) cannot be written, and without a key there is no diploma.")
    }
  }

  /// The public half.
  public var publicKey: PublicKey { PublicKey(key.publicKey) }

  func sign(_ payload: [UInt8]) throws(StoreProblem) -> SignedToken {
    do {
      return try SignedToken(payload, with: key)
    } catch {
      throw StoreProblem("The diploma cannot be signed: \(error).")
    }
  }
}

extension IssuerKey {
  /// Issues a diploma.
  ///
  /// Issue once and keep it: its signature, and with it the file, is different each time.
  public func issue(_ diploma: Diploma, id: UUID = UUID(), subject: UUID = UUID())
    throws(StoreProblem) -> IssuedDiploma
  {
    let credential = Credential(
      diploma, key: publicKey, id: id.uuidString.lowercased(),
      subject: subject.uuidString.lowercased())
    let payload = (try? JSONEncoder.sorted.encode(credential)).map(Array.init) ?? []
    return IssuedDiploma(diploma, token: try sign(payload))
  }
}

/// A diploma with its signed credential.
public struct IssuedDiploma: Sendable, Hashable {
  /// What it says.
  public let diploma: Diploma
  /// The credential: a compact JSON Web Signature.
  public let credential: String
  /// The short code that is printed on it.
  public let code: DiplomaCode
  /// The key that has signed it.
  public let issuer: PublicKey

  init(_ diploma: Diploma, token: SignedToken) {
    self.diploma = diploma
    credential = token.text
    code = DiplomaCode(signingInput: token.signingInput)
    issuer = token.header.jwk
  }
}

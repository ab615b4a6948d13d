public import FoundationEssentials
import Signing

/// The key that signs diplomas: the learner's own program has one, and a teacher may.
public struct IssuerKey: Sendable {
  /// The file's name within the state folder; only its owner may read it.
  public static let fileName = "issuer.pem"

  private let key: SigningKey

  /// Makes a new key, which is kept nowhere.
  public init() { key = SigningKey() }

  /// Loads the key of a state folder, or makes one there.
  ///
  /// Of several programs that make the first one at the same time, one succeeds, and all have its
  /// key. A file that holds no key is left as it is: it might be all that is left of one.
  public init(folder: String) throws(StoreProblem) {
    let path = "\(folder)/\(Self.fileName)"
    if !FileManager.default.fileExists(atPath: path) { try Self.make(path, in: folder) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StoreProblem("\(path) cannot be read, and without a key there is no diploma.")
    }
    guard let key = SigningKey(pem: String(decoding: data, as: UTF8.self)) else {
      throw StoreProblem("\(path) holds no key: move it away, and a new key is made.")
    }
    self.key = key
  }

  /// The public half of a state folder's key; nil when it has none yet.
  public static func publicKey(in folder: String) throws(StoreProblem) -> PublicKey? {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(fileName)") else { return nil }
    return try IssuerKey(folder: folder).publicKey
  }

  /// Makes a key, unless another program was quicker.
  private static func make(_ path: String, in folder: String) throws(StoreProblem) {
    do {
      try PrivateFile.makeFolder(folder)
      try PrivateFile.create(path, SigningKey().pem.utf8)
    } catch is PrivateFile.Taken {
      return
    } catch {
      throw StoreProblem("\(path) cannot be written, and without a key there is no diploma.")
    }
  }

  /// Takes over a key from an export, unless the folder has one.
  ///
  /// - Returns: Whether the folder's key is now this one.
  /// - Throws: Why it cannot be kept, in one sentence.
  public static func adopt(from export: ProgressExport, folder: String)
    throws(StoreProblem) -> Bool
  {
    guard let pem = export.key, let key = SigningKey(pem: pem)
    else { throw StoreProblem("The key in it is none, and was left out.") }
    let path = "\(folder)/\(fileName)"
    do {
      try PrivateFile.makeFolder(folder)
      try PrivateFile.create(path, key.pem.utf8)
      return true
    } catch is PrivateFile.Taken {
      return try publicKey(in: folder) == PublicKey(key.publicKey)
    } catch {
      throw StoreProblem("\(path) cannot be written, and so the key was left out.")
    }
  }

  /// The whole key as text (PKCS 8); whoever has it can sign in its name.
  var pem: String { key.pem }

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

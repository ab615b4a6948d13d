import FoundationEssentials

/// What a diploma that was found in order says, and who says so.
public struct VerifiedDiploma: Sendable, Hashable {
  /// Whose it is.
  public let name: String
  /// The course and the quiz.
  public let achievement: String
  /// The grade.
  public let grade: String
  /// The day on which the quiz was handed in.
  public let day: String
  /// Who has issued it, as it says itself; only the fingerprint proves it.
  public let issuer: String
  /// The fingerprint of the issuer's key, to be compared with the one that the issuer has told.
  public let fingerprint: String
  /// The short code.
  public let code: DiplomaCode

  /// It in lines for a terminal.
  public var rows: [String] {
    [
      "In order: \(name) has an \(grade) in \(achievement), \(day).",
      "Issuer:   \(issuer)",
      "Key:      \(fingerprint)",
      "Code:     \(code)",
    ]
  }
}

/// Tells a diploma from a forgery, without a network.
public struct DiplomaVerifier: Sendable {
  /// Finds the credential of a code among those that were issued here.
  let issued: @Sendable (DiplomaCode) -> String?

  /// Makes a verifier; codes are looked up in this store.
  public init(store: ProgressStore) { issued = { store.diploma(code: $0)?.credential } }

  /// Checks a file: an SVG or a PDF that was printed from it, or a credential or a code as text.
  public func verify(_ bytes: [UInt8]) throws(VerificationProblem) -> VerifiedDiploma {
    if bytes.starts(with: Array("%PDF-".utf8)) {
      guard let file = SealedFile(pdf: bytes) else { throw .noCredential }
      return try verify(file)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .noCredential }
    if let file = SealedFile(svg: text) { return try verify(file) }
    return try verify(text: text)
  }

  /// Checks a credential or a code as somebody typed it.
  public func verify(text: String) throws(VerificationProblem) -> VerifiedDiploma {
    let text = text.trimming { $0.isWhitespace }
    if let code = DiplomaCode(typed: text) {
      guard let credential = issued(code) else { throw .unknownCode(code.description) }
      return try verify(credential: SignedToken(credential))
    }
    guard text.count(where: { $0 == "." }) == 2, !text.contains(where: { $0.isWhitespace }) else {
      throw .noCredential
    }
    return try verify(credential: SignedToken(text))
  }

  private func verify(_ file: SealedFile) throws(VerificationProblem) -> VerifiedDiploma {
    let token = try SignedToken(file.credential)
    let verified = try verify(credential: token)
    guard !file.seal.isEmpty else { throw .noSeal }
    let seal = try SignedToken(file.seal)
    guard seal.header.jwk == token.header.jwk else { throw .issuer }
    guard seal.payload == Seal(of: file.rest, code: verified.code).payload else { throw .changed }
    return verified
  }

  private func verify(credential token: SignedToken) throws(VerificationProblem) -> VerifiedDiploma
  {
    guard let credential = try? JSONDecoder().decode(Credential.self, from: Data(token.payload))
    else { throw .content("it is not a credential of Open Badges 3.0") }
    guard credential.issuer.id == token.header.jwk.did else { throw .issuer }
    if let reason = credential.contradiction { throw .content(reason) }
    return VerifiedDiploma(
      name: credential.credentialSubject.identifier.first?.identityHash ?? "",
      achievement: credential.credentialSubject.achievement.name,
      grade: credential.grade ?? "", day: String(credential.validFrom.prefix(10)),
      issuer: credential.issuer.name, fingerprint: token.header.jwk.fingerprint,
      code: DiplomaCode(signingInput: token.signingInput))
  }
}

extension Credential {
  /// What does not hold together in it; nil when all does.
  var contradiction: String? {
    if context != Self.contexts { return "its contexts are not those of Open Badges 3.0" }
    if type != Self.types { return "its type is another one" }
    if iss != issuer.id { return "'iss' is not its issuer" }
    if sub != credentialSubject.id { return "'sub' is not its subject" }
    if jti != id { return "'jti' is not its id" }
    if validFrom != Timestamp(nbf).text { return "'nbf' is not its date" }
    if grade != Grade.aPlus.rawValue { return "its grade is not an A+" }
    if credentialSubject.identifier.count != 1 { return "it names nobody" }
    return nil
  }
}

import FoundationEssentials

/// Tells what was changed from what was not, without a network, and a key that is known here from
/// one that anybody may have made.
public struct DiplomaVerifier: Sendable {
  /// How many bytes a file may have; a diploma has some hundred kilobytes.
  public static let fileLimit = 32 << 20

  /// Where codes are looked up among the diplomas that were issued here.
  let store: ProgressStore
  let own: Fingerprint?
  let trusted: TrustedKeys
  let now: Int

  /// Makes a verifier.
  /// - Parameters:
  ///   - store: Where codes are looked up.
  ///   - own: This program's key, if it has one yet.
  ///   - trusted: The keys of others that are known here.
  ///   - now: Seconds since 1970; a diploma of a later day is refused.
  public init(
    store: ProgressStore, own: PublicKey? = nil, trusted: TrustedKeys = TrustedKeys(), now: Int
  ) {
    self.store = store
    self.own = own?.fingerprint
    self.trusted = trusted
    self.now = now
  }

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

  /// Checks a credential or a code as it was typed.
  public func verify(text: String) throws(VerificationProblem) -> VerifiedDiploma {
    let text = text.trimming { $0.isWhitespace }
    if let code = DiplomaCode(typed: text) {
      guard let issued = store.diploma(code: code) else {
        throw store.notice.map { .unreadableStore($0) } ?? .unknownCode(code.description)
      }
      return try verify(credential: SignedToken(issued.credential), of: .credential)
    }
    guard text.count(where: { $0 == "." }) == 2, !text.contains(where: { $0.isWhitespace }) else {
      throw .noCredential
    }
    return try verify(credential: SignedToken(text), of: .credential)
  }

  private func verify(_ file: SealedFile) throws(VerificationProblem) -> VerifiedDiploma {
    let token = try SignedToken(file.credential)
    let verified = try verify(credential: token, of: .page)
    guard !file.seal.isEmpty else { throw .noSeal }
    let seal = try SignedToken(file.seal)
    guard seal.header.jwk == token.header.jwk else { throw .issuer }
    guard seal.payload == Seal(of: file.rest, code: verified.code).payload else { throw .changed }
    return verified
  }

  private func verify(
    credential token: SignedToken, of subject: VerifiedDiploma.Subject
  ) throws(VerificationProblem) -> VerifiedDiploma {
    guard let credential = try? JSONDecoder().decode(Credential.self, from: Data(token.payload))
    else { throw .content("it is not a credential of Open Badges 3.0") }
    guard credential.issuer.id == token.header.jwk.did else { throw .issuer }
    if let reason = credential.contradiction(at: now) { throw .content(reason) }
    // Whatever else stood in it (an end of validity, a second grade) would be passed over.
    guard (try? JSONEncoder.sorted.encode(credential)).map(Array.init) == token.payload else {
      throw .content("it says more than a diploma of sse-workbook does")
    }
    let fingerprint = token.header.jwk.fingerprint
    return VerifiedDiploma(
      name: credential.credentialSubject.identifier[0].identityHash,
      achievement: credential.credentialSubject.achievement.name,
      grade: credential.grade ?? "", day: String(credential.validFrom.prefix(10)),
      issuer: credential.issuer.name, fingerprint: fingerprint,
      code: DiplomaCode(signingInput: token.signingInput), signer: signer(fingerprint),
      subject: subject, built: credential.built)
  }

  private func signer(_ fingerprint: Fingerprint) -> VerifiedDiploma.Signer {
    if fingerprint == own { return .own }
    return trusted.label(of: fingerprint).map { .trusted($0) } ?? .unknown
  }
}

extension Credential {
  /// No diploma is older than the program: 1 November 2026.
  static let earliest = 1_793_491_200
  /// How far another machine's clock may be ahead of this one's: a day.
  static let clockDifference = 86_400
  /// How many characters an achievement's name may have: a course's title and a quiz's.
  static let achievementLimit = 200
  /// How many programs that were built may stand in it.
  static let builtLimit = 8
  /// How many characters any other text may have.
  static let textLimit = 4000

  /// What does not hold together in it, at a time in seconds since 1970; nil when all does.
  func contradiction(at now: Int) -> String? {
    if context != Self.contexts { return "its contexts are not those of Open Badges 3.0" }
    if type != Self.types { return "its type is another one" }
    if iss != issuer.id { return "'iss' is not its issuer" }
    if sub != credentialSubject.id { return "'sub' is not its subject" }
    if jti != id { return "'jti' is not its id" }
    if nbf < Self.earliest { return "its date lies before sse-workbook" }
    if nbf > now && nbf - now > Self.clockDifference { return "its date lies in the future" }
    if validFrom != Timestamp(nbf).text { return "'nbf' is not its date" }
    return contradictionOfResults ?? contradictionOfNames
  }

  private var contradictionOfResults: String? {
    let described = credentialSubject.achievement.resultDescription
    let results = credentialSubject.result
    guard described.prefix(2).map(\.resultType) == ["LetterGrade", "Percent"],
      results.map(\.resultDescription) == described.map(\.id),
      Set(described.map(\.id)).count == described.count
    else { return "its results are not a grade and a percentage" }
    guard described.count <= 2 + Self.builtLimit,
      described.dropFirst(2).allSatisfy({ $0.resultType == "Result" }),
      results.dropFirst(2).allSatisfy({
        $0.value.count <= Self.achievementLimit && $0.value.hasPrefix("built ")
          && $0.value.unicodeScalars.allSatisfy(DiplomaName.isPrintable)
      })
    else { return "it says of what was built more than a diploma has room for" }
    guard grade == Grade.aPlus.rawValue else { return "its grade is not an A+" }
    guard let percent = Double(results[1].value), percent <= 100,
      Grade(percent: percent).earnsDiploma
    else { return "its percentage is not that of an A+" }
    return nil
  }

  private var contradictionOfNames: String? {
    guard credentialSubject.identifier.count == 1 else { return "it names nobody" }
    if let problem = Self.problem(name: credentialSubject.identifier[0].identityHash) {
      return "the learner's name in it \(problem)"
    }
    if let problem = Self.problem(name: issuer.name) { return "the issuer's name in it \(problem)" }
    let achievement = credentialSubject.achievement
    guard achievement.name.count <= Self.achievementLimit, name == "Diploma: \(achievement.name)",
      [achievement.name, achievement.description, achievement.criteria.narrative].allSatisfy({
        $0.count <= Self.textLimit && !$0.isEmpty
          && $0.unicodeScalars.allSatisfy(DiplomaName.isPrintable)
      })
    else { return "its achievement is none that a diploma has room for" }
    return nil
  }

  private static func problem(name: String) -> String? {
    do {
      return try DiplomaName(name).text == name ? nil : "is not written as one"
    } catch {
      return switch error {
      case .empty: "is empty"
      case .tooLong: "is longer than \(DiplomaName.limit) characters"
      case .unprintable: "cannot be printed"
      }
    }
  }
}

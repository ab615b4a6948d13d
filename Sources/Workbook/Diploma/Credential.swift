/// A diploma as an Open Badges 3.0 credential: the payload of the token.
///
/// Only terms that the two contexts define may stand here, every `type` is a list, and nothing is
/// null or empty: validators refuse the rest (docs/notes/open-badges.md).
struct Credential: Codable, Sendable, Hashable {
  static let contexts = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  ]
  static let types = ["VerifiableCredential", "OpenBadgeCredential"]

  /// What the learner's own program calls itself as an issuer.
  static let selfIssuer = "sse-workbook, self-issued"

  struct Profile: Codable, Sendable, Hashable {
    let id: String
    var type = ["Profile"]
    let name: String
  }

  struct Identity: Codable, Sendable, Hashable {
    var type = "IdentityObject"
    var hashed = false
    let identityHash: String
    var identityType = "name"
  }

  struct Criteria: Codable, Sendable, Hashable {
    let narrative: String
  }

  struct ResultDescription: Codable, Sendable, Hashable {
    let id: String
    var type = ["ResultDescription"]
    let name: String
    let resultType: String
  }

  struct Achievement: Codable, Sendable, Hashable {
    let id: String
    var type = ["Achievement"]
    var achievementType = "Diploma"
    let name: String
    let description: String
    let criteria: Criteria
    let resultDescription: [ResultDescription]
  }

  struct Result: Codable, Sendable, Hashable {
    var type = ["Result"]
    let resultDescription: String
    let value: String
  }

  struct Subject: Codable, Sendable, Hashable {
    let id: String
    var type = ["AchievementSubject"]
    let identifier: [Identity]
    let achievement: Achievement
    let result: [Result]
  }

  let context: [String]
  let id: String
  let type: [String]
  let name: String
  let issuer: Profile
  let validFrom: String
  let credentialSubject: Subject
  // The claims of the token, which repeat what the credential says.
  let iss: String
  let sub: String
  let jti: String
  let nbf: Int

  enum CodingKeys: String, CodingKey {
    case context = "@context"
    case id, type, name, issuer, validFrom, credentialSubject, iss, sub, jti, nbf
  }
}

extension Credential {
  /// Describes a diploma.
  /// - Parameters:
  ///   - diploma: What it says.
  ///   - key: The issuer's public key.
  ///   - id: What the credential is called, a UUID.
  ///   - subject: What the learner is called in it, a UUID that means nothing elsewhere.
  init(_ diploma: Diploma, key: PublicKey, id: String, subject: String) {
    context = Self.contexts
    type = Self.types
    self.id = "urn:uuid:\(id)"
    name = "Diploma: \(diploma.achievementName)"
    issuer = Profile(id: key.did, name: diploma.teacher ?? Self.selfIssuer)
    validFrom = Timestamp(diploma.time).text
    credentialSubject = Subject(
      id: "urn:uuid:\(subject)", identifier: [Identity(identityHash: diploma.name)],
      achievement: Achievement(diploma),
      result: [
        Result(resultDescription: diploma.uuid("grade"), value: diploma.grade.rawValue),
        Result(resultDescription: diploma.uuid("percent"), value: diploma.percentText),
      ]
        + (diploma.built ?? []).map {
          Result(resultDescription: diploma.uuid(built: $0), value: $0.value)
        })
    iss = issuer.id
    sub = credentialSubject.id
    jti = self.id
    nbf = diploma.time
  }

  /// What it says of programs that were built.
  var built: [String] { credentialSubject.result.dropFirst(2).map(\.value) }

  /// The grade that it states.
  var grade: String? {
    let described = credentialSubject.achievement.resultDescription
    let id = described.first { $0.resultType == "LetterGrade" }?.id
    return credentialSubject.result.first { $0.resultDescription == id }?.value
  }
}

extension Credential.Achievement {
  init(_ diploma: Diploma) {
    self.init(
      id: diploma.uuid("achievement"), name: diploma.achievementName,
      description: "Answered the quiz '\(diploma.quiz)' of the course '\(diploma.course)' with"
        + " an A+.",
      criteria: Credential.Criteria(narrative: diploma.narrative),
      resultDescription: [
        Credential.ResultDescription(
          id: diploma.uuid("grade"), name: "Grade", resultType: "LetterGrade"),
        Credential.ResultDescription(
          id: diploma.uuid("percent"), name: "Percentage", resultType: "Percent"),
      ]
        + (diploma.built ?? []).map {
          Credential.ResultDescription(
            id: diploma.uuid(built: $0), name: "Workshop: \($0.path)", resultType: "Result")
        })
  }
}

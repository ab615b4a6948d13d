import FoundationEssentials
import GRDB

/// Diplomas in the store.
extension ProgressStore {
  /// Remembers a diploma that was issued for an attempt.
  public func save(_ issued: IssuedDiploma, quiz: String, attempt: String) {
    write { database in
      let record = String(decoding: try JSONEncoder.sorted.encode(issued.diploma), as: UTF8.self)
      try database.execute(
        sql: "INSERT OR REPLACE INTO diploma VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          issued.code.description, quiz, attempt, issued.diploma.name, issued.diploma.time,
          record, issued.credential,
        ])
    }
  }

  /// The diploma with this code.
  public func diploma(code: DiplomaCode) -> IssuedDiploma? {
    diplomas("code = ?", [code.description]).first
  }

  /// The diploma that was issued for an attempt to this name.
  public func diploma(attempt: String, name: DiplomaName) -> IssuedDiploma? {
    diplomas("attempt = ? AND name = ?", [attempt, name.text]).first
  }

  /// All diplomas, the oldest first.
  public func diplomas() -> [IssuedDiploma] { diplomas("TRUE", []) }

  /// All diplomas with what they were issued for, the oldest first.
  func keptDiplomas() -> [(quiz: String, attempt: String, issued: IssuedDiploma)] {
    read(
      { database in
        try Row.fetchAll(database, sql: "SELECT * FROM diploma ORDER BY issuedAt, rowid")
          .compactMap { row in
            guard let issued = Self.diploma(row),
              let quiz = Self.value(String.self, in: row, "quiz"),
              let attempt = Self.value(String.self, in: row, "attempt")
            else { return nil }
            return (quiz, attempt, issued)
          }
      }, or: [])
  }

  private func diplomas(_ condition: String, _ arguments: StatementArguments) -> [IssuedDiploma] {
    read(
      { database in
        let sql = "SELECT * FROM diploma WHERE \(condition) ORDER BY issuedAt, rowid"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap(Self.diploma)
      }, or: [])
  }

  /// A row as a diploma; nil when its credential is not in order or says something else.
  static func diploma(_ row: Row) -> IssuedDiploma? {
    guard let record = value(String.self, in: row, "record"),
      let credential = value(String.self, in: row, "credential"),
      let diploma = try? JSONDecoder().decode(Diploma.self, from: Data(record.utf8))
    else { return nil }
    return IssuedDiploma(diploma, credential: credential)
  }
}

extension IssuedDiploma {
  /// Reads a diploma that was kept; nil when its credential is not in order or says something else.
  init?(_ diploma: Diploma, credential text: String) {
    guard let token = try? SignedToken(text),
      let credential = try? JSONDecoder().decode(Credential.self, from: Data(token.payload)),
      credential.says(diploma), credential.issuer.id == token.header.jwk.did
    else { return nil }
    self.init(diploma, token: token)
  }
}

extension Credential {
  /// Whether it states what this diploma does; how it words the conditions may have changed since.
  fileprivate func says(_ diploma: Diploma) -> Bool {
    nbf == diploma.time && credentialSubject.achievement.name == diploma.achievementName
      && credentialSubject.identifier.map(\.identityHash) == [diploma.name]
      && credentialSubject.result.map(\.value)
        == [diploma.grade.rawValue, diploma.percentText] + (diploma.built ?? []).map(\.value)
      && issuer.name == diploma.teacher ?? Self.selfIssuer
  }
}

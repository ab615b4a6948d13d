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

  private func diplomas(_ condition: String, _ arguments: StatementArguments) -> [IssuedDiploma] {
    read(
      { database in
        let sql = "SELECT * FROM diploma WHERE \(condition) ORDER BY issuedAt, rowid"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap(Self.diploma)
      }, or: [])
  }

  /// A row as a diploma; nil when its credential is not in order or says something else.
  private static func diploma(_ row: Row) -> IssuedDiploma? {
    let record: String = row["record"]
    guard let token = try? SignedToken(row["credential"] as String),
      let diploma = try? JSONDecoder().decode(Diploma.self, from: Data(record.utf8)),
      let credential = try? JSONDecoder().decode(Credential.self, from: Data(token.payload)),
      credential == credential.rewritten(for: diploma, key: token.header.jwk)
    else { return nil }
    return IssuedDiploma(diploma, token: token)
  }
}

extension Credential {
  /// What it would be for this diploma, under the same ids.
  fileprivate func rewritten(for diploma: Diploma, key: PublicKey) -> Credential {
    let prefix = "urn:uuid:".count
    return Credential(
      diploma, key: key, id: String(id.dropFirst(prefix)), subject: String(sub.dropFirst(prefix)))
  }
}

import GRDB

/// The tables of the progress file.
///
/// Everything is found by the stable ids of the course.
enum ProgressTables {
  /// All of them.
  static let names = [
    "lesson", "task", "prediction", "vote", "attempt", "diploma", "build", "buildStep",
  ]

  /// Makes those that are not there.
  static func create(_ database: Database) throws {
    try createFirst(database)
    // Came later, beside the others: an older program does not look at it.
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS prediction (
          lesson TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
          PRIMARY KEY (lesson, id));
        CREATE TABLE IF NOT EXISTS build (
          path TEXT NOT NULL, language TEXT NOT NULL, seenAt INTEGER NOT NULL,
          checks INTEGER, digest TEXT, submittedAt INTEGER, PRIMARY KEY (path, language));
        CREATE TABLE IF NOT EXISTS buildStep (
          path TEXT NOT NULL, language TEXT NOT NULL, number INTEGER NOT NULL,
          attempts INTEGER NOT NULL, seconds INTEGER NOT NULL, passedAt INTEGER,
          PRIMARY KEY (path, language, number));
        """)
  }

  private static func createFirst(_ database: Database) throws {
    guard try Int.fetchOne(database, sql: "PRAGMA user_version") == 0 else { return }
    try database.execute(
      sql: """
        CREATE TABLE lesson (
          id TEXT PRIMARY KEY, page TEXT NOT NULL, pageNumber INTEGER NOT NULL,
          isFinished INTEGER NOT NULL, seenAt INTEGER NOT NULL);
        CREATE TABLE task (
          lesson TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
          hintsGiven INTEGER NOT NULL, PRIMARY KEY (lesson, id));
        CREATE TABLE vote (lesson TEXT PRIMARY KEY, isHelpful INTEGER NOT NULL);
        CREATE TABLE attempt (
          id TEXT PRIMARY KEY, quiz TEXT NOT NULL, startedAt INTEGER NOT NULL,
          handedInAt INTEGER, percent REAL, grade TEXT, record TEXT NOT NULL);
        CREATE TABLE diploma (
          code TEXT PRIMARY KEY, quiz TEXT NOT NULL, attempt TEXT NOT NULL,
          name TEXT NOT NULL, issuedAt INTEGER NOT NULL, record TEXT NOT NULL,
          credential TEXT NOT NULL);
        PRAGMA user_version = \(ProgressStore.version);
        """)
  }
}

/// Rows that mean something to this program.
extension ProgressStore {
  /// A value of a row; nil when there is none of this kind: nothing is converted.
  static func value<Value: DatabaseValueConvertible>(
    _ type: Value.Type, in row: Row, _ column: String
  ) -> Value? {
    guard row.hasColumn(column) else { return nil }
    return Value.fromDatabaseValue(row[column])
  }

  /// A value that may be missing, as `.some(nil)`; nil when it is of another kind.
  static func optional<Value: DatabaseValueConvertible>(
    _ type: Value.Type, in row: Row, _ column: String
  ) -> Value?? {
    guard let plain = value(DatabaseValue.self, in: row, column) else { return nil }
    return plain.isNull ? .some(nil) : Value.fromDatabaseValue(plain).map { .some($0) }
  }

  /// Whether a row of this table can be understood.
  private static func isReadable(_ row: Row, of table: String) -> Bool {
    switch table {
    case "lesson": lesson(row) != nil
    case "task": task(row) != nil
    case "prediction": prediction(row) != nil
    case "vote": vote(row) != nil
    case "attempt": summary(row) != nil
    case "diploma": diploma(row) != nil
    case "build": build(row) != nil
    case "buildStep": buildStep(row) != nil
    default: true
    }
  }

  /// Whether every row can be understood.
  static func hasOnlyReadableRows(_ database: Database) throws -> Bool {
    for table in ProgressTables.names {
      let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table)")
      while let row = try rows.next() {
        guard isReadable(row, of: table) else { return false }
      }
    }
    return true
  }

  /// Takes away the rows that cannot be understood, and says how many they were.
  static func dropUnreadable(_ database: Database) throws -> Int {
    var count = 0
    for table in ProgressTables.names {
      for row in try Row.fetchAll(database, sql: "SELECT rowid AS place, * FROM \(table)")
      where !isReadable(row, of: table) {
        try database.execute(
          sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [row["place"] as Int64])
        count += 1
      }
    }
    return count
  }
}

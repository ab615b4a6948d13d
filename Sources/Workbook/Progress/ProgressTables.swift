import GRDB

/// The tables of the progress file.
///
/// Everything is found by the stable ids of the course.
enum ProgressTables {
  /// Makes those that are not there.
  static func create(_ database: Database) throws {
    try createFirst(database)
    // Came later, beside the others: an older program does not look at it.
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS prediction (
          lesson TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
          PRIMARY KEY (lesson, id));
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

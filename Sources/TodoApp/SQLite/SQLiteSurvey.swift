import GRDB

/// What stands in a file before anything is laid out in it.
enum SQLiteSurvey {
  /// Whether the file holds nothing, a list of an earlier version, or one as it should be.
  enum Finding { case empty, former, whole }

  /// The file is another program's; it was left as it is.
  struct Stranger: Error {
    var reason: String
  }

  /// Looks, and changes nothing.
  static func look(_ db: Database) throws -> Finding {
    let tables = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM sqlite_master
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name
        """)
    guard let first = tables.first else { return .empty }
    if tables.contains("todo_marker") { return try marked(db) }
    guard try shape(db, "todos") == todos, try shape(db, "todo_changes") == changes else {
      throw Stranger(reason: "it holds \(quoted(first)) of another program: name another file")
    }
    return .former
  }

  private static func marked(_ db: Database) throws -> Finding {
    guard try shape(db, "todo_marker") == marker,
      let layout = try Row.fetchOne(
        db, sql: "SELECT max(layout) AS layout FROM todo_marker WHERE program = ?",
        arguments: [SQLiteSchema.program]
      ).flatMap({ integer($0["layout"]) })
    else {
      throw Stranger(reason: "it holds todo_marker of another program: name another file")
    }
    guard layout <= SQLiteSchema.layout else {
      throw Stranger(
        reason: "its list was laid out by a newer version of this program; use that one")
    }
    let triggers = try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN ('todo_added',
          'todo_changed', 'todo_removed', 'todo_changes_kept', 'todo_changes_numbered')
        """)
    return layout == SQLiteSchema.layout && triggers == 5 ? .whole : .former
  }

  // What `PRAGMA table_info` says of our tables: name, type, NOT NULL, place in the primary key.
  private static let todos = "id INTEGER 0 1, description TEXT 1 0, completed BOOLEAN 1 0"
  private static let changes =
    "position INTEGER 0 1, kind TEXT 1 0, todo_id INTEGER 1 0, description TEXT 1 0, "
    + "completed BOOLEAN 1 0"
  private static let marker = "program TEXT 1 0, layout INTEGER 1 0, epoch TEXT 1 0"

  private static func shape(_ db: Database, _ table: String) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT group_concat(name || ' ' || type || ' ' || "notnull" || ' ' || pk, ', ')
        FROM pragma_table_info(?)
        """, arguments: [table])
  }

  private static func integer(_ value: DatabaseValue) -> Int? {
    guard case .int64(let number) = value.storage else { return nil }
    return Int(number)
  }

  /// A name out of another program's file, fit for a sentence on a terminal.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.utf8.count <= 63 && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    return isPlain ? "the table \(name)" : "a table"
  }
}

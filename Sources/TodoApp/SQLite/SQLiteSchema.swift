/// The tables of the list in SQLite.
enum SQLiteSchema {
  /// What the marker says.
  static let program = "sse-workbook"
  /// The number of this layout: it grows with every version that lays out something else.
  static let layout = 2

  /// May be run any number of times.
  ///
  /// SQLite lets one writer in at a time, so the number that a trigger's row takes is already its
  /// place in the order of commits. A program that has never heard of us (`sqlite3` in a shell)
  /// fires the same triggers.
  static let sql = """
    CREATE TABLE IF NOT EXISTS todos (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      description TEXT NOT NULL,
      completed BOOLEAN NOT NULL DEFAULT FALSE CHECK (completed IN (FALSE, TRUE))
    );

    CREATE TABLE IF NOT EXISTS todo_changes (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      todo_id INTEGER NOT NULL,
      description TEXT NOT NULL,
      completed BOOLEAN NOT NULL,
      epoch TEXT NOT NULL DEFAULT ''
    );

    CREATE TABLE IF NOT EXISTS todo_marker (
      program TEXT NOT NULL,
      layout INTEGER NOT NULL,
      epoch TEXT NOT NULL
    );

    DROP TRIGGER IF EXISTS todo_added;
    CREATE TRIGGER todo_added AFTER INSERT ON todos BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed, epoch)
      VALUES ('added', NEW.id, NEW.description, NEW.completed, \(epoch));
    END;

    DROP TRIGGER IF EXISTS todo_changed;
    CREATE TRIGGER todo_changed AFTER UPDATE ON todos
    WHEN OLD.description IS NOT NEW.description OR OLD.completed IS NOT NEW.completed BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed, epoch)
      VALUES ('changed', NEW.id, NEW.description, NEW.completed, \(epoch));
    END;

    DROP TRIGGER IF EXISTS todo_removed;
    CREATE TRIGGER todo_removed AFTER DELETE ON todos BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed, epoch)
      VALUES ('removed', OLD.id, OLD.description, OLD.completed, \(epoch));
    END;

    CREATE TRIGGER IF NOT EXISTS todo_changes_kept AFTER INSERT ON todo_changes BEGIN
      DELETE FROM todo_changes WHERE position <= NEW.position - \(StoreLimits.keptChanges);
    END;

    -- A number that somebody else chose could be the last that there is.
    CREATE TRIGGER IF NOT EXISTS todo_changes_numbered BEFORE INSERT ON todo_changes
    WHEN NEW.position > \(largestPosition) BEGIN
      SELECT RAISE(ABORT, 'todo_changes numbers its rows itself');
    END;

    DELETE FROM todo_marker;
    INSERT INTO todo_marker VALUES ('\(program)', \(layout), '');
    """

  /// What earlier versions laid out lacks this column.
  static let addEpoch = "ALTER TABLE todo_changes ADD COLUMN epoch TEXT NOT NULL DEFAULT ''"
  /// The largest number that a browser can still count with.
  static let largestPosition = (1 << 53) - 1

  /// A new epoch: every start begins one, and so does a file that was put back.
  static let begin = "UPDATE todo_marker SET epoch = ?"
  private static let epoch = "coalesce((SELECT epoch FROM todo_marker), '')"

  /// The place of the newest change, which does not fall when old ones are deleted, and its epoch;
  /// before the first the present one.
  static let newest = """
    SELECT n.position, coalesce((SELECT epoch FROM todo_changes c WHERE c.position = n.position),
      \(epoch)) AS epoch
    FROM (SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'todo_changes'), 0),
      coalesce((SELECT max(position) FROM todo_changes), 0)) AS position) n
    """

  // Values of any kind may have been written past us. Text is taken as bytes, to be checked here,
  // and what is larger than any event is not fetched.

  /// The columns of a change.
  static let changes = """
    SELECT position, CASE WHEN length(kind) <= 10 THEN kind END AS kind,
      CASE WHEN length(epoch) <= 16 THEN epoch END AS epoch, \(row("todo_id"))
    FROM todo_changes
    """
  /// The columns of a row.
  static let todos = "SELECT \(row("id")) FROM todos"
  static let returning = "RETURNING \(row("id"))"

  private static func row(_ id: String) -> String {
    """
    \(id) AS id, typeof(description) AS type, completed,
      CASE WHEN length(CAST(description AS BLOB)) <= \(StoreLimits.description)
        THEN CAST(description AS BLOB) END AS bytes
    """
  }
}

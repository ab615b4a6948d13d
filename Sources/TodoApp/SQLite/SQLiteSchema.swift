/// The tables of the list in SQLite.
enum SQLiteSchema {
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
      completed BOOLEAN NOT NULL
    );

    CREATE TRIGGER IF NOT EXISTS todo_added AFTER INSERT ON todos BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed)
      VALUES ('added', NEW.id, NEW.description, NEW.completed);
    END;

    CREATE TRIGGER IF NOT EXISTS todo_changed AFTER UPDATE ON todos
    WHEN OLD.description IS NOT NEW.description OR OLD.completed IS NOT NEW.completed BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed)
      VALUES ('changed', NEW.id, NEW.description, NEW.completed);
    END;

    CREATE TRIGGER IF NOT EXISTS todo_removed AFTER DELETE ON todos BEGIN
      INSERT INTO todo_changes (kind, todo_id, description, completed)
      VALUES ('removed', OLD.id, OLD.description, OLD.completed);
    END;

    CREATE TRIGGER IF NOT EXISTS todo_changes_kept AFTER INSERT ON todo_changes BEGIN
      DELETE FROM todo_changes WHERE position <= NEW.position - \(StoreLimits.keptChanges);
    END;
    """

  /// The position of the newest change; it does not fall when old ones are deleted.
  static let position =
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'todo_changes'), 0)"

  /// The columns of a change, with its JSON.
  static let changes = """
    SELECT position, kind, todo_id, description, completed,
      json_object('kind', kind, 'id', todo_id, 'description', description,
        'completed', json(CASE WHEN completed THEN 'true' ELSE 'false' END)) AS data
    FROM todo_changes
    """
}

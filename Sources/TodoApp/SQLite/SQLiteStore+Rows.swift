import GRDB

extension SQLiteStore {
  /// The rows, oldest first.
  public func list() async throws(TodoStoreError) -> TodoList {
    try await read { db in
      TodoList(
        todos: try Row.fetchAll(db, sql: "SELECT id, description, completed FROM todos ORDER BY id")
          .map(Todo.init(row:)),
        position: try Int.fetchOne(db, sql: SQLiteSchema.position) ?? 0)
    }
  }

  /// The row of this number.
  public func todo(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try await read { db in
      try Row.fetchOne(
        db, sql: "SELECT id, description, completed FROM todos WHERE id = ?", arguments: [id]
      ).map(Todo.init(row:))
    }
  }

  /// Stores a row.
  public func add(description: String, completed: Bool) async throws(TodoStoreError) -> Todo {
    try await write { db in
      try db.execute(
        sql: "INSERT INTO todos (description, completed) VALUES (?, ?)",
        arguments: [description, completed])
      return Todo(
        id: Int(db.lastInsertedRowID), description: description, completed: completed)
    }
  }

  /// Changes a row.
  public func change(_ id: Int, _ edit: TodoEdit) async throws(TodoStoreError) -> Todo? {
    try await write { db in
      try Row.fetchOne(
        db,
        sql: """
          UPDATE todos
          SET description = coalesce(?, description), completed = coalesce(?, completed)
          WHERE id = ? RETURNING id, description, completed
          """,
        arguments: [edit.description, edit.completed, id]
      ).map(Todo.init(row:))
    }
  }

  /// Removes a row.
  public func remove(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try await write { db in
      try Row.fetchOne(
        db, sql: "DELETE FROM todos WHERE id = ? RETURNING id, description, completed",
        arguments: [id]
      ).map(Todo.init(row:))
    }
  }

  /// The position of the newest change.
  public func newest() async throws(TodoStoreError) -> Int {
    try await read { try Int.fetchOne($0, sql: SQLiteSchema.position) ?? 0 }
  }

  /// The changes after a position, oldest first.
  public func changes(
    after position: Int, limit: Int
  ) async throws(TodoStoreError) -> [TodoChange] {
    try await read { try Self.changes($0, after: position, limit: limit) }
  }

  static func changes(
    _ db: Database, after position: Int, limit: Int
  ) throws -> [TodoChange] {
    try Row.fetchAll(
      db, sql: SQLiteSchema.changes + " WHERE position > ? ORDER BY position LIMIT ?",
      arguments: [position, limit]
    ).map(TodoChange.init(row:))
  }
}

extension Todo {
  init(row: Row) {
    self.init(id: row["id"], description: row["description"], completed: row["completed"])
  }
}

extension TodoChange {
  init(row: Row) throws {
    let name: String = row["kind"]
    guard let kind = Kind(rawValue: name) else {
      throw DatabaseError(message: "todo_changes holds the unknown kind \(name)")
    }
    self.init(
      position: row["position"], kind: kind,
      todo: Todo(id: row["todo_id"], description: row["description"], completed: row["completed"]),
      data: row["data"])
  }
}

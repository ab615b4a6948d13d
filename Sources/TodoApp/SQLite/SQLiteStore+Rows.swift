import FoundationEssentials
import GRDB

extension SQLiteStore {
  /// The rows, oldest first.
  public func list() async throws(TodoStoreError) -> TodoList {
    try await read { db in
      var list = TodoList(todos: [], newest: try Self.newest(db))
      let rows = try Row.fetchCursor(db, sql: SQLiteSchema.todos + " ORDER BY id")
      while let row = try rows.next() {
        do throws(OddRow) { list.todos.append(try Todo(row: row)) } catch {
          list.odd.append(error)
        }
      }
      return list
    }
  }

  /// The row of this number.
  public func todo(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try await read { db in
      try Row.fetchOne(db, sql: SQLiteSchema.todos + " WHERE id = ?", arguments: [id])
        .map(Todo.init(row:))
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
          WHERE id = ? \(SQLiteSchema.returning)
          """,
        arguments: [edit.description, edit.completed, id]
      ).map(Todo.init(row:))
    }
  }

  /// Removes a row.
  public func remove(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try await write { db in
      try Row.fetchOne(
        db, sql: "DELETE FROM todos WHERE id = ? \(SQLiteSchema.returning)",
        arguments: [id]
        // One that could not be shown is gone all the same.
      ).map { (try? Todo(row: $0)) ?? Todo(id: id, description: "", completed: false) }
    }
  }

  /// The newest change.
  public func newest() async throws(TodoStoreError) -> ChangeID {
    try await read { try Self.newest($0) }
  }

  /// The changes after a position, oldest first.
  public func changes(
    after position: Int, limit: Int
  ) async throws(TodoStoreError) -> [StoreEntry] {
    try await read { try Self.changes($0, after: position, limit: limit) }
  }

  static func newest(_ db: Database) throws -> ChangeID {
    let row = try Row.fetchOne(db, sql: SQLiteSchema.newest)
    return ChangeID(row?.text("epoch"), row?.integer("position") ?? 0)
  }

  static func changes(
    _ db: Database, after position: Int, limit: Int
  ) throws -> [StoreEntry] {
    try Row.fetchAll(
      db, sql: SQLiteSchema.changes + " WHERE position > ? ORDER BY position LIMIT ?",
      arguments: [position, limit]
    ).map(StoreEntry.init(row:))
  }
}

// MARK: From columns to values

// A column holds whatever was written into it, of whatever kind: nothing here counts on one.

extension Row {
  fileprivate func integer(_ column: String) -> Int? {
    guard case .int64(let number)? = (self[column] as DatabaseValue?)?.storage else { return nil }
    return Int(number)
  }

  fileprivate func text(_ column: String) -> String? {
    guard case .string(let text)? = (self[column] as DatabaseValue?)?.storage else { return nil }
    return text
  }

  fileprivate func bytes(_ column: String) -> Data? {
    guard case .blob(let bytes)? = (self[column] as DatabaseValue?)?.storage else { return nil }
    return bytes
  }

  /// The columns of a todo.
  /// - Throws: What is wrong with them, in a few words.
  fileprivate func todo() throws(Fault) -> Todo {
    guard let id = integer("id") else { throw Fault("its number is none") }
    guard text("type") == "text" else { throw Fault("its description is no text") }
    guard let bytes = bytes("bytes") else {
      throw Fault("its text is longer than \(StoreLimits.description) bytes")
    }
    guard !bytes.contains(0) else { throw Fault("its text holds the character U+0000") }
    guard let description = String(validating: bytes, as: UTF8.self) else {
      throw Fault("its text is not UTF-8")
    }
    guard let completed = integer("completed"), completed == 0 || completed == 1 else {
      throw Fault("whether it is done is neither 0 nor 1")
    }
    return Todo(id: id, description: description, completed: completed == 1)
  }
}

private struct Fault: Error {
  var words: String
  init(_ words: String) { self.words = words }
}

extension Todo {
  fileprivate init(row: Row) throws(OddRow) {
    do { self = try row.todo() } catch { throw OddRow(row.integer("id") ?? 0, error.words) }
  }
}

extension StoreEntry {
  fileprivate init(row: Row) {
    let id = ChangeID(row.text("epoch"), row.integer("position") ?? 0)
    guard let kind = row.text("kind").flatMap(TodoChange.Kind.init(rawValue:)) else {
      self = .odd(OddChange(id, "its kind is none of added, changed, removed"))
      return
    }
    do {
      let todo = try row.todo()
      self = .change(
        TodoChange(id: id, kind: kind, todo: todo, data: TodoJSON.change(kind, todo)))
    } catch { self = .odd(OddChange(id, error.words)) }
  }
}

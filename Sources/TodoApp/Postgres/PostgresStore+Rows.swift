extension PostgresStore {
  /// The rows, oldest first.
  public func list() async throws(TodoStoreError) -> TodoList {
    // One statement is one snapshot: the rows hold every change up to the place beside them.
    let rows = try await query(
      """
      SELECT p.place, t.id, t.description, t.completed
      FROM todo_publisher p LEFT JOIN todos t ON TRUE ORDER BY t.id
      """
    ).rows
    return TodoList(
      todos: try todos(rows.filter { $0[1] != nil }.map { $0.dropFirst() }),
      position: rows.first.flatMap { $0[0] }.flatMap { Int($0) } ?? 0)
  }

  /// The row of this number.
  public func todo(_ id: Int) async throws(TodoStoreError) -> Todo? {
    let rows = try await query(
      "SELECT id, description, completed FROM todos WHERE id = $1", ["\(id)"]
    ).rows
    return try todos(rows.map { $0[...] }).first
  }

  /// Stores a row.
  public func add(description: String, completed: Bool) async throws(TodoStoreError) -> Todo {
    let rows = try await query(
      """
      INSERT INTO todos (description, completed) VALUES ($1, $2)
      RETURNING id, description, completed
      """, [description, "\(completed)"]
    ).rows
    return try todos([rows.first?[...] ?? []])[0]
  }

  /// Changes a row.
  public func change(_ id: Int, _ edit: TodoEdit) async throws(TodoStoreError) -> Todo? {
    let rows = try await query(
      """
      UPDATE todos
      SET description = coalesce($1, description), completed = coalesce($2, completed)
      WHERE id = $3 RETURNING id, description, completed
      """, [edit.description, edit.completed.map { "\($0)" }, "\(id)"]
    ).rows
    return try todos(rows.map { $0[...] }).first
  }

  /// Removes a row.
  public func remove(_ id: Int) async throws(TodoStoreError) -> Todo? {
    let rows = try await query(
      "DELETE FROM todos WHERE id = $1 RETURNING id, description, completed", ["\(id)"]
    ).rows
    return try todos(rows.map { $0[...] }).first
  }

  /// The position of the newest change.
  public func newest() async throws(TodoStoreError) -> Int {
    // What a program that died had written and not published counts as well.
    _ = try await query(PostgresSchema.publish, ["0", "0"])
    return try await query(PostgresSchema.newest).rows.first?[0].flatMap { Int($0) } ?? 0
  }

  /// The changes after a position, oldest first.
  public func changes(
    after position: Int, limit: Int
  ) async throws(TodoStoreError) -> [TodoChange] {
    let result = try await query(PostgresSchema.publish, ["\(position)", "\(limit)"])
    do { return try changes(in: result) } catch { throw error.todo(name) }
  }

  private func todos(_ rows: [ArraySlice<String?>]) throws(TodoStoreError) -> [Todo] {
    do {
      return try rows.map { row throws(PostgresError) in try todo(row) }
    } catch { throw error.todo(name) }
  }

  func changes(in result: PostgresResult) throws(PostgresError) -> [TodoChange] {
    try result.rows.map { row throws(PostgresError) in
      guard row.count == 6, let position = row[0].flatMap({ Int($0) }),
        let kind = row[1].flatMap({ TodoChange.Kind(rawValue: $0) }), let data = row[5]
      else { throw .unreadable }
      return TodoChange(position: position, kind: kind, todo: try todo(row[2...4]), data: data)
    }
  }

  private func todo(_ row: ArraySlice<String?>) throws(PostgresError) -> Todo {
    let columns = Array(row)
    guard columns.count == 3, let id = columns[0].flatMap({ Int($0) }),
      let description = columns[1], let completed = columns[2]
    else { throw .unreadable }
    return Todo(id: id, description: description, completed: completed == "t")
  }
}

extension PostgresError {
  /// The tables are not the ones that we laid out.
  static let unreadable = Self.refused(state: "42P10", reason: "a row is not what it should be")
}

import EventServer

extension PostgresStore {
  /// The rows, oldest first.
  public func list() async throws(TodoStoreError) -> TodoList {
    // One statement is one snapshot: the rows hold every change up to the place beside them.
    let result = try await query(\.list)
    var list = TodoList(todos: [], newest: Self.newest(in: result))
    for row in result.rows where row.count == 5 && row[2] != nil {
      do { list.todos.append(try todo(row[2...])) } catch { list.odd.append(error) }
    }
    return list
  }

  /// The row of this number.
  public func todo(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try first(in: try await query(\.todo, ["\(id)"]))
  }

  /// Stores a row.
  public func add(description: String, completed: Bool) async throws(TodoStoreError) -> Todo {
    let result = try await query(\.add, [description, "\(completed)"])
    guard let todo = try first(in: result) else {
      // A trigger or a rule of another program swallowed it.
      throw .failed(database: name, reason: "the row was not stored")
    }
    return todo
  }

  /// Changes a row.
  public func change(_ id: Int, _ edit: TodoEdit) async throws(TodoStoreError) -> Todo? {
    let result = try await query(
      \.change, [edit.description, edit.completed.map { "\($0)" }, "\(id)"])
    // Where nothing was changed there is no such row, or one that says why it cannot be shown.
    return result.rows.isEmpty ? try await todo(id) : try first(in: result)
  }

  /// Removes a row.
  public func remove(_ id: Int) async throws(TodoStoreError) -> Todo? {
    let result = try await query(\.remove, ["\(id)"])
    guard let row = result.rows.first else { return nil }
    // One that could not be shown is gone all the same.
    return (try? todo(row[...])) ?? Todo(id: id, description: "", completed: false)
  }

  /// The newest change.
  public func newest() async throws(TodoStoreError) -> ChangeID {
    // What a program that died had written and not published counts as well.
    _ = try await query(\.publish, ["0", "0"])
    return Self.newest(in: try await query(\.newest))
  }

  /// The changes after a position, oldest first.
  public func changes(
    after position: Int, limit: Int
  ) async throws(TodoStoreError) -> [StoreEntry] {
    Self.entries(in: try await query(\.publish, ["\(position)", "\(limit)"]))
  }
}

// MARK: From columns to values

extension PostgresStore {
  static func newest(in result: PostgresResult) -> ChangeID {
    guard let row = result.rows.first, row.count >= 2, let place = row[0].flatMap({ Int($0) })
    else { return ChangeID(nil as Epoch?, 0) }
    return ChangeID(row[1], place)
  }

  static func entries(in result: PostgresResult) -> [StoreEntry] {
    result.rows.compactMap { row in
      guard row.count == 7, let place = row[0].flatMap({ Int($0) }) else { return nil }
      let id = ChangeID(row[1], place)
      guard let kind = row[2].flatMap({ TodoChange.Kind(rawValue: $0) }) else {
        return .odd(OddChange(id, "its kind is none of added, changed, removed"))
      }
      guard let key = row[3].flatMap({ Int($0) }), let description = row[4],
        let completed = row[5], let data = row[6]
      else { return .odd(OddChange(id, Self.tooLong)) }
      return .change(
        TodoChange(
          id: id, kind: kind,
          todo: Todo(id: key, description: description, completed: completed == "t"), data: data))
    }
  }

  private func first(in result: PostgresResult) throws(TodoStoreError) -> Todo? {
    guard let row = result.rows.first else { return nil }
    do { return try todo(row[...]) } catch {
      throw .failed(database: name, reason: error.sentence)
    }
  }

  private func todo(_ row: ArraySlice<String?>) throws(OddRow) -> Todo {
    let columns = Array(row)
    let id = columns[0].flatMap { Int($0) } ?? 0
    guard let description = columns[1], let completed = columns[2] else {
      throw OddRow(id, Self.tooLong)
    }
    return Todo(id: id, description: description, completed: completed == "t")
  }

  private static let tooLong = "its text is longer than \(StoreLimits.description) bytes"
}

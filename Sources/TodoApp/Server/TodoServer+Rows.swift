/// The list, for code of the same program; readers hear of it as of any other change.
extension TodoServer {
  /// The list as it is now.
  public func list() async throws(TodoStoreError) -> TodoList {
    try notices.heard(try await store.list())
  }

  /// Adds a row; a text that no row may hold is ``TodoStoreError/refused(reason:)``.
  @discardableResult
  public func add(
    _ description: String, completed: Bool = false
  ) async throws(TodoStoreError) -> Todo {
    try Self.check(description)
    return try await store.add(description: description, completed: completed)
  }

  /// Changes a row; `nil` when there is none of that number.
  @discardableResult
  public func change(_ id: Int, _ edit: TodoEdit) async throws(TodoStoreError) -> Todo? {
    if let description = edit.description { try Self.check(description) }
    return try await store.change(id, edit)
  }

  /// Removes a row; `nil` when there is none of that number.
  @discardableResult
  public func remove(_ id: Int) async throws(TodoStoreError) -> Todo? {
    try await store.remove(id)
  }

  private static func check(_ description: String) throws(TodoStoreError) {
    do { try TodoBody.check(description) } catch { throw .refused(reason: error.description) }
  }
}

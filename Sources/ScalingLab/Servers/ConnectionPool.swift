import TodoApp

/// So many database connections and no more; a task that finds none waits in line.
///
/// There is no time limit and no way to leave the queue: that is the trap of the article's pool, a
/// request whose client has long gone is still executed when its turn comes.
actor ConnectionPool {
  private var free: [SQLiteStore] = []
  private var waiting: [CheckedContinuation<SQLiteStore, Never>] = []

  /// Opens all connections, as the article's pool does.
  init(file: String, size: Int) async throws {
    for _ in 0..<size {
      let store = SQLiteStore(.file(file))
      try await store.start()
      free.append(store)
    }
  }

  /// A connection, once one is free.
  func take() async -> SQLiteStore {
    if let store = free.popLast() { return store }
    return await withCheckedContinuation { waiting.append($0) }
  }

  /// Hands the connection to the task that has waited longest.
  func giveBack(_ store: SQLiteStore) {
    if waiting.isEmpty {
      free.append(store)
    } else {
      waiting.removeFirst().resume(returning: store)
    }
  }

  /// Takes a connection for as long as `body` runs.
  func with<T: Sendable>(_ body: @Sendable (SQLiteStore) async throws -> T) async throws -> T {
    let store = await take()
    do {
      let value = try await body(store)
      giveBack(store)
      return value
    } catch {
      giveBack(store)
      throw error
    }
  }

  /// Closes the connections that no task holds.
  func close() async {
    for store in free { await store.stop() }
    free = []
  }
}

import GRDB

extension SQLiteStore {
  /// Tells of every change after `position`, our own at once and other programs' within 50 ms.
  public func follow(
    after position: Int, _ receive: @Sendable (StoreNews) async -> Void
  ) async {
    var reader = ChangeReader(position: position)
    await withTaskGroup(of: Void.self) { group in
      let calls = wakes.calls()
      group.addTask { await self.poll() }
      for await _ in calls {
        do throws(TodoStoreError) {
          try await reader.drain(receive) { after throws(TodoStoreError) in
            try await page(after: after)
          }
        } catch {
          await reader.lose(error.reason, receive)
        }
      }
      group.cancelAll()
    }
  }

  /// Wakes the followers whenever another program has committed to the file.
  private func poll() async {
    var version: Int?
    while !Task.isCancelled {
      let seen = try? await read { try Int.fetchOne($0, sql: "PRAGMA data_version") }
      if seen == nil || seen != version { wakes.wake() }
      version = seen
      if case .memory = place { return }
      do { try await Task.sleep(for: Self.pollInterval) } catch { return }
    }
  }

  private func page(after position: Int) async throws(TodoStoreError) -> ChangeReader.Page {
    let page = try await read { db in
      ChangeReader.Page(
        newest: try Self.newest(db),
        changes: try Self.changes(db, after: position, limit: StoreLimits.batch))
    }
    guard page.newest.position < position else { return page }
    // The file was put back: what follows must not have the numbers of what is gone.
    return try await write { db in
      try Self.begin(db)
      return ChangeReader.Page(newest: try Self.newest(db), changes: [])
    }
  }
}

import Foundation
import GRDB
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("SQLite", .timeLimit(.minutes(2))) struct SQLiteStoreTests {
    let path = Scratch.path()

    @Test func `is heard when another program writes to its file`() async throws {
      let store = SQLiteStore(.file(path))
      try await store.start()
      let follower = Follower(store)
      let other = try DatabaseQueue(path: path)
      try await other.write {
        try $0.execute(sql: "INSERT INTO todos (description) VALUES ('by another')")
        try $0.execute(sql: "UPDATE todos SET completed = TRUE")
        try $0.execute(sql: "DELETE FROM todos")
      }
      #expect(try await follower.changes(3).map(\.kind) == [.added, .changed, .removed])
      await follower.stop()
      await store.stop()
    }

    @Test func `tells who was away for too long that changes are missing`() async throws {
      let store = SQLiteStore(.file(path))
      try await store.start()
      let other = try DatabaseQueue(path: path)
      try await other.write {
        try $0.execute(
          sql: """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
            INSERT INTO todos (description) SELECT 'x' FROM n
            """, arguments: [StoreLimits.keptChanges + 5])
      }
      let follower = Follower(store, after: 2)
      try await follower.news.wait("the gap") { !$0.isEmpty }
      #expect(follower.news.elements.gaps == [5])
      #expect(try await follower.changes(1).first?.position == 6)
      await follower.stop()
      await store.stop()
    }

    @Test func `says in one sentence that its file cannot be opened`() async throws {
      let store = SQLiteStore(.file("/nowhere/todo.sqlite"))
      let error = await #expect(throws: TodoStoreError.self) { try await store.start() }
      #expect(
        error?.description
          == "the database /nowhere/todo.sqlite failed (unable to open database file); "
          + "nothing was done")
    }

    @Test func `says in one sentence that its file is something else`() async throws {
      try Data(repeating: 65, count: 5000).write(to: URL(filePath: path))
      let store = SQLiteStore(.file(path))
      let error = await #expect(throws: TodoStoreError.self) { try await store.start() }
      #expect(
        error?.description
          == "the database \(path) failed (file is not a database); nothing was done")
    }

    @Test func `does nothing for who leaves before it begins`() async throws {
      let store = SQLiteStore(.memory)
      try await store.start()
      let phantom = Task {
        while !Task.isCancelled { await Task.yield() }
        return try await store.add(description: "phantom", completed: false)
      }
      phantom.cancel()
      await #expect(throws: TodoStoreError.cancelled) { try await phantom.value }
      #expect(try await store.list().todos == [])
      await store.stop()
    }
  }
}

import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("A statement whose answer does not come", .timeLimit(.minutes(2)))
  struct StalledStatementTests {
    @Test func `is given up, and the next one is answered on another connection`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let pool = PostgresPool(url, patience: .init(statement: .milliseconds(400)))
      let store = PostgresStore(url, pool: pool)
      try await store.start()
      _ = try await store.add(description: "before", completed: false)
      let lock = PostgresConnection()
      try await lock.connect(url)
      _ = try await lock.simple("BEGIN; LOCK TABLE todos")
      // Six at once, on four connections: two of them wait in line.
      await withTaskGroup(of: Void.self) { group in
        for number in 1...6 {
          group.addTask {
            await #expect(
              throws: TodoStoreError.outcomeUnknown(
                database: store.name, reason: "no answer within 0.4 seconds")
            ) { try await store.add(description: "\(number)", completed: false) }
          }
        }
      }
      // The server was told to stop working on them: nobody waits for the table any more.
      let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        + "AND wait_event_type = 'Lock'"
      while try await cluster.psql(waiting, on: url) != "0" { await Task.yield() }
      _ = try await lock.simple("COMMIT")
      await lock.close()
      for number in 1...6 {
        _ = try await store.add(description: "after \(number)", completed: false)
      }
      #expect(
        try await store.list().todos.map(\.description)
          == ["before"] + (1...6).map { "after \($0)" })
      await store.stop()
    }

    @Test(arguments: [FakePostgres.Manner.stopsInTheMiddle, .copies])
    func `is given up when the server stops in the middle of it`(
      _ manner: FakePostgres.Manner
    ) async throws {
      let server = try await FakePostgres(manner)
      let pool = PostgresPool(
        server.url, size: 1, patience: .init(statement: .milliseconds(200)))
      for number in 1...3 {
        let error = await #expect(throws: PostgresError.self) {
          try await pool.query("SELECT $1", ["x"])
        }
        guard case .lost = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        // Each on a connection of its own: none is handed on half-read.
        #expect(server.connections.elements.count == number)
      }
      await pool.close()
      await server.stop()
    }

    @Test func `is not waited for where not even the greeting comes`() async throws {
      let server = try await FakePostgres(.isSilent)
      let pool = PostgresPool(server.url, patience: .init(connect: .milliseconds(200)))
      await #expect(throws: PostgresError.unreachable(reason: "no answer within 0.2 seconds")) {
        try await pool.query("SELECT 1")
      }
      await pool.close()
      await server.stop()
    }
  }
}

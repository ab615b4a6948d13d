import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("PostgreSQL", .timeLimit(.minutes(2))) struct PostgresStoreTests {
    let cluster: Cluster
    let url: String

    init() async throws {
      cluster = try await Cluster.shared.value
      url = try await cluster.database()
    }

    private func started() async throws -> PostgresStore {
      let store = PostgresStore(url)
      try await store.start()
      return store
    }

    @Test func `is heard when somebody uses psql`() async throws {
      let store = try await started()
      let follower = Follower(store)
      try await cluster.psql("INSERT INTO todos (description) VALUES ('by psql')", on: url)
      try await cluster.psql("UPDATE todos SET completed = true", on: url)
      try await cluster.psql("TRUNCATE todos", on: url)
      #expect(try await follower.changes(3).map(\.kind) == [.added, .changed, .removed])
      await follower.stop()
      await store.stop()
    }

    @Test func `publishes a transaction when it commits, and one that rolls back never`()
      async throws
    {
      let store = try await started()
      let follower = Follower(store)
      let late = PostgresConnection()
      try await late.connect(url)
      _ = try await late.simple("BEGIN; INSERT INTO todos (description) VALUES ('late')")
      _ = try await store.add(description: "early", completed: false)
      try await cluster.psql(
        "BEGIN; INSERT INTO todos (description) VALUES ('never'); ROLLBACK", on: url)
      #expect(try await follower.changes(1).map(\.todo.id) == [2])
      _ = try await late.simple("COMMIT")
      // Row 1 was there first and was committed last: who had read on from row 2 would miss it.
      let changes = try await follower.changes(2)
      #expect(changes.map(\.todo.id) == [2, 1])
      #expect(changes.map(\.position) == [1, 2])
      await late.close()
      await follower.stop()
      await store.stop()
    }

    @Test func `tells who was away for too long that changes are missing`() async throws {
      let store = try await started()
      let many = StoreLimits.keptChanges + 5
      try await cluster.psql(
        "INSERT INTO todos (description) SELECT 'x' FROM generate_series(1, \(many))", on: url)
      let follower = Follower(store, after: 2)
      try await follower.news.wait("the gap") { !$0.isEmpty }
      #expect(follower.news.elements.gaps == [5])
      #expect(try await follower.changes(1).first?.position == 6)
      await follower.stop()
      await store.stop()
    }

    @Test func `takes a text that NOTIFY could not carry`() async throws {
      let store = try await started()
      let follower = Follower(store)
      let text = String(repeating: "x", count: 100_000)
      _ = try await store.add(description: text, completed: false)
      #expect(try await follower.changes(1).first?.todo.description == text)
      await follower.stop()
      await store.stop()
    }

    @Test func `listens on one connection however many rows and statements there are`()
      async throws
    {
      let store = try await started()
      let follower = Follower(store)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask { _ = try await store.add(description: "\(number)", completed: false) }
        }
        try await group.waitForAll()
      }
      _ = try await follower.changes(100)
      let count = try await cluster.psql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
          + "AND pid <> pg_backend_pid()", on: url)
      #expect(try #require(Int(count)) <= PostgresPool.size + 1)
      await follower.stop()
      await store.stop()
    }

    @Test func `does nothing for who waits too long in line, and says so`() async throws {
      let pool = PostgresPool(url, size: 1, acquireTimeout: .milliseconds(50))
      let store = PostgresStore(url, pool: pool)
      try await store.start()
      let slow = Task { try await pool.query("SELECT pg_sleep(1)") }
      try await hasBegun("pg_sleep")
      await #expect(throws: TodoStoreError.busy(database: store.name)) {
        try await store.add(description: "too late", completed: false)
      }
      _ = try await slow.value
      #expect(try await store.list().todos == [])
      await store.stop()
    }

    @Test func `does nothing for who leaves the line`() async throws {
      let pool = PostgresPool(url, size: 1, acquireTimeout: .seconds(30))
      let store = PostgresStore(url, pool: pool)
      try await store.start()
      let slow = Task { try await pool.query("SELECT pg_sleep(0.5)") }
      try await hasBegun("pg_sleep")
      let phantom = Task { try await store.add(description: "phantom", completed: false) }
      phantom.cancel()
      await #expect(throws: TodoStoreError.cancelled) { try await phantom.value }
      _ = try await slow.value
      #expect(try await store.list().todos == [])
      await store.stop()
    }

    @Test func `says in one sentence that it is not there`() async throws {
      let store = PostgresStore("postgres://somebody:secret@127.0.0.1:1/todos")
      let error = await #expect(throws: TodoStoreError.self) { try await store.start() }
      #expect(
        error?.description
          == "the database postgres://127.0.0.1:1/todos cannot be reached (connection to server at "
          + "\"127.0.0.1\", port 1 failed: Connection refused); nothing was done, try again later")
    }

    @Test func `takes over the table of the article`() async throws {
      try await cluster.psql(
        """
        CREATE TABLE todos (
          id SERIAL PRIMARY KEY, description TEXT NOT NULL, completed BOOLEAN NOT NULL);
        INSERT INTO todos (description, completed) VALUES ('from before', true)
        """, on: url)
      let store = try await started()
      let follower = Follower(store)
      let added = try await store.add(description: "from now on", completed: false)
      #expect(added.id == 2)
      #expect(try await store.list().todos.map(\.description) == ["from before", "from now on"])
      #expect(try await follower.changes(1).map(\.todo) == [added])
      await follower.stop()
      await store.stop()
    }

    private func hasBegun(_ statement: String) async throws {
      let sql =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%\(statement)%' "
        + "AND datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
      while try await cluster.psql(sql, on: url) == "0" { await Task.yield() }
    }
  }
}

extension TodoSuites {
  @Suite("PostgreSQL that goes away", .timeLimit(.minutes(2))) struct PostgresReturnTests {
    @Test(arguments: ["restart", "kill"])
    func `is followed again when it is back, and nothing is missed`(_ end: String) async throws {
      let cluster = try await Cluster.start()
      defer { cluster.remove() }
      let store = PostgresStore(cluster.url)
      try await store.start()
      let follower = Follower(store)
      _ = try await store.add(description: "before", completed: false)
      _ = try await follower.changes(1)
      if end == "restart" {
        try await cluster.say("restart")
      } else {
        try await cluster.say("kill")
        try await follower.news.wait("the loss") { $0.contains { $0.isLoss } }
        let error = await #expect(throws: TodoStoreError.self) {
          try await store.add(description: "meanwhile", completed: false)
        }
        guard case .unreachable = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        try await cluster.say("start")
      }
      // The next statement takes a new connection; no dead one is handed out.
      _ = try await store.add(description: "after", completed: false)
      #expect(try await follower.changes(2).map(\.position) == [1, 2])
      let news = follower.news.elements
      #expect(news.filter { $0.isLoss }.count == 1)
      #expect(news.filter { $0 == .found }.count == 1)
      #expect(try await store.list().todos.map(\.description) == ["before", "after"])
      await follower.stop()
      await store.stop()
    }
  }
}

extension StoreNews {
  var isLoss: Bool {
    guard case .lost = self else { return false }
    return true
  }
}

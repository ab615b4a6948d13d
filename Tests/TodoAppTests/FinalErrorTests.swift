import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("The start on PostgreSQL", .timeLimit(.minutes(2))) struct FinalErrorTests {
    @Test(
      arguments: [
        ("28P01", "password authentication failed for user \"todo\""),
        ("28000", "no pg_hba.conf entry for host \"10.0.0.1\""),
        ("3D000", "database \"todos\" does not exist"),
        ("42501", "permission denied for database \"todos\""),
        ("0A000", "unsupported frontend protocol 3.0"),
        ("08P01", "unsupported startup parameter: options"),
        ("08P01", "no such database: todos"), ("08P01", "no such user: todo"),
        ("08P01", "password authentication failed"), ("08P01", "SASL authentication failed"),
        ("08P01", "server login failed: FATAL database \"todos\" does not exist"),
      ])
    func `ends at once with what cannot get better`(_ state: String, _ words: String) async throws {
      let server = try await FakePostgres(.refuses(state: state, words: words))
      let happenings = Collector<TodoServer.Happening>()
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(server.url), happenings: happenings)
      }
      guard case .unusable(_, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.hasSuffix("FATAL: \(words)"))
      #expect(happenings.elements.isEmpty)
      #expect(server.connections.elements.count == 1)
      await server.stop()
    }

    @Test(
      arguments: [
        ("57P03", "the database system is starting up"),
        ("53300", "sorry, too many clients already"),
        ("08P01", "server login failed: FATAL the database system is starting up"),
        ("08P01", "pgbouncer cannot connect to server"), ("08006", "connection failure"),
      ])
    func `is tried again with what may pass`(_ state: String, _ words: String) async throws {
      let server = try await FakePostgres(.refuses(state: state, words: words))
      let happenings = Collector<TodoServer.Happening>()
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(server.url), attempts: 2, happenings: happenings)
      }
      guard case .gaveUp(_, let reason, 2) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.hasSuffix("FATAL: \(words)"))
      #expect(happenings.elements.filter { $0.isWaiting }.count == 1)
      await server.stop()
    }

    @Test(
      arguments: [
        (
          "postgres://127.0.0.1:port/x",
          #"invalid integer value "port" for connection option "port""#
        ),
        ("postgres://127.0.0.1/x?nonsense=1", #"invalid URI query parameter: "nonsense""#),
        ("postgres://127.0.0.1/x?sslmode=perhaps", #"invalid sslmode value: "perhaps""#),
      ])
    func `says what is wrong with the URL`(_ url: String, _ reason: String) async {
      let error = await #expect(throws: TodoStoreError.self) { try await Running(.postgres(url)) }
      guard case .unusable(_, reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }

    @Test func `says that there is no such database`() async throws {
      let cluster = try await Cluster.shared.value
      let url = cluster.url.replacing("/postgres", with: "/nowhere")
      let error = await #expect(throws: TodoStoreError.self) { try await Running(.postgres(url)) }
      #expect(
        error?.description.hasSuffix(
          #"FATAL: database "nowhere" does not exist); nothing was done"#) == true)
    }

    @Test func `ends at once where nothing can be written`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let name = try #require(url.split(separator: "/").last)
      // A list that is there, and a database without one.
      for isLaidOut in [false, true] {
        if isLaidOut {
          let store = PostgresStore(url)
          try await store.start()
          await store.stop()
        }
        try await cluster.psql("ALTER DATABASE \(name) SET default_transaction_read_only = on")
        let happenings = Collector<TodoServer.Happening>()
        let error = await #expect(throws: TodoStoreError.self) {
          try await Running(.postgres(url), happenings: happenings)
        }
        #expect(error?.description.contains("in a read-only transaction") == true)
        #expect(happenings.elements.isEmpty)
        try await cluster.psql("ALTER DATABASE \(name) RESET default_transaction_read_only")
      }
    }

    @Test func `says that the role may not create`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      try await cluster.psql(
        "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN OTHERS THEN END $$")
      let guest = url.replacing("todo@", with: "guest@")
      let happenings = Collector<TodoServer.Happening>()
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(guest), happenings: happenings)
      }
      #expect(error?.description.contains("permission denied for schema public") == true)
      #expect(happenings.elements.isEmpty)
      // Nothing is half there.
      let ours = "SELECT count(*) FROM pg_class WHERE relname ~ '^todo'"
      #expect(try await cluster.psql(ours, on: url) == "0")
    }

    @Test func `needs two connections, and says so`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let name = try #require(url.split(separator: "/").last)
      try await cluster.psql("DROP ROLE IF EXISTS lonely")
      try await cluster.psql("CREATE ROLE lonely LOGIN CONNECTION LIMIT 1")
      try await cluster.psql("ALTER DATABASE \(name) OWNER TO lonely")
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(url.replacing("todo@", with: "lonely@")))
      }
      #expect(
        error?.description.contains(
          "it gives no second connection beside the one that listens") == true)
    }
  }

  @Suite("A database that could not be written", .timeLimit(.minutes(2)))
  struct ReadOnlyDatabaseTests {
    @Test func `is written once it can be, on connections of before too`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let name = try #require(url.split(separator: "/").last)
      let pool = PostgresPool(url, size: 2)
      let store = PostgresStore(url, pool: pool)
      try await store.start()
      try await cluster.psql("ALTER DATABASE \(name) SET default_transaction_read_only = on")
      async let first = store.list()
      async let second = store.list()
      _ = try await (first, second)
      await #expect(throws: TodoStoreError.self) {
        try await store.add(description: "never", completed: false)
      }
      try await cluster.psql("ALTER DATABASE \(name) RESET default_transaction_read_only")
      for _ in 1...3 { _ = try await store.add(description: "at last", completed: false) }
      #expect(try await store.list().todos.count == 3)
      await store.stop()
    }
  }
}

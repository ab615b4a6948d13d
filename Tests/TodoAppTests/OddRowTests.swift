import EventStream
import GRDB
import Testing

@testable import TodoApp

/// What `sqlite3` or `psql` may have put into our tables.
private let oddWrites: [(Backing, String)] =
  [
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES ('added', 'abc', 'x', 0)",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES ('zap', 1, 'x', 0)",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES (x'00ff', 1, 'x', 0)",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES ('', 1.5, x'01', 'y')",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES ('added', 1, 'x', 'no')",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) VALUES ('added', 1, 'x', 7)",
    "INSERT INTO todo_changes (kind, todo_id, description, completed) "
      + "VALUES ('added', -9223372036854775808, CAST(x'ff' AS TEXT), 0)",
    "INSERT INTO todos (description) VALUES (x'0102')",
    "INSERT INTO todos (description) VALUES (CAST(x'c328' AS TEXT))",
    "INSERT INTO todos (description) VALUES ('a' || char(0) || 'b')",
    "INSERT INTO todos (description) VALUES (printf('%.*c', 3000000, 'x'))",
    "INSERT INTO todos (description) VALUES (zeroblob(100000000))",
    "PRAGMA ignore_check_constraints = ON; INSERT INTO todos (description, completed) VALUES ('x', 9)",
    "PRAGMA ignore_check_constraints = ON; "
      + "INSERT INTO todos (description, completed) VALUES ('x', 'maybe')",
    "INSERT INTO todos (description) VALUES ('x'); UPDATE todo_changes SET epoch = x'0d0a', "
      + "kind = 'zap'",
    "INSERT INTO todos (description) VALUES ('x'); UPDATE todo_changes SET epoch = 'a' || char(10), "
      + "description = x'00'",
    "INSERT INTO todos (description) VALUES ('x'); UPDATE todo_changes SET position = position + 10, "
      + "kind = 7",
  ].map { (.file, $0) }
  + [
    "INSERT INTO todo_outbox (kind, id, description, completed) VALUES ('zap', 1, 'x', false)",
    "INSERT INTO todo_outbox (kind, id, description, completed) VALUES (E'\\x1b[2J', 1, 'x', false)",
    "INSERT INTO todo_outbox (kind, id, description, completed) "
      + "VALUES ('added', -9223372036854775808, repeat(E'\\x01', 20000000), false)",
    "INSERT INTO todos (description) VALUES (repeat('x', 100000000))",
    "INSERT INTO todos (description) VALUES ('x'); SELECT todo_publish(0, 0); "
      + "UPDATE todo_changes SET epoch = E'a\\nb', kind = ''",
  ].map { (.postgres, $0) }

extension TodoSuites {
  @Suite("A row written past us", .timeLimit(.minutes(2))) struct OddRowTests {
    @Test(arguments: oddWrites)
    func `is named once, and everything goes on, also after a restart`(
      _ backing: Backing, _ sql: String
    ) async throws {
      let database = try await backing.database()
      let todo = try await Running(database)
      let reader = try await Reader(port: todo.port)
      try await todo.post("before")
      _ = try await reader.events(1)
      try await run(sql, on: database)
      try await todo.happenings.wait("the sentence") { $0.contains { $0.notice != nil } }
      #expect(try await todo.post("after").status == 201)
      // Whoever follows is told to read the list anew, and hears of what comes next.
      let events = try await reader.events { events in
        events.contains { $0.data.contains(#""description":"after""#) }
      }
      #expect(events.contains { $0.type == "history-gap" })
      let ids = events.compactMap(\.position)
      #expect(ids.count == events.count && ids == ids.sorted())
      for _ in 1...2 {
        let rows = try await todo.ask("GET", "/todos")
        #expect(rows.status == 200)
        #expect(rows.body.contains("before") && rows.body.contains("after"))
      }
      let notices = todo.happenings.elements.compactMap(\.notice)
      #expect(notices.count == Set(notices).count, "each once")
      #expect(notices.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } })
      await todo.server.stop()

      let again = try await Running(database)
      let all = try await Reader(port: again.port, query: "?from=earliest")
      try await again.post("at last")
      _ = try await all.events { events in
        events.contains { $0.data.contains(#""description":"at last""#) }
      }
      #expect(!again.happenings.elements.compactMap(\.notice).isEmpty)
      await again.server.stop()
    }

    @Test(arguments: Backing.shared)
    func `can be removed, and until then says what is wrong with it`(
      _ backing: Backing
    ) async throws {
      let database = try await backing.database()
      let todo = try await Running(database)
      let text = backing == .file ? "x'01'" : "repeat('x', 2000000)"
      try await run("INSERT INTO todos (id, description) VALUES (-5, \(text))", on: database)
      for answer in [
        try await todo.ask("GET", "/todos/-5"),
        try await todo.ask("PATCH", "/todos/-5", #"{"completed":true}"#),
      ] {
        #expect(answer.status == 500)
        #expect(answer.body.contains("row -5 of the list is left out: its "))
      }
      #expect(try await todo.ask("PATCH", "/todos/-5", #"{"description":"whole"}"#).status == 200)
      #expect(try await todo.ask("GET", "/todos/-5").body.contains("whole"))
      try await run("UPDATE todos SET description = \(text)", on: database)
      #expect(try await todo.ask("DELETE", "/todos/-5").status == 204)
      #expect(try await todo.ask("GET", "/todos").body == "[]")
      await todo.server.stop()
    }

    @Test func `does not take the last number there is`() async throws {
      let database = try await Backing.file.database()
      let todo = try await Running(database)
      await #expect(throws: DatabaseError.self) {
        try await run(
          "INSERT INTO todo_changes (position, kind, todo_id, description, completed) "
            + "VALUES (9223372036854775807, 'added', 1, 'x', 0)", on: database)
      }
      #expect(try await todo.post("goes on").status == 201)
      await todo.server.stop()
    }

    @Test func `beyond the newest number gives way to what is published`() async throws {
      let database = try await Backing.postgres.database()
      let todo = try await Running(database)
      let reader = try await Reader(port: todo.port)
      try await run(
        "INSERT INTO todo_changes (place, kind, id, description, completed) "
          + "VALUES (1, 'zap', 1, 'x', false), (9223372036854775807, 'zap', 1, 'x', false)",
        on: database)
      try await todo.post("first")
      try await todo.post("second")
      let events = try await reader.events { events in
        events.contains { $0.data.contains("second") }
      }
      #expect(events.filter { $0.type == "todo" }.count == 2)
      await todo.server.stop()
    }

    private func run(_ sql: String, on database: TodoDatabase) async throws {
      switch database {
      case .memory: break
      case .file(let path):
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
      case .postgres(let url): try await Cluster.shared.value.psql(sql, on: url)
      }
    }
  }
}

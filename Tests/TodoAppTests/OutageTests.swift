import EventServer
import EventStream
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("A database that is away", .timeLimit(.minutes(2))) struct OutageTests {
    @Test func `is said to be, and followed again when it is back`() async throws {
      let cluster = try await Cluster.start()
      defer { cluster.remove() }
      let todo = try await Running(.postgres(cluster.url))
      let reader = try await Reader(port: todo.port)
      try await todo.post("before")
      _ = try await reader.events(1)
      try await cluster.say("stop")
      try await todo.happenings.wait("the loss") { $0.contains { $0.isLoss } }
      for answer in [
        try await todo.post("never"), try await todo.ask("GET", "/todos"),
        try await todo.ask("DELETE", "/todos/1"),
      ] {
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] == "2")
        #expect(answer.body.contains("cannot be reached"))
      }
      try await cluster.say("start")
      #expect(try await todo.post("after").status == 201)
      // The same reader, on the same stream.
      let rows = try await reader.events(2).map { try Row(json: $0.data).description }
      #expect(rows == ["before", "after"])
      #expect(todo.happenings.elements.contains(.found))
      await todo.server.stop()
    }

    @Test func `is waited for at the start`() async throws {
      let cluster = try await Cluster.start()
      defer { cluster.remove() }
      try await cluster.say("stop")
      let happenings = Collector<TodoServer.Happening>()
      async let starting = Running(.postgres(cluster.url), attempts: 60, happenings: happenings)
      try await happenings.wait("an attempt") { $0.contains { $0.isWaiting } }
      try await cluster.say("start")
      let todo = try await starting
      #expect(try await todo.post("at last").status == 201)
      await todo.server.stop()
    }

    @Test func `that never comes is given up in one sentence`() async throws {
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres("postgres://me:secret@127.0.0.1:1/todos"), attempts: 2)
      }
      #expect(
        error?.description
          == "the database postgres://127.0.0.1:1/todos was not there in 2 attempts (connection "
          + "to server at \"127.0.0.1\", port 1 failed: Connection refused); "
          + "start it, or name another with --database")
    }
  }

  @Suite("A database whose connections are all in use", .timeLimit(.minutes(2)))
  struct PostgresPoolTests {
    @Test func `turns the next away, and does nothing for one who left`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let todo = try await Running(.postgres(url))
      let lock = PostgresConnection()
      try await lock.connect(url)
      _ = try await lock.simple("BEGIN; LOCK TABLE todos IN EXCLUSIVE MODE")
      // These have begun: they are carried out when the table is free.
      let begun = (1...PostgresPool.size).map { number in
        Task { try await todo.post("begun \(number)") }
      }
      try await waiting(PostgresPool.size, url, cluster)
      let refused = try await todo.post("too many")
      #expect(refused.status == 503)
      #expect(refused.headers["retry-after"] == "2")
      #expect(refused.body.contains("are busy; nothing was done"))

      let body = #"{"description":"phantom","completed":true}"#
      let phantom = try await Wire(
        port: todo.port,
        sending: "POST /todos HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
      await phantom.close()
      // The one who was refused, and the one who left; nobody else's connection has ended.
      try await todo.happenings.wait("the client to be gone") { $0.filter { $0.isEnd }.count == 2 }
      _ = try await lock.simple("COMMIT")
      await lock.close()
      for task in begun { #expect(try await task.value.status == 201) }
      let rows = try await todo.server.list().todos.map(\.description)
      #expect(rows.sorted() == (1...PostgresPool.size).map { "begun \($0)" })
      await todo.server.stop()
    }

    /// Returns when so many statements wait for the table.
    private func waiting(_ count: Int, _ url: String, _ cluster: Cluster) async throws {
      let sql =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        + "AND wait_event_type = 'Lock'"
      while try await cluster.psql(sql, on: url) != "\(count)" { await Task.yield() }
    }
  }
}

extension TodoServer.Happening {
  var isLoss: Bool { if case .lost = self { true } else { false } }
  var isWaiting: Bool { if case .waiting = self { true } else { false } }
  var isEnd: Bool { if case .server(.ended) = self { true } else { false } }
}

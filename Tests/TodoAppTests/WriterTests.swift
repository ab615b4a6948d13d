import EventStream
import Foundation
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("Whoever writes to the list in PostgreSQL", .timeLimit(.minutes(2))) struct WriterTests {
    let cluster: Cluster
    let url: String

    init() async throws {
      cluster = try await Cluster.shared.value
      url = try await cluster.database()
    }

    private func with(path: String) -> String { url + "?options=-csearch_path%3D" + path }

    @Test(arguments: ["''", "shop", "pg_catalog", "shop,public"])
    func `is heard whatever the search path`(_ path: String) async throws {
      let todo = try await Running(.postgres(url))
      let reader = try await Reader(port: todo.port)
      try await cluster.psql(
        "CREATE SCHEMA shop; CREATE TABLE shop.todo_outbox (nothing INT); SET search_path = \(path); "
          + "CREATE TEMP TABLE todo_publisher (nothing INT); "
          + "INSERT INTO public.todos (description) VALUES ('by psql'); "
          + "UPDATE public.todos SET completed = TRUE; TRUNCATE public.todos", on: url)
      let kinds = try await reader.events(3).map { try Row(json: $0.data).kind }
      #expect(kinds == ["added", "changed", "removed"])
      await todo.server.stop()
    }

    @Test func `finds one list, whatever the search path of the program`() async throws {
      let first = try await Running(.postgres(url))
      try await first.post("before")
      await first.server.stop()
      try await cluster.psql("CREATE SCHEMA shop", on: url)
      for path in ["shop", "''", "shop,public"] {
        let todo = try await Running(.postgres(with(path: path)))
        #expect(try await todo.server.list().todos.map(\.description) == ["before"])
        await todo.server.stop()
      }
      let tables = try await cluster.psql(
        "SELECT count(*) FROM pg_class WHERE relname = 'todos'", on: url)
      #expect(tables == "1")
    }

    @Test func `lays out a second list only by itself, and then the path decides`() async throws {
      try await cluster.psql(PostgresSchema.sql, on: url)
      try await cluster.psql(
        "CREATE SCHEMA shop; SET search_path = shop; \(PostgresSchema.sql)", on: url)
      let shop = try await Running(.postgres(with(path: "shop")))
      try await shop.post("in the shop")
      let home = try await Running(.postgres(url))
      #expect(try await home.server.list().todos == [])
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(with(path: "pg_catalog")))
      }
      #expect(
        error?.description.contains(
          "it holds lists in the schemas public, shop: put the one that is meant first on the "
            + "role's search_path") == true)
      await shop.server.stop()
      await home.server.stop()
    }

    @Test func `may be a restore of the data alone`() async throws {
      let first = try await Running(.postgres(url))
      for number in 1...3 { try await first.post("\(number)") }
      let id = try await first.id(2)
      await first.server.stop()
      let copy = try await cluster.database()
      let second = try await Running(.postgres(copy))
      let reader = try await Reader(port: second.port)
      try await cluster.copy(url, to: copy)
      // The rows of the dump are new here, whatever numbers its own changes had.
      let rows = try await reader.events(until: 3).prefix(3)
        .map { try Row(json: $0.data).description }
      #expect(rows == ["1", "2", "3"])
      #expect(try await second.server.list().todos.map(\.description) == ["1", "2", "3"])
      _ = try await second.post("after the restore")
      let again = try await Reader(port: second.port, lastEventID: id)
      try await second.post("and on")
      #expect(try await !again.events(1).isEmpty)
      await second.server.stop()
    }

    @Test func `may be a role that may use the rows and nothing else`() async throws {
      let owner = PostgresStore(url)
      try await owner.start()
      await owner.stop()
      try await cluster.psql(
        "DO $$ BEGIN CREATE ROLE waiter LOGIN; EXCEPTION WHEN OTHERS THEN END $$")
      let waiter = url.replacing("todo@", with: "waiter@")
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(waiter))
      }
      let grants =
        "GRANT USAGE ON SCHEMA public TO waiter; "
        + "GRANT SELECT, INSERT, UPDATE, DELETE ON public.todos TO waiter"
      #expect(
        error?.description
          == "the database \(owner.name) cannot be used (waiter may not use its list; let the owner "
          + "grant it: \(grants)); nothing was done")
      try await cluster.psql(grants, on: url)
      let todo = try await Running(.postgres(waiter))
      let reader = try await Reader(port: todo.port)
      #expect(try await todo.post("served").status == 201)
      #expect(try await todo.ask("PATCH", "/todos/1", #"{"completed":true}"#).status == 200)
      #expect(try await todo.ask("DELETE", "/todos/1").status == 204)
      #expect(try await reader.events(3).map(\.position) == [1, 2, 3])
      await todo.server.stop()
    }

    @Test func `may drop a trigger, which the next start puts back`() async throws {
      let first = try await Running(.postgres(url))
      await first.server.stop()
      try await cluster.psql("DROP TRIGGER todo_row_trigger ON todos", on: url)
      let second = try await Running(.postgres(url))
      let reader = try await Reader(port: second.port)
      try await second.post("heard")
      #expect(try await reader.events(1).count == 1)
      await second.server.stop()
    }
  }
}

extension Cluster {
  /// Restores one database into another, or its data alone, as an operator does.
  func copy(
    _ source: String, to target: String, options: String = "--data-only"
  ) async throws {
    let script = "pg_dump \(options) \"$1\" | psql -Xq -v ON_ERROR_STOP=1 \"$2\""
    try await offPool {
      let process = try Process.run(
        URL(filePath: "/bin/bash"),
        arguments: ["-o", "pipefail", "-c", script, "-", source, target])
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Problem(description: "the restore ended with \(process.terminationStatus)")
      }
    }
  }
}

extension Reader {
  /// The first events of the type `todo`, once so many are there.
  func events(until count: Int) async throws -> [MessageEvent] {
    try await events(until: { $0.filter { $0.type == "todo" }.count >= count }).filter {
      $0.type == "todo"
    }
  }
}

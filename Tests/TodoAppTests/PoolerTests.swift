import BrowserDriver
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("Behind a PgBouncer", .timeLimit(.minutes(2))) struct PoolerTests {
    let cluster: Cluster
    let url: String

    init() async throws {
      cluster = try await Cluster.shared.value
      url = try await cluster.database()
    }

    @Test(arguments: ["transaction", "statement"])
    func `that passes no notification on, that is said, and every change comes in a second`(
      _ mode: String
    ) async throws {
      let pooler = try await Pooler.start(before: cluster, mode: mode)
      let todo = try await Running(.postgres(pooler.url(of: url)))
      try await todo.happenings.wait("the sentence") { $0.contains { $0.notice != nil } }
      let sentence = try #require(todo.happenings.elements.compactMap(\.notice).first)
      #expect(sentence.hasPrefix("nothing rings at postgres://127.0.0.1:"))
      #expect(
        sentence.hasSuffix(
          ": changes are looked for every second. A pooler before it (like PgBouncer) must lend its "
            + "connections by the session, or give --database the server's own address"))
      #expect(try await todo.ask("GET", "/todos").headers["live-delay"] == "1")
      let reader = try await Reader(port: todo.port)
      for number in 1...3 {
        let began = ContinuousClock.now
        if number == 2 {
          try await cluster.psql("INSERT INTO todos (description) VALUES ('by psql')", on: url)
        } else {
          try await todo.post("\(number)")
        }
        _ = try await reader.events(until: number)
        #expect(ContinuousClock.now - began < .seconds(4), "not the ten seconds of a sweep")
      }
      await todo.server.stop()
      try await pooler.stop()
    }

    @Test func `that lends by the session, all is as without`() async throws {
      let pooler = try await Pooler.start(before: cluster, mode: "session")
      let todo = try await Running(.postgres(pooler.url(of: url)))
      let reader = try await Reader(port: todo.port)
      try await todo.post("at once")
      _ = try await reader.events(1)
      #expect(todo.happenings.elements.allSatisfy { $0.notice == nil })
      #expect(try await todo.ask("GET", "/todos").headers["live-delay"] == nil)
      await todo.server.stop()
      try await pooler.stop()
    }

    @Test func `that has one connection to lend, the start ends and says so`() async throws {
      let pooler = try await Pooler.start(before: cluster, mode: "session", size: 1)
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(.postgres(pooler.url(of: url)))
      }
      #expect(
        error?.description.contains(
          "it gives no second connection beside the one that listens (no answer within 5.0 seconds)"
            + ": let the server or its pooler give two or more") == true)
      try await pooler.stop()
    }

    @Test func `that refuses the options of a URL, the start ends at once`() async throws {
      let pooler = try await Pooler.start(before: cluster, mode: "session")
      let happenings = Collector<TodoServer.Happening>()
      let error = await #expect(throws: TodoStoreError.self) {
        try await Running(
          .postgres(pooler.url(of: url) + "?options=-csearch_path%3Dpublic"), happenings: happenings
        )
      }
      #expect(error?.description.contains("unsupported startup parameter") == true)
      #expect(happenings.elements.isEmpty)
      try await pooler.stop()
    }

    @Test func `the page says that it is late`() async throws {
      let pooler = try await Pooler.start(before: cluster, mode: "transaction")
      let todo = try await Running(.postgres(pooler.url(of: url)))
      try await todo.happenings.wait("the sentence") { $0.contains { $0.notice != nil } }
      let page = try await Browser.shared.get().open("http://127.0.0.1:\(todo.port)/")
      try await page.wait(
        "state.textContent == 'Live, up to 1 s late: nothing rings at the database, so it is asked "
          + "again and again.'")
      await page.close()
      await todo.server.stop()
      try await pooler.stop()
    }
  }
}

extension TodoServer.Happening {
  var notice: String? { if case .notice(let sentence) = self { sentence } else { nil } }
}

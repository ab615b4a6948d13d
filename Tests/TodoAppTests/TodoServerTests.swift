import EventServer
import EventStream
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("The TODO server", .timeLimit(.minutes(2))) struct TodoServerTests {
    @Test(arguments: Backing.allCases)
    func `stores a row, says where it is, and tells everybody`(_ backing: Backing) async throws {
      let todo = try await Running(backing.database())
      let readers = [try await Reader(port: todo.port), try await Reader(port: todo.port)]
      let answer = try await todo.ask(
        "POST", "/todos", #"{"description": "Buy coffee", "completed": false}"#)
      #expect(answer.status == 201)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(answer.headers["location"] == "/todos/1")
      #expect(answer.body == #"{"id":1,"description":"Buy coffee","completed":false}"#)
      for reader in readers {
        let events = try await reader.events(1)
        let event = try #require(events.first)
        #expect(event.type == "todo")
        #expect(event.position == 1)
        #expect(
          event.data
            == #"{"kind":"added","id":1,"description":"Buy coffee","completed":false}"#)
      }
      let list = try await todo.ask("GET", "/todos")
      #expect(list.status == 200)
      #expect(list.body == #"[{"id":1,"description":"Buy coffee","completed":false}]"#)
      #expect(try await list.headers["last-event-id"] == readers[0].events(1)[0].lastEventID)
      await todo.server.stop()
    }

    @Test func `changes, shows and removes a row`() async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port)
      try await todo.post("Buy coffee")
      let shown = try await todo.ask("GET", "/todos/1")
      #expect(shown.status == 200)
      #expect(shown.body == #"{"id":1,"description":"Buy coffee","completed":false}"#)
      let ticked = try await todo.ask("PATCH", "/todos/1", #"{"completed":true}"#)
      #expect(ticked.status == 200)
      #expect(ticked.body == #"{"id":1,"description":"Buy coffee","completed":true}"#)
      _ = try await todo.ask("PATCH", "/todos/1", #"{"description":"Tea"}"#)
      let removed = try await todo.ask("DELETE", "/todos/1")
      #expect(removed.status == 204)
      #expect(removed.body == "")
      let kinds = try await reader.events(4).map { try Row(json: $0.data).kind }
      #expect(kinds == ["added", "changed", "changed", "removed"])
      #expect(try await todo.ask("GET", "/todos").body == "[]")
      await todo.server.stop()
    }

    @Test(arguments: Backing.allCases)
    func `brings any text whole through POST, GET and the event`(_ backing: Backing) async throws {
      let todo = try await Running(backing.database())
      let reader = try await Reader(port: todo.port)
      for (index, text) in awkwardTexts.enumerated() {
        let answer = try await todo.post(text)
        #expect(answer.status == 201)
        #expect(Array(try Row(json: answer.body).description.utf8) == Array(text.utf8))
        let shown = try await todo.ask("GET", "/todos/\(index + 1)")
        #expect(Array(try Row(json: shown.body).description.utf8) == Array(text.utf8))
      }
      let events = try await reader.events(awkwardTexts.count)
      #expect(events.map(\.type).allSatisfy { $0 == "todo" })
      for (event, text) in zip(events, awkwardTexts) {
        #expect(Array(try Row(json: event.data).description.utf8) == Array(text.utf8))
      }
      await todo.server.stop()
    }

    @Test(
      arguments: [
        ("POST", "/todos", "", 400), ("POST", "/todos", "hello", 400),
        ("POST", "/todos", "[]", 422), ("POST", "/todos", "{}", 422),
        ("POST", "/todos", #"{"description":5,"completed":false}"#, 422),
        ("POST", "/todos", #"{"description":"a\u0000","completed":false}"#, 422),
        ("POST", "/todos", #"{"description":"\ud800","completed":false}"#, 400),
        ("POST", "/todos", #"{"description":"x","completed":null}"#, 422),
        ("POST", "/todos", String(repeating: "x", count: TodoBody.sizeLimit + 1), 413),
        ("PATCH", "/todos/1", "{}", 422), ("PATCH", "/todos/1", #"{"completed":1}"#, 422),
        ("PATCH", "/todos/7", #"{"completed":true}"#, 404), ("DELETE", "/todos/7", "", 404),
        ("GET", "/todos/7", "", 404), ("GET", "/todos/x", "", 404), ("GET", "/todos/+1", "", 404),
        ("DELETE", "/todos/99999999999999999999", "", 404), ("DELETE", "/todos/-1", "", 404),
        ("GET", "/nowhere", "", 404), ("DELETE", "/todos", "", 405), ("PUT", "/todos", "", 405),
        ("OPTIONS", "/todos", "", 405), ("PUT", "/todos/1", "", 405), ("POST", "/todos/1", "", 405),
        ("POST", "/", "", 405), ("POST", "/live-todos", "", 405),
        ("DELETE", "/live-todos", "", 405),
      ])
    func `refuses what it cannot do in one JSON sentence, and spends nothing`(
      _ method: String, _ target: String, _ body: String, _ status: Int
    ) async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port)
      try await todo.post("the first")
      let answer = try await todo.ask(method, target, body)
      #expect(answer.status == status)
      #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
      #expect(answer.body.hasPrefix(#"{"error":""#))
      #expect((status == 405) == (answer.headers["allow"] != nil))
      let next = try await todo.post("the second")
      #expect(next.headers["location"] == "/todos/2")
      #expect(try await reader.events(2).map(\.position) == [1, 2])
      await todo.server.stop()
    }

    @Test func `says what a row takes`() async throws {
      let todo = try await Running(.memory)
      let answer = try await todo.ask("PUT", "/todos/1", "{}")
      #expect(answer.headers["allow"] == "GET, HEAD, PATCH, DELETE")
      #expect(
        answer.body.contains("/todos/1 does not take PUT; it takes GET, HEAD, PATCH, DELETE"))
      #expect(
        try await todo.ask("GET", "/todos/7").body.contains(
          "there is no todo 7; GET /todos lists them"))
      await todo.server.stop()
    }

    @Test func `wants JSON to be called JSON`() async throws {
      let todo = try await Running(.memory)
      let answer = try await todo.ask(
        "POST", "/todos", "description=x", type: "application/x-www-form-urlencoded")
      #expect(answer.status == 415)
      #expect(
        answer.body.contains(
          "the body is application/x-www-form-urlencoded, not JSON; "
            + "send it with 'Content-Type: application/json'"))
      await todo.server.stop()
    }

    @Test(arguments: [("POST", "/todos"), ("PATCH", "/todos/1"), ("DELETE", "/todos/1")])
    func `takes no change from somebody else's page`(
      _ method: String, _ target: String
    ) async throws {
      let todo = try await Running(.memory)
      try await todo.post("stays")
      let answer = try await todo.ask(
        method, target, #"{"description":"theirs","completed":true}"#,
        headers: ["Origin: http://elsewhere.example"])
      #expect(answer.status == 403)
      #expect(try await todo.server.list().todos.map(\.description) == ["stays"])
      await todo.server.stop()
    }

    @Test func `answers HEAD like GET, without the body`() async throws {
      let todo = try await Running(.memory)
      for target in ["/", "/todos"] {
        let head = try await todo.ask("HEAD", target)
        let get = try await todo.ask("GET", target)
        #expect(head.status == 200)
        #expect(head.body == "")
        #expect(head.headers["content-type"] == get.headers["content-type"])
      }
      await todo.server.stop()
    }

    @Test func `serves a page that needs nothing from elsewhere`() async throws {
      let todo = try await Running(.memory)
      let page = try await todo.ask("GET", "/")
      #expect(page.headers["content-type"] == "text/html; charset=utf-8")
      #expect(page.body.hasPrefix("<!DOCTYPE html>"))
      #expect(!page.body.contains("://"), "only relative addresses")
      #expect(!page.body.contains("innerHTML"))
      await todo.server.stop()
    }

    @Test func `takes rows from the program it is part of`() async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port)
      let row = try await todo.server.add("from the prompt")
      _ = try await todo.server.change(row.id, TodoEdit(completed: true))
      #expect(try await todo.server.list().todos.map(\.completed) == [true])
      _ = try await todo.server.remove(row.id)
      #expect(try await todo.server.remove(row.id) == nil)
      #expect(try await reader.events(3).map(\.position) == [1, 2, 3])
      await #expect(throws: TodoStoreError.refused(reason: BodyProblem.holdsNUL.description)) {
        try await todo.server.add("a\u{0}b")
      }
      await todo.server.stop()
      await #expect(throws: TodoStoreError.notRunning) { try await todo.server.list() }
    }

    @Test func `tells its tap of a row before its event goes out`() async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port)
      try await todo.post("seen")
      _ = try await reader.events(1)
      let happenings = todo.happenings.elements
      let row = happenings.firstIndex { $0.isRow }
      let wrote = happenings.firstIndex { $0.wrote("seen") }
      #expect(try #require(row) < #require(wrote))
      await todo.server.stop()
    }

    @Test func `starts again after it was stopped, and ends its streams`() async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port)
      #expect(todo.server.openStreams == 1)
      await todo.server.stop()
      try await reader.untilEnd()
      let port = try await todo.server.start()
      #expect(try await Answer.to("GET", "/todos", port: port).body == "[]")
      await todo.server.stop()
    }
  }
}

extension TodoServer.Happening {
  var isRow: Bool { if case .row = self { true } else { false } }

  func wrote(_ text: String) -> Bool {
    guard case .server(.wrote(_, let bytes)) = self else { return false }
    return String(decoding: bytes, as: UTF8.self).contains(text)
  }
}

extension TodoSuites {
  @Suite("Resuming the TODO stream", .timeLimit(.minutes(2))) struct TodoResumeTests {
    @Test(arguments: Backing.allCases)
    func `brings what was missed, once`(_ backing: Backing) async throws {
      let todo = try await Running(backing.database())
      for number in 1...5 { try await todo.post("\(number)") }
      let third = try await todo.id(3)
      let reader = try await Reader(port: todo.port, lastEventID: third)
      try await todo.post("6")
      #expect(try await reader.events(3).map(\.position) == [4, 5, 6])
      await todo.server.stop()
    }

    @Test(arguments: Backing.shared)
    func `works across a restart of the server`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let first = try await Running(database)
      for number in 1...5 { try await first.post("\(number)") }
      let third = try await first.id(3)
      await first.server.stop()
      let second = try await Running(database)
      let reader = try await Reader(port: second.port, lastEventID: third)
      try await second.post("6")
      #expect(try await reader.events(3).map(\.position) == [4, 5, 6])
      await second.server.stop()
    }

    @Test(arguments: Backing.shared)
    func `reaches back further than the memory of the server`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let store = database.makeStore()
      try await store.start()
      let todo = try await Running(database)
      for number in 1...1_200 {
        _ = try await store.add(description: "\(number)", completed: false)
      }
      let live = try await Reader(port: todo.port, lastEventID: todo.id(1_199))
      _ = try await live.events(1)
      let reader = try await Reader(port: todo.port, lastEventID: todo.id(1))
      #expect(try await reader.events(1_199).map(\.position) == Array(2...1_200))
      let all = try await Reader(port: todo.port, query: "?from=earliest")
      #expect(try await all.events(1_200).map(\.position) == Array(1...1_200))
      await todo.server.stop()
      await store.stop()
    }

    @Test(arguments: ["99", "abc", "-1", "3x", "1", "0", "abcdef-1", "abcdef-0", "-", "1-1-1"])
    func `from an id that this list never gave is told so, once`(_ id: String) async throws {
      let todo = try await Running(.memory)
      let first = try await Reader(port: todo.port)
      try await todo.post("1")
      // The answer to a POST may come before its event.
      _ = try await first.events(1)
      let reader = try await Reader(port: todo.port, lastEventID: id)
      try await todo.post("2")
      let events = try await reader.events(2)
      #expect(events.map(\.type) == ["history-gap", "todo"])
      #expect(events.map(\.position) == [1, 2])
      await todo.server.stop()
    }

    @Test func `from an empty list is told that it is another one`() async throws {
      let todo = try await Running(.memory)
      let reader = try await Reader(port: todo.port, lastEventID: "7")
      let events = try await reader.events(1)
      #expect(events.map(\.type) == ["history-gap"])
      #expect(events.map(\.position) == [0])
      await todo.server.stop()
    }
  }
}

extension TodoSuites {
  @Suite("Several TODO servers on one database", .timeLimit(.minutes(2)))
  struct SharedTodoServerTests {
    @Test(arguments: Backing.shared)
    func `tell their readers the same story`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let servers = [try await Running(database), try await Running(database)]
      let readers = [
        try await Reader(port: servers[0].port), try await Reader(port: servers[1].port),
      ]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, server) in servers.enumerated() {
          group.addTask {
            for number in 1...20 { try await server.post("\(index)-\(number)") }
          }
        }
        try await group.waitForAll()
      }
      let story = try await readers[0].events(40)
      #expect(story.map(\.position) == Array(1...40))
      #expect(try await readers[1].events(40) == story)
      // A reader of one goes on at the other.
      let moved = try await Reader(port: servers[1].port, lastEventID: story[37].lastEventID)
      #expect(try await moved.events(2).map(\.position) == [39, 40])
      for server in servers { await server.server.stop() }
    }
  }
}

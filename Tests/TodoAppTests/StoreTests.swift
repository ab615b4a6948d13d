import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("Every store", .timeLimit(.minutes(2))) struct StoreTests {
    @Test(arguments: Backing.allCases)
    func `keeps the rows in the order in which they came`(_ backing: Backing) async throws {
      let store = try await backing.store()
      let coffee = try await store.add(description: "Buy coffee", completed: false)
      let milk = try await store.add(description: "Buy milk", completed: true)
      #expect(coffee == Todo(id: 1, description: "Buy coffee", completed: false))
      #expect(milk == Todo(id: 2, description: "Buy milk", completed: true))
      _ = try await store.change(1, TodoEdit(completed: true))
      #expect(try await store.list().todos.map(\.id) == [1, 2])
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `gives every text back as it came, as a row and as an event`(
      _ backing: Backing
    ) async throws {
      let store = try await backing.store()
      for text in awkwardTexts {
        let added = try await store.add(description: text, completed: false)
        #expect(Array(added.description.utf8) == Array(text.utf8))
      }
      let follower = Follower(store)
      let changes = try await follower.changes(awkwardTexts.count)
      let rows = try await store.list().todos
      for (index, text) in awkwardTexts.enumerated() {
        #expect(Array(rows[index].description.utf8) == Array(text.utf8))
        #expect(Array(changes[index].todo.description.utf8) == Array(text.utf8))
        let data = try Row(json: changes[index].data)
        #expect(Array(data.description.utf8) == Array(text.utf8))
        #expect(!changes[index].data.utf8.contains { $0 == 10 || $0 == 13 }, "one line")
      }
      await follower.stop()
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `tells of rows added, changed and removed`(_ backing: Backing) async throws {
      let store = try await backing.store()
      let follower = Follower(store)
      _ = try await store.add(description: "Buy \"coffee\"", completed: false)
      #expect(
        try await store.change(1, TodoEdit(completed: true))
          == Todo(id: 1, description: "Buy \"coffee\"", completed: true))
      #expect(
        try await store.change(1, TodoEdit(description: "Tea"))
          == Todo(id: 1, description: "Tea", completed: true))
      #expect(try await store.remove(1) == Todo(id: 1, description: "Tea", completed: true))
      let changes = try await follower.changes(4)
      #expect(changes.map(\.position) == [1, 2, 3, 4])
      #expect(changes.map(\.kind) == [.added, .changed, .changed, .removed])
      #expect(
        changes.map(\.data) == [
          #"{"kind":"added","id":1,"description":"Buy \"coffee\"","completed":false}"#,
          #"{"kind":"changed","id":1,"description":"Buy \"coffee\"","completed":true}"#,
          #"{"kind":"changed","id":1,"description":"Tea","completed":true}"#,
          #"{"kind":"removed","id":1,"description":"Tea","completed":true}"#,
        ])
      await follower.stop()
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `knows no row that is not there`(_ backing: Backing) async throws {
      let store = try await backing.store()
      #expect(try await store.change(7, TodoEdit(completed: true)) == nil)
      #expect(try await store.change(.max, TodoEdit(description: "x")) == nil)
      #expect(try await store.remove(7) == nil)
      let list = try await store.list()
      #expect(list.todos == [])
      #expect(list.newest.position == 0)
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `tells nobody of an edit that changes nothing`(_ backing: Backing) async throws {
      let store = try await backing.store()
      let follower = Follower(store)
      let row = try await store.add(description: "same", completed: false)
      #expect(
        try await store.change(row.id, TodoEdit(description: "same", completed: false)) == row)
      _ = try await store.add(description: "next", completed: false)
      #expect(try await follower.changes(2).map(\.todo.description) == ["same", "next"])
      await follower.stop()
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `goes on after the position that a follower knows`(_ backing: Backing) async throws {
      let store = try await backing.store()
      for number in 1...5 { _ = try await store.add(description: "\(number)", completed: false) }
      let follower = Follower(store, after: 3)
      #expect(try await follower.changes(2).map(\.position) == [4, 5])
      _ = try await store.add(description: "6", completed: false)
      #expect(try await follower.changes(3).map(\.position) == [4, 5, 6])
      await follower.stop()
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `has its changes at hand, and the list's place among them`(
      _ backing: Backing
    ) async throws {
      let store = try await backing.store()
      for number in 1...5 { _ = try await store.add(description: "\(number)", completed: false) }
      let changes = try await store.changes(after: 2, limit: 2).changes
      #expect(changes.map(\.todo.description) == ["3", "4"])
      #expect(try await store.changes(after: 4, limit: 100).map(\.id.position) == [5])
      #expect(try await store.newest().position == 5)
      #expect(try await store.list().newest == store.newest())
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `says that changes are missing when the database stands before the follower's place`(
      _ backing: Backing
    ) async throws {
      let store = try await backing.store()
      _ = try await store.add(description: "the first of a new database", completed: false)
      let follower = Follower(store, after: 900)
      try await follower.news.wait("the gap") { !$0.isEmpty }
      #expect(follower.news.elements.gaps == [1])
      _ = try await store.add(description: "after it", completed: false)
      #expect(try await follower.changes(1).map(\.position) == [2])
      await follower.stop()
      await store.stop()
    }

    @Test(arguments: Backing.allCases)
    func `stops telling when its follower is cancelled`(_ backing: Backing) async throws {
      let store = try await backing.store()
      let follower = Follower(store)
      _ = try await store.add(description: "heard", completed: false)
      _ = try await follower.changes(1)
      await follower.stop()
      _ = try await store.add(description: "not heard", completed: false)
      #expect(follower.news.elements.changes.count == 1)
      await store.stop()
    }
  }
}

extension TodoSuites {
  @Suite("Several programs on one database", .timeLimit(.minutes(2))) struct SharedStoreTests {
    @Test(arguments: Backing.shared)
    func `hear of each other in one and the same order`(_ backing: Backing) async throws {
      let open = try await backing.place()
      let stores = (0..<3).map { _ in open() }
      // All start at once, on a database that has no tables yet.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for store in stores { group.addTask { try await store.start() } }
        try await group.waitForAll()
      }
      let followers = stores.map { Follower($0) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, store) in stores.enumerated() {
          group.addTask {
            for number in 1...40 {
              _ = try await store.add(description: "\(index)-\(number)", completed: false)
            }
          }
        }
        try await group.waitForAll()
      }
      let told = try await followers[0].changes(120)
      #expect(told.map(\.position) == Array(1...120))
      #expect(Set(told.map(\.todo.id)).count == 120)
      for follower in followers { #expect(try await follower.changes(120) == told) }
      for follower in followers { await follower.stop() }
      for store in stores { await store.stop() }
    }

    @Test(arguments: Backing.shared)
    func `find rows and changes again after a restart`(_ backing: Backing) async throws {
      let open = try await backing.place()
      let first = open()
      try await first.start()
      for number in 1...3 { _ = try await first.add(description: "\(number)", completed: false) }
      await first.stop()
      let second = open()
      try await second.start()
      let follower = Follower(second, after: 1)
      _ = try await second.add(description: "4", completed: false)
      #expect(try await follower.changes(3).map(\.position) == [2, 3, 4])
      #expect(try await second.list().todos.count == 4)
      await follower.stop()
      await second.stop()
    }
  }
}

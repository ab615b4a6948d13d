import EventStream
import Foundation
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("A cursor of another life of the list", .timeLimit(.minutes(2))) struct EpochTests {
    /// Follows from an id that the list does not hold: one gap, then what is new.
    private func expectGap(_ todo: Running, from id: String, sees next: Int) async throws {
      let reader = try await Reader(port: todo.port, lastEventID: id)
      _ = try await reader.events(1)
      try await todo.post("next")
      let events = try await reader.events(2)
      #expect(events.map(\.type) == ["history-gap", "todo"])
      #expect(events.last?.position == next)
      await reader.close()
    }

    @Test func `is told of a gap by a list in memory, whose numbers begin again`() async throws {
      let first = try await Running(.memory)
      for number in 1...2 { try await first.post("old \(number)") }
      let id = try await first.id(2)
      await first.server.stop()
      let second = try await Running(.memory, port: first.port)
      for number in 1...3 { try await second.post("new \(number)") }
      try await expectGap(second, from: id, sees: 4)
      try await expectGap(second, from: "2", sees: 5)
      await second.server.stop()
    }

    @Test(arguments: Backing.shared)
    func `is good after a restart, and after kill -9`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let victim = try await Victim(on: database)
      let reader = try await Reader(port: victim.port)
      for number in 1...3 {
        _ = try await Answer.to(
          "POST", "/todos", #"{"description":"\#(number)","completed":false}"#, port: victim.port)
      }
      let ids = try await reader.events(3).map(\.lastEventID)
      victim.kill()
      try await reader.untilEnd()
      let second = try await Running(database)
      try await second.post("4")
      // Whoever numbers a change gives it its epoch, and an answer does not wait for that.
      _ = try await second.id(4)
      await second.server.stop()
      let third = try await Running(database)
      try await third.post("5")
      let resumed = try await Reader(port: third.port, lastEventID: ids[1])
      let events = try await resumed.events(3)
      #expect(events.map(\.position) == [3, 4, 5])
      #expect(Set(events.compactMap { ChangeID($0.lastEventID)?.epoch }).count == 3)
      await third.server.stop()
    }

    @Test func `is not taken for one of a file that was put back`() async throws {
      let path = Scratch.path()
      let first = try await Running(.file(path))
      for number in 1...2 { try await first.post("\(number)") }
      let kept = try await first.id(2)
      await first.server.stop()
      let backup = try Data(contentsOf: URL(filePath: path))
      let second = try await Running(.file(path))
      for number in 3...4 { try await second.post("\(number)") }
      let lost = try await second.id(3)
      await second.server.stop()
      try backup.write(to: URL(filePath: path))
      let third = try await Running(.file(path))
      for number in 3...4 { try await third.post("another \(number)") }
      try await expectGap(third, from: lost, sees: 5)
      let reader = try await Reader(port: third.port, lastEventID: kept)
      #expect(try await reader.events(3).map(\.position) == [3, 4, 5])
      await third.server.stop()
    }

    @Test func `is not taken for one of a database that was restored`() async throws {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let first = try await Running(.postgres(url))
      try await first.post("1")
      let kept = try await first.id(1)
      let copy = try await cluster.database()
      try await cluster.copy(url, to: copy, options: "")
      try await first.post("2")
      let lost = try await first.id(2)
      await first.server.stop()
      let second = try await Running(.postgres(copy))
      let live = try await Reader(port: second.port)
      try await second.post("another 2")
      _ = try await live.events(1)
      try await expectGap(second, from: lost, sees: 3)
      let reader = try await Reader(port: second.port, lastEventID: kept)
      #expect(try await reader.events(2).map(\.position) == [2, 3])
      await second.server.stop()
    }

    @Test func `is told of a gap when the database was dropped and made anew meanwhile`()
      async throws
    {
      let cluster = try await Cluster.shared.value
      let url = try await cluster.database()
      let name = try #require(url.split(separator: "/").last)
      let todo = try await Running(.postgres(url))
      let reader = try await Reader(port: todo.port)
      for number in 1...3 { try await todo.post("\(number)") }
      _ = try await reader.events(3)
      try await cluster.psql("DROP DATABASE \(name) WITH (FORCE)")
      try await cluster.psql("CREATE DATABASE \(name)")
      try await todo.happenings.wait("the return") { $0.contains(.found) }
      for number in 1...4 { try await todo.post("new \(number)") }
      // Who listened all the time is told as well.
      let events = try await reader.events { $0.contains { $0.data.contains("new 4") } }
      #expect(events.dropFirst(3).first?.type == "history-gap")
      // A server that was never there knows none of what was before.
      let id = try #require(events.first).lastEventID
      let other = try await Running(.postgres(url))
      try await expectGap(other, from: id, sees: 5)
      await other.server.stop()
      await todo.server.stop()
    }
  }
}

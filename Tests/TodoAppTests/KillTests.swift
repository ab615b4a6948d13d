import EventStream
import Foundation
import Testing

@testable import TodoApp

extension TodoSuites {
  @Suite("A server killed with kill -9 under load", .timeLimit(.minutes(2))) struct KillTests {
    @Test(arguments: Backing.shared)
    func `loses no acknowledged row and no event`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let (acknowledged, heard) = try await attack(Victim(on: database))
      let last = try #require(heard.last).lastEventID

      let victim = try await Victim(on: database)
      defer { victim.kill() }
      let reader = try await Reader(port: victim.port, lastEventID: last)
      let rows = try await Answer.to("GET", "/todos", port: victim.port).body
      let ids = try JSONDecoder().decode([Row].self, from: Data(rows.utf8)).map(\.id)
      let events = heard + (try await reader.events(ids.count - heard.count))
      #expect(acknowledged.count >= 60)
      #expect(acknowledged.subtracting(ids).isEmpty, "every acknowledged row is there")
      #expect(events.map(\.position) == Array(1...ids.count), "no hole, no double")
      #expect(try events.map { try Row(json: $0.data).id }.sorted() == ids, "one event a row")
    }

    /// Posts from all sides, kills the server in the midst of it, and returns the rows that were
    /// acknowledged and the events that a reader heard.
    private func attack(_ victim: Victim) async throws -> (Set<Int>, [MessageEvent]) {
      defer { victim.kill() }
      let reader = try await Reader(port: victim.port)
      let acknowledged = Collector<Int>()
      await withTaskGroup(of: Void.self) { group in
        for poster in 1...8 {
          group.addTask {
            var number = 0
            while let id = await post("\(poster)-\(number)", victim.port) {
              acknowledged.append(id)
              number += 1
            }
          }
        }
        _ = try? await acknowledged.wait("60 rows") { $0.count >= 60 }
        victim.kill()
      }
      try await reader.untilEnd()
      return (Set(acknowledged.elements), reader.events)
    }

    /// The stored row's number; nil when there was no answer.
    private func post(_ description: String, _ port: Int) async -> Int? {
      let answer = try? await Answer.to(
        "POST", "/todos", #"{"description":"\#(description)","completed":false}"#, port: port)
      guard let answer, answer.status == 201 else { return nil }
      return try? Row(json: answer.body).id
    }
  }
}

import Foundation
import Observations
import Testing

@testable import Playground

/// The list of a session on a PostgreSQL of its own.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TodoPostgresTests {
  private func last(_ kind: String, in session: Session) -> Observation? {
    session.journal.observations().last { $0.happening.kind == kind }
  }

  private func folders() throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
    return Set(names.filter { $0.hasPrefix("sse-postgres-") })
  }

  @Test func `without PostgreSQL one sentence says what installs it`() async {
    var world = World(environment: ["PATH": ""])
    world.systemFolders = []
    let session = Session(world: world)
    #expect(await session.run("todo start --port 0 --database postgres") == 1)
    #expect(
      last("refused", in: session)?.field("text")
        == "postgres is not installed here ('sudo apt-get install postgresql'): "
        + "install it, try again")
    #expect(world.missingPrograms.contains("postgres"))
  }

  @Test func `a row reaches the client, and nothing is left of the database`() async throws {
    try #require(
      World().postgres != nil, "PostgreSQL is not installed: sudo apt-get install postgresql")
    let before = try folders()
    let session = Session(world: World())
    #expect(await session.run("todo start --port 0 --database postgres") == 0)
    #expect(await session.run("client connect /live-todos") == 0)
    #expect(await session.run("todo add From a real database") == 0)
    #expect(last("event", in: session)?.field("type") == "todo")
    // Other programs on this machine may begin and end theirs at the same time.
    let new = try folders().subtracting(before)
    #expect(!new.isEmpty)
    #expect(await session.run("todo stop") == 0)
    #expect(try !new.subtracting(folders()).isEmpty)
    await session.finish()
  }
}

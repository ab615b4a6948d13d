import ArgumentParser
import Classroom
import EventServer
import Observations
import WorkbookServer

/// `drop`: cuts every open stream in the middle of an event.
struct DropCommand: PlaygroundCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .stream, usage: "drop, fault KIND, fault off",
    summary: "cut the streams, or break them")

  static let configuration = CommandConfiguration(
    commandName: "drop",
    abstract: "Cut every open stream in the middle of an event, as a lost network would.",
    discussion: "Example: drop")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    let start = session.journal.last
    let listens = session.clientListensHere
    // Every page of the class loses both its streams in the same moment.
    async let pages = session.classroom?.server.drop() ?? 0
    let streams = await server.server.drop()
    guard await pages + streams > 0 else {
      throw CommandFailure.failed("there is nothing to drop: no stream is open")
    }
    guard listens else { return }
    _ = await session.clientObservation(after: start) { happening in
      switch happening {
      case .lost, .failed: true
      default: false
      }
    }
  }
}

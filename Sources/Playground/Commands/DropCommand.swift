import ArgumentParser
import EventServer
import Observations

/// `drop`: cuts every open stream in the middle of an event.
struct DropCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop",
    abstract: "Cut every open stream in the middle of an event, as a lost network would.",
    discussion: "Example: drop")

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    let start = session.journal.last
    let listens = session.clientListensHere
    guard await server.server.drop() > 0 else {
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

/// `fault`: what the server does wrong on purpose.
struct FaultCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Make the server misbehave on purpose; 'fault off' ends it.",
    discussion: """
      Kinds: drop, end, stall, slow, truncate, status CODE, type TYPE, garbage.
      Example: fault status 503
      """)

  @Argument(help: "The kind and what it takes, or 'off'.")
  var kind: [String]

  @Option(help: "How many events to let through first.")
  var after: Int = 0

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    if kind == ["off"] {
      await server.server.setFault(nil, after: 0)
      session.journal.record(.server, .fault("none"))
      return
    }
    let text = kind.joined(separator: " ")
    let fault = try Fault(words: kind)
    session.journal.record(.server, .fault(text))
    await server.server.setFault(fault, after: after)
  }
}

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
      Kinds: drop, end, stall, slow, truncate, status CODE, type TYPE, garbage. \
      They strike the streams that are open and all to come.
      Example: fault status 503
      """)

  @Argument(help: "The kind and what it takes, or 'off'.")
  var kind: [String]

  @Option(help: "How many events to let through first.")
  var after: Int = 0

  @Option(help: "Strike only so many of the next streams, and none that is open.")
  var connections: Int?

  func validate() throws {
    if after < 0 { throw ValidationError("--after \(after) will not do: give 0 or more") }
    if let connections, connections < 1 {
      throw ValidationError("--connections \(connections) strikes nobody: give 1 or more")
    }
  }

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    if kind == ["off"] {
      await server.server.setFault(nil, after: 0)
      session.journal.record(.server, .fault("none"))
      return
    }
    let text = kind.joined(separator: " ")
    let fault = try Fault.typed(text)
    session.journal.record(.server, .fault(text))
    await server.server.setFault(fault, after: after, connections: connections)
  }
}

extension Fault {
  /// The fault that somebody typed.
  /// - Throws: A sentence with the nearest kind, or all of them.
  static func typed(_ text: String) throws(CommandFailure) -> Fault {
    do {
      return try Fault.parse(text)
    } catch {
      let word = text.split(separator: " ").first.map(String.init) ?? ""
      let words = kinds.compactMap { $0.split(separator: " ").first.map(String.init) } + ["off"]
      guard !words.contains(word), let near = nearest(to: word, among: words) else {
        throw .usage(error.description)
      }
      throw .usage("there is no fault '\(text)': did you mean 'fault \(near)'?")
    }
  }
}

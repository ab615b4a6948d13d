import ArgumentParser
import Classroom
import EventServer
import Observations
import Workbook
import WorkbookServer

/// `fault`: what the server does wrong on purpose.
struct FaultCommand: PlaygroundCommand, ListedCommand {
  static let overview = OverviewPlace.beside("drop")

  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Make the server misbehave on purpose; 'fault off' ends it.",
    usage: """
      fault KIND [--after N] [--connections N] [--channel NAME]
      fault off [--channel NAME]
      """,
    discussion: """
      Kinds:
      \(kinds)

      They strike every stream, those that are open and all to come; \(ofTheHead) answer \
      those to come. A channel can have a fault of its own.
      Example: fault status 503 --channel /events
      """)

  @Argument(help: "The kind and what it takes, or 'off'.", completion: .list(words))
  var kind: [String]

  @Option(
    help:
      "How many events of each stream to let through first; with \(ofTheHead), how many streams."
  )
  var after: Int?

  @Option(help: "Strike only so many of the next streams, and none that is open.")
  var connections: Int?

  @Option(
    help: "Strike only the streams of one channel, as '/' or '/events'.",
    completion: .list([StreamServer.helloPath, StreamServer.sharedChannel]))
  var channel: String?

  func validate() throws {
    if let after, after < 0 {
      throw ValidationError("--after \(after) will not do: give 0 or more")
    }
    if let connections, connections < 1 {
      throw ValidationError("--connections \(connections) strikes nobody: give 1 or more")
    }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer().server
    try await set(on: server, session.journal)
    let (fault, path) = try meaning(on: server)
    // What the class follows as a client is the shared channel's mirror.
    if path == nil || path == StreamServer.sharedChannel {
      await session.classroom?.server.setFault(fault, after: after ?? 0, connections: connections)
    }
  }

  /// Sets the fault, or takes it away, and writes that down.
  func set(on server: StreamServer, _ journal: Journal) async throws(CommandFailure) {
    let (fault, path) = try meaning(on: server)
    let kind = fault?.description ?? "none"
    journal.record(.server, .fault(kind, channel: path, strikes: strikes(fault, path)))
    await server.setFault(fault, after: after ?? 0, connections: connections, on: path)
  }

  /// The fault, nil for none, and the one path that it strikes, nil for all of them.
  func meaning(
    on server: StreamServer
  ) throws(CommandFailure) -> (fault: Fault?, path: String?) {
    let text = kind.joined(separator: " ")
    return (text == "off" ? nil : try Fault.typed(text), try path(on: server))
  }

  private func path(on server: StreamServer) throws(CommandFailure) -> String? {
    guard let channel else { return nil }
    do {
      return try server.path(ofChannel: channel)
    } catch {
      guard case .unknownChannel(_, let known) = error,
        let near = Suggestion.nearest(to: channel, of: known)
      else { throw .usage(error.description) }
      throw .usage("there is no channel '\(channel)' here: did you mean '\(near)'?")
    }
  }

  /// Whom it strikes, and when, in words.
  private func strikes(_ fault: Fault?, _ path: String?) -> String {
    let place = path.map { " on \($0)" } ?? ""
    guard let fault else { return place.isEmpty ? "" : String(place.dropFirst()) }
    let streams =
      switch connections {
      case nil: fault.isInHead ? "every new stream" : "every stream"
      case 1: "the next stream"
      case let count?: "the next \(count) streams"
      }
    guard let after, after > 0 else { return streams + place }
    let thing = fault.isInHead ? "stream" : "event"
    return streams + place + ", after \(after) \(thing)\(after == 1 ? "" : "s")"
  }
}

extension FaultCommand {
  /// The word of each kind, and what ends them.
  static let words = FaultKind.all.map(\.word) + ["off"]

  /// A line for each kind: how it is asked for, and what a client meets.
  private static var kinds: String {
    let width = FaultKind.all.map(\.usage.count).max() ?? 0
    return FaultKind.all.map { kind in
      let padding = String(repeating: " ", count: width - kind.usage.count)
      return "  \(kind.usage)\(padding)  \(kind.summary)"
    }.joined(separator: "\n")
  }

  /// The kinds that show in the response head.
  private static var ofTheHead: String {
    FaultKind.all.filter(\.isInHead).map(\.word).joined(separator: " and ")
  }

  /// The fault that `sse serve --fault` was given, in the words of the prompt.
  static func typed(_ text: String) throws -> FaultCommand {
    let line = try Words(text).texts
    // A kind that does not exist is answered before what follows it is looked at.
    if let word = line.first, !words.contains(word) { _ = try Fault.typed(word) }
    guard let command = try CommandLanguage.command(["fault"] + line) as? FaultCommand else {
      throw CommandFailure.usage("'\(text)' is no fault: see 'help fault'")
    }
    return command
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
      let words = FaultCommand.words
      guard !words.contains(word), let near = Suggestion.nearest(to: word, of: words) else {
        throw .usage(error.description)
      }
      throw .usage("there is no fault '\(text)': did you mean 'fault \(near)'?")
    }
  }
}

import ArgumentParser
import Classroom
import ClusterLab
import EventClient
import EventServer
import EventStream
import Observations
import WorkbookServer

/// `send`: publishes an event on every open stream of this session's server.
struct SendCommand: PlaygroundCommand, ListedCommand {
  static let takesRawText = true
  static let overview = OverviewPlace.row(
    group: .stream, usage: "send TEXT, comment TEXT",
    summary: "an event, a comment, on every stream")

  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send an event on every open stream of the server.",
    discussion: """
      The text goes out as it is typed; in double quotes \\n is a line end. \
      On '/' an event without an id takes the next number of its stream. \
      Where 'cluster start' has started servers, it is sent to them by HTTP until one acknowledges it.
      Example: send --event greeting "Hello,\\nworld"
      """)

  @Option(help: "The event type; without one a client dispatches 'message'.")
  var event: String?

  @Option(help: "The event's id, of 1 KiB at most.")
  var id: String?

  @Option(
    help: ArgumentHelp(
      "The reconnection time for the clients, in milliseconds; alone it is no event.",
      valueName: "milliseconds"))
  var retry: Int?

  @Option(help: "Fill the data up with dots to this size, as 64KB or 1MB.")
  var size: ByteCount?

  @Option(help: "How many times to send it.")
  var times: Int = 1

  @Option(
    help: ArgumentHelp(
      "The server of a cluster to publish at, past the balancer, as s1.", valueName: "server"))
  var at: String?

  @Option(help: "How long to go on until a cluster acknowledges it.")
  var within: Duration = .seconds(30)

  @Argument(help: "The data.")
  var data: String?

  /// How many events one command sends at most.
  static let timesLimit = 1_000

  func validate() throws {
    if data == nil, event == nil, id == nil, retry == nil, size == nil {
      throw ValidationError("there is nothing to send: give some text, as in 'send Hello'")
    }
    if let retry, retry < 0 {
      throw ValidationError("\(retry) is no time to wait: give milliseconds from 0 up")
    }
    guard (1...Self.timesLimit).contains(times) else {
      throw ValidationError("\(times) is no number of times: give 1 to \(Self.timesLimit)")
    }
    if id != nil, times > 1 {
      throw ValidationError("--id with --times would give \(times) events one id: leave --id out")
    }
    if let size, size.bytes > EventChannel.eventSizeLimit {
      throw ValidationError(
        "\(size.bytes) bytes are more than an event may have (\(EventChannel.eventSizeLimit))")
    }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    if let cluster = session.cluster, session.server == nil {
      guard id == nil else {
        throw CommandFailure.usage("the servers of a cluster give the ids: leave --id out")
      }
      return try await session.publish(
        ClusterPublication(data: filledData ?? "", event: event, retry: retry), to: cluster, at: at,
        times: times, within: within, note: noteOnOptions)
    }
    guard at == nil else {
      throw CommandFailure.usage("--at is for a cluster, and none runs here: 'cluster start'")
    }
    let server = try session.runningServer()
    let sent = ServerSentEvent(
      event: event, id: id, retry: retry.map { .milliseconds($0) }, data: filledData)
    let start = session.journal.last
    let listens = session.clientListensHere
    var streams = 0
    do {
      for _ in 1...times {
        streams = try await server.server.send(sent)
        streams += try await session.classroom?.server.demonstrate(sent) ?? 0
      }
    } catch let error as PublishError {
      throw CommandFailure.usage(error.description)
    }
    if let noteOnOptions { session.say(noteOnOptions) }
    if session.client?.isPaused == true {
      session.say("the client is paused and dispatches nothing: 'client resume' reads on")
    } else if streams == 0, sent.event == nil, sent.id == nil, sent.data == nil {
      session.say("sent to no one: no stream is open; 'client connect' opens one")
    } else if streams == 0 {
      let wasBegun = session.journal.observations(from: start + 1).contains { seen in
        if case .wrote = seen.happening { seen.side == .server } else { false }
      }
      session.say(
        (wasBegun
          ? "cut off on its way: no stream got all of it" : "sent to no one: no stream is open")
          + "; '/events' keeps it for " + Self.whomItIsKeptFor(by: server, in: session))
    } else if listens, sent.data != nil || retry != nil {
      await awaitDispatch(of: sent, after: start, in: session)
    }
  }

  /// The client on its way back asks for it only if it has an id to come back with.
  private static func whomItIsKeptFor(
    by server: ServerSide, in session: isolated Session
  ) -> String {
    let others = "those who ask, as in 'client connect /events?from=earliest'"
    guard let client = session.client, client.source.readyState == .connecting,
      client.url.hasPrefix(server.url + StreamServer.sharedChannel)
    else { return others }
    return client.source.lastEventID.isEmpty
      ? others + "; the client on its way back has no id to ask by"
      : "the client, which is on its way back"
  }

  /// What is said when the text holds what reads like an option of this command.
  private var noteOnOptions: String? {
    let names = ["event", "id", "retry", "size", "times", "at", "within"]
    guard let words = data?.split(separator: " "),
      let option = words.first(where: { word in
        names.contains { word == "--\($0)" || word.hasPrefix("--\($0)=") }
      })
    else { return nil }
    return "'\(option)' went out as a part of the text: options stand before it, "
      + "as in 'send --id 7 Hello'"
  }

  /// The data, filled up to the size that was asked for.
  private var filledData: String? {
    guard let size else { return data }
    let text = data ?? ""
    return text + String(repeating: ".", count: max(0, size.bytes - text.utf8.count))
  }

  /// Returns when the client has dispatched every one of them, or lost the stream.
  private func awaitDispatch(
    of sent: ServerSentEvent, after start: Int, in session: isolated Session
  ) async {
    let dispatched = sent.data.map(lineFeedsOnly)
    var last = start
    for _ in 1...times {
      let seen = await session.awaitDispatch(after: last) { happening in
        switch happening {
        case .event(let event): event.data == dispatched
        case .reconnectionTime: dispatched == nil
        default: false
        }
      }
      guard let seen else { return }
      last = seen.number
    }
  }

  /// The data as a client hands it on: CR and CRLF became LF on the way.
  private func lineFeedsOnly(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var afterCarriageReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\r" {
        result.append("\n")
      } else if scalar != "\n" || !afterCarriageReturn {
        result.append(scalar)
      }
      afterCarriageReturn = scalar == "\r"
    }
    return String(result)
  }
}

/// `comment`: a comment line on every open stream.
struct CommentCommand: PlaygroundCommand, ListedCommand {
  static let takesRawText = true
  static let overview = OverviewPlace.beside("send")

  static let configuration = CommandConfiguration(
    commandName: "comment",
    abstract: "Send a comment on every open stream; no client dispatches it.",
    discussion: "Example: comment still here")

  @Argument(help: "The text after the colon.")
  var text: String

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    let start = session.journal.last
    let listens = session.clientListensHere
    let streams = await server.server.comment(text)
    guard streams > 0 else {
      session.say("sent to no one: no stream is open; 'client connect' opens one")
      return
    }
    guard listens else { return }
    _ = await session.clientObservation(after: start) { happening in
      switch happening {
      case .comment, .lost, .failed: true
      default: false
      }
    }
  }
}

import ArgumentParser
import EventServer
import EventStream
import Observations

/// `send`: publishes an event on every open stream of this session's server.
struct SendCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send an event on every open stream of the server.",
    discussion: """
      The text goes out as it is typed; in double quotes \\n is a line end. \
      On '/' an event without an id takes the next number of its stream.
      Example: send --event greeting "Hello,\\nworld"
      """)

  @Option(help: "The event type; without one a client dispatches 'message'.")
  var event: String?

  @Option(help: "The event's id.")
  var id: String?

  @Option(help: "The reconnection time for the clients, in milliseconds.")
  var retry: Int?

  @Argument(help: "The data.")
  var data: String?

  func validate() throws {
    if data == nil, event == nil, id == nil, retry == nil {
      throw ValidationError("there is nothing to send: give some text, as in 'send Hello'")
    }
    if let retry, retry < 0 {
      throw ValidationError("\(retry) is no time to wait: give milliseconds from 0 up")
    }
  }

  func run(in session: isolated Session) async throws {
    let server = try session.runningServer()
    let sent = ServerSentEvent(event: event, id: id, retry: retry, data: data)
    let start = session.journal.last
    let listens = session.clientListensHere
    let streams: Int
    do {
      streams = try await server.server.send(sent)
    } catch let error as PublishError {
      throw CommandFailure.usage(error.description)
    }
    guard streams > 0 else {
      session.say("sent to no one: no stream is open; 'client connect' opens one")
      return
    }
    guard listens, data != nil || retry != nil else { return }
    let dispatched = data.map(lineFeedsOnly)
    let seen = await session.clientObservation(after: start) { happening in
      switch happening {
      case .event(let event): event.data == dispatched
      case .reconnectionTime: dispatched == nil
      case .lost, .failed: true
      default: false
      }
    }
    if seen == nil, !Task.isCancelled {
      session.say("the client has not dispatched it within 5 s")
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
struct CommentCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "comment",
    abstract: "Send a comment on every open stream; no client dispatches it.",
    discussion: "Example: comment still here")

  @Argument(help: "The text after the colon.")
  var text: String

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

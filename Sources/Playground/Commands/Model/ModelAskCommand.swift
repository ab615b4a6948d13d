import ArgumentParser
import EventClient
import EventStream
import HTTPTypes
import ModelServer
import Observations
import VisibleText

/// `model ask`: this session's client asks the stand-in, by POST.
struct ModelAskCommand: PlaygroundCommand {
  static let takesRawText = false
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Ask by POST; returns when the answer has begun.",
    discussion: """
      'wait done' waits for its end, 'client close' aborts it.
      Example: model ask --keep
      """)

  @Argument(help: "The question; the answer is canned.")
  var question: String = "What is an event stream?"

  @Flag(help: "Have the answer made to its end, whoever reads it, so that it can be resumed.")
  var keep = false

  @Flag(help: "Offer a tool: then it is called, and its arguments come in pieces.")
  var tool = false

  @Option(help: "Send this Idempotency-Key: the same key gets the same answer.")
  var key: String?

  func validate() throws {
    if let key, key.isEmpty || !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      throw ValidationError("--key \(key.isEmpty ? "''" : key) will not do: letters and digits")
    }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let model = try session.runningModel()
    var configuration = session.modelClient
    configuration.method = "POST"
    configuration.body = Array(body.utf8)
    configuration.headers[.contentType] = "application/json"
    if let key, let name = HTTPField.Name("Idempotency-Key") { configuration.headers[name] = key }
    try await session.follow(model.url + model.style.path, configuration)
  }

  private var body: String {
    #"{"messages":[{"role":"user","content":\#(JSONText.quoted(question))}],"stream":true"#
      + (keep ? #","keep":true"# : "") + (tool ? #","tools":[{"name":"weather"}]"# : "") + "}"
  }
}

/// `model resume`: the session's client reads what is left of the last answer.
struct ModelResumeCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Read what is left of the last answer, by the id of the last event that came.",
    discussion: """
      A GET with Last-Event-ID: what was asked for with --keep goes on where it was cut.
      Example: model resume
      """)

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let model = try session.runningModel()
    guard let id = session.lastAnswerEvent, let dash = id.lastIndex(of: "-") else {
      throw CommandFailure.failed("nothing came of an answer yet: type 'model ask --keep' first")
    }
    var configuration = session.modelClient
    configuration.lastEventID = id
    try await session.follow(
      "\(model.url)\(ModelServer.answersPath)/\(id[..<dash])", configuration)
  }
}

extension Session {
  /// A client of this session's own stand-in: no way around, and nobody to spare.
  fileprivate var modelClient: EventSource.Configuration {
    var configuration = EventSource.Configuration()
    configuration.clock = world.clock
    configuration.proxies = ProxySettings()
    configuration.shortestWait = .zero
    return configuration
  }

  /// The id of the last event that the newest client got, as far as the journal goes back.
  fileprivate var lastAnswerEvent: String? {
    for observation in journal.observations().reversed() where observation.side == .client {
      if case .event(let event) = observation.happening, !event.lastEventID.isEmpty {
        return event.lastEventID
      }
    }
    return nil
  }

  /// Connects, and returns when the answer has begun; one that does not is a failed command.
  fileprivate func follow(_ url: String, _ configuration: EventSource.Configuration) async throws {
    let start = journal.last
    try await connect(to: url, configuration: configuration)
    let outcome = await clientObservation(after: start) { happening in
      switch happening {
      case .open, .lost, .failed: true
      default: false
      }
    }
    switch outcome?.happening {
    case .open: return
    case .lost(let reason, _), .failed(let reason): throw CommandFailure.failed(reason)
    default:
      throw Task.isCancelled
        ? CommandFailure.interrupted : CommandFailure.failed("\(url) did not answer in time")
    }
  }
}

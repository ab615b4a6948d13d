public import ArgumentParser
public import ModelServer

/// `model`: a stand-in for a server of language models.
struct ModelCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .todo, usage: "model start|ask|resume|stop",
    summary: "answers that come token by token")

  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "A stand-in for a server of language models: what it says is canned, how is real.",
    discussion: """
      It takes a question by POST and answers with an event stream, a token at a time. \
      'model ask' is this session's client; 'listen -d' in a shell, 'curl' and programs of your own \
      can ask it, too.
      Example: model start --style named
      """,
    subcommands: [
      ModelStartCommand.self, ModelAskCommand.self, ModelResumeCommand.self,
      ModelUsageCommand.self, ModelStopCommand.self,
    ])
}

/// `model start`.
struct ModelStartCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start the stand-in.",
    discussion: """
      'chunks' are events without a name that end with [DONE]; 'named' events tell how a message is \
      built. Of the faults 'cut' ends an answer in the middle as if it were whole, 'error' has the \
      model fail there, 'slow' has it think for 5 s.
      Example: model start --style named --fault error
      """)

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 9191

  @Option(help: "How an answer is put into events: chunks or named.")
  var style = AnswerStyle.chunks

  @Option(help: "How many tokens are made in a second, 1 to 1000.")
  var rate: Int = 20

  @Option(help: "What goes wrong with each answer: cut, error or slow.")
  var fault: AnswerFault?

  @Flag(help: "Hand the answer to the network in pieces of 7 bytes, whatever they cut.")
  var ragged = false

  func validate() throws {
    try ServerOptions.validate(port: port)
    guard ModelServer.rates.contains(rate) else {
      throw ValidationError("--rate \(rate) will not do: give 1 to 1000 tokens a second")
    }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    if let running = session.model {
      throw CommandFailure.failed("a model already runs at \(running.url): 'model stop' ends it")
    }
    var configuration = ModelServer.Configuration()
    configuration.port = session.world.takesAnyPort ? 0 : port
    configuration.clock = session.world.clock
    configuration.rate = rate
    configuration.fault = fault
    configuration.isRagged = ragged
    try await session.startModel(configuration, style: style)
  }
}

/// `model usage`: what a bill would count.
struct ModelUsageCommand: ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Show how many answers and tokens were made.",
    discussion: "Example: model usage")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let usage = try session.runningModel().server.usage
    let answers = usage.answers == 1 ? "1 answer" : "\(usage.answers) answers"
    session.say("\(answers), \(usage.tokens) tokens")
  }
}

/// `model stop`.
struct ModelStopCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End every answer and stop listening.",
    discussion: "Example: model stop")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    _ = try session.runningModel()
    await session.stopModel()
  }
}

extension AnswerStyle: ExpressibleByArgument {}
extension AnswerFault: ExpressibleByArgument {}

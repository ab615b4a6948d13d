import EventServer

/// A stand-in for a server of language models: it takes a question by POST, and answers with an
/// event stream, a token at a time, in one of the two styles in use.
///
/// What it says is canned; how it says it is real. One thing it can that the real ones cannot: an
/// answer that was asked for with `"keep": true` has ids, and can be resumed by them.
///
/// | request | answer |
/// |---|---|
/// | `POST /v1/chat/completions` | ``AnswerStyle/chunks`` |
/// | `POST /v1/messages` | ``AnswerStyle/named`` |
/// | `GET /v1/answers/ID` | the same answer again, or what is left of it after `Last-Event-ID` |
/// | `GET /v1/usage` | how many answers and tokens were made, as JSON |
public final class ModelServer: Sendable {
  /// What all paths of the stand-in begin with.
  public static let prefix = "/v1/"
  /// Where answers are read again: `/v1/answers/ID`.
  public static let answersPath = "/v1/answers"
  /// Where one sees what was made.
  public static let usagePath = "/v1/usage"

  /// What the server was told.
  public let configuration: Configuration
  let answers: Answers
  private let server: RoutedServer

  /// Makes a server; it listens once it is started.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    answers = Answers(configuration)
    server = RoutedServer(
      configuration.routed, channels: [],
      router: ModelRoutes(configuration: configuration, answers: answers).router(),
      methods: ModelRoutes.methods)
  }

  /// Starts to listen.
  ///
  /// - Returns: The port.
  /// - Throws: `StartError`, one sentence each.
  public func start() async throws -> Int { try await server.start() }

  /// Stops making answers, and returns when all connections are closed.
  public func stop() async {
    answers.stop()
    await server.stop()
  }

  /// How many answers and tokens were made so far.
  public var usage: Usage { answers.usage }
}

import EventClient
import EventServer
import HTTPTypes
import ModelServer
import Observations

/// The playground's stand-in for a server of language models: its tap writes to the journal.
struct ModelSide: Sendable {
  let server: ModelServer
  let style: AnswerStyle
  let url: String

  /// Starts one; returns when it listens.
  static func start(
    _ configuration: ModelServer.Configuration, style: AnswerStyle, journal: Journal
  ) async throws -> ModelSide {
    var tapped = configuration
    tapped.tap = { journal.record($0) }
    let server = ModelServer(tapped)
    let port = try await server.start()
    let url = "http://\(configuration.host):\(port)"
    journal.record(.model, .serverStarted(url: url))
    return ModelSide(server: server, style: style, url: url)
  }

  /// Whether a path is one of the stand-in's own.
  static func serves(_ path: String) -> Bool { path.hasPrefix(ModelServer.prefix) }

  /// Ends every answer and stops listening.
  func stop(journal: Journal) async {
    await server.stop()
    journal.record(.model, .serverStopped)
  }
}

extension Journal {
  /// Writes down what the stand-in saw.
  func record(_ happening: ModelServer.Happening) {
    switch happening {
    case .server(let happening): record(happening, side: .model)
    case .made(let answer, let tokens, let whole, let end):
      let reason =
        switch end {
        case .complete: "the answer is whole"
        case .abandoned: "its reader has left, so no more is made"
        case .failed: "the model has failed"
        case .stopped: "the server has stopped"
        }
      record(.model, .answered(["\(answer): \(tokens) of \(whole) tokens made; \(reason)"]))
    }
  }
}

extension Session {
  /// The running stand-in.
  /// - Throws: A sentence when there is none.
  func runningModel() throws(CommandFailure) -> ModelSide {
    guard let model else { throw .failed("no model runs here: type 'model start' first") }
    return model
  }

  func startModel(_ configuration: ModelServer.Configuration, style: AnswerStyle) async throws {
    do {
      model = try await ModelSide.start(configuration, style: style, journal: journal)
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    }
  }

  func stopModel() async {
    guard let model else { return }
    self.model = nil
    await model.stop(journal: journal)
  }
}

import EventClient
import EventStream
import FoundationEssentials
import HTTPTypes
import VisibleText

/// Why a class was not told something.
enum DeskProblem: Error, Sendable, Hashable {
  /// The teacher's machine does not answer, for this reason; it may later.
  case silent(String)
  /// The class does not take it: its sentence.
  case refused(String)
  /// What is at the address is no class, for this reason.
  case noClass(String)
}

/// The way to a class: requests of its few paths, by our own client.
///
/// The server answers a client that reads event streams with a stream of one event.
struct DeskLine: Sendable {
  /// How long an answer may take, and the connection before it.
  static let patience = Duration.seconds(5)
  /// How many characters of a sentence from elsewhere are shown.
  private static let sentenceLength = 200

  /// The address of the class; ends with a slash.
  let url: String
  private let configuration: EventSource.Configuration

  /// A way to the class at an address as it was typed; `http://` may be left out, as in a browser.
  init(_ typed: String, _ world: World) throws(CommandFailure) {
    let whole = typed.contains("://") ? typed : "http://" + typed
    url = whole.hasSuffix("/") ? whole : whole + "/"
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.headers[.contentType] = "application/json"
    configuration.reconnects = false
    configuration.connectTimeout = Self.patience
    configuration.idleTimeout = Self.patience
    configuration.userAgent = "sse-workbook"
    configuration.proxies = ProxySettings(environment: world.environment)
    self.configuration = configuration
    let hint = "it is what the wall shows, as in http://192.168.1.5:8090/"
    guard !url.contains(where: { "?#".contains($0) }) else {
      throw .usage("'\(typed)' is no address of a class: \(hint)")
    }
    do { _ = try EventSource(url) } catch {
      throw .usage("'\(typed)' is no address of a class: \(error.reason); \(hint)")
    }
  }

  /// Sends an object to a path, and returns what was answered.
  func post<Answer: Decodable>(
    _ path: String, _ members: [(String, String)], as type: Answer.Type = Answer.self
  ) async throws(DeskProblem) -> Answer {
    var configuration = configuration
    configuration.body = Array(JSONText.object(members).utf8)
    let source: EventSource
    do { source = try EventSource(url + path, configuration: configuration) } catch {
      throw .noClass(error.description)
    }
    let deadline = ContinuousClock.now + Self.patience + Self.patience
    for await element in source {
      switch element {
      case .message(let event):
        guard let answer = try? JSONDecoder().decode(type, from: Data(event.data.utf8)) else {
          throw .noClass("it answers something else")
        }
        return answer
      case .lost(let problem, _), .failed(let problem): throw Self.problem(problem)
      default:
        guard ContinuousClock.now < deadline else { throw .silent("it took too long") }
      }
    }
    throw .silent("it was stopped")
  }

  private static func problem(_ problem: ConnectionProblem) -> DeskProblem {
    guard let status = problem.status else {
      switch problem.code {
      case .contentType, .notHTTP, .badLocation, .tooManyRedirects, .compressed, .transferCoding,
        .eventTooLarge:
        return .noClass(problem.description)
      default: return .silent(problem.description)
      }
    }
    struct Said: Decodable { var error: String }
    guard ![404, 405, 501].contains(status),
      let said = problem.says.flatMap({
        try? JSONDecoder().decode(Said.self, from: Data($0.utf8))
      })
    else { return .noClass(problem.description) }
    return .refused(String(said.error.visible.prefix(sentenceLength)))
  }
}

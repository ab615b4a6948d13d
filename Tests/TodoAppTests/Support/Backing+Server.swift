import Testing
import VisibleText

@testable import TodoApp

extension Backing {
  /// A new, empty database of this kind.
  func database() async throws -> TodoDatabase {
    switch self {
    case .memory: return .memory
    case .file: return .file(Scratch.path())
    case .postgres: return .postgres(try await Cluster.shared.value.database())
    }
  }
}

/// A server on a port of its own.
struct Running {
  let server: TodoServer
  let port: Int
  let happenings: Collector<TodoServer.Happening>

  init(
    _ database: TodoDatabase, port: Int = 0, retry: Int = 100,
    attempts: Int = TodoServer.attempts,
    happenings: Collector<TodoServer.Happening> = Collector()
  ) async throws {
    var configuration = TodoServer.Configuration()
    configuration.database = database
    configuration.port = port
    configuration.retry = retry
    configuration.attempts = attempts
    configuration.tap = { happenings.append($0) }
    self.happenings = happenings
    server = TodoServer(configuration)
    self.port = try await server.start()
  }

  func ask(
    _ method: String, _ target: String, _ body: String? = nil,
    type: String? = "application/json", headers: [String] = []
  ) async throws -> Answer {
    try await Answer.to(method, target, body, type: type, port: port, headers: headers)
  }

  /// The id of the change at this place.
  func id(_ position: Int) async throws -> String {
    let entries = try await server.store.changes(after: position - 1, limit: 1)
    return try #require(entries.first).id.text
  }

  @discardableResult
  func post(_ description: String, completed: Bool = false) async throws -> Answer {
    try await ask(
      "POST", "/todos",
      #"{"description":\#(JSONText.quoted(description)),"completed":\#(completed)}"#)
  }
}

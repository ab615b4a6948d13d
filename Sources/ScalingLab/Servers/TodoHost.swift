import EventServer
import Platform
import TodoApp

/// The model `todo`: this workbook's TODO app, on a file, with rows added by a second program.
struct TodoHost: Sendable {
  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; the file goes with it.
  func serve() async throws {
    let folder = try TemporaryFolder(prefix: "sse-scale-todo-")
    defer { folder.remove() }
    let file = "\(folder.path)/todos.db"
    var configuration = TodoServer.Configuration()
    configuration.database = .file(file)
    configuration.port = 0
    let server = TodoServer(configuration)
    let port = try await server.start()
    let writer = try await TodoWriter(file: file)
    ScalingHost.sayReady(port: port)
    await writer.write(every: options.intervalMilliseconds) {
      await ScalingHost.lifelineHangsUp()
    }
    await server.stop()
  }
}

/// Adds a row with the time in it again and again, as `sqlite3` on the same file would.
struct TodoWriter: Sendable {
  private let store: SQLiteStore

  /// Opens the file.
  init(file: String) async throws {
    store = SQLiteStore(.file(file))
    try await store.start()
  }

  /// Adds rows until `end` returns.
  func write(every milliseconds: Int, until end: () async -> Void) async {
    let writing = Task {
      while !Task.isCancelled {
        _ = try? await store.add(description: "\(monotonicNanoseconds())", completed: false)
        try? await Task.sleep(for: .milliseconds(milliseconds))
      }
    }
    await end()
    writing.cancel()
    await writing.value
    await store.stop()
  }
}

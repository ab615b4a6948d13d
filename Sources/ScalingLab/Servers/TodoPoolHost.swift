import Platform

/// The model `todo-pool`: ``PooledTodoServer``, with rows added by a second program.
struct TodoPoolHost: Sendable {
  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; the file goes with it.
  func serve() async throws {
    let folder = try TemporaryFolder(prefix: "sse-scale-todo-")
    defer { folder.remove() }
    let file = "\(folder.path)/todos.db"
    let server = try await PooledTodoServer(file: file, connections: options.pool)
    let port = try await server.start()
    let writer = try await TodoWriter(file: file)
    ScalingHost.sayReady(port: port)
    await writer.write(every: options.intervalMilliseconds) {
      await ScalingHost.lifelineHangsUp()
    }
    await server.stop()
  }
}

/// A few connections that all tasks share.
///
/// A task that finds all of them in use waits in line, at most ``PostgresPool/acquireTimeout``,
/// and leaves the line when it is cancelled: then nothing of its statement was sent.
actor PostgresPool {
  /// Connections at most.
  ///
  /// Readers of the stream need none, however many they are.
  static let size = 4
  /// How long a task waits for a free connection.
  static let acquireTimeout = Duration.seconds(2)

  private let url: String
  private let size: Int
  private let acquireTimeout: Duration
  private let patience: PostgresConnection.Patience
  private var idle: [PostgresConnection] = []
  private var open = 0
  private var line: [Waiter] = []
  private var nextWaiter = 0
  private var isClosed = false

  private struct Waiter {
    var number: Int
    var turn: CheckedContinuation<PostgresError?, Never>
  }

  init(
    _ url: String, size: Int = size, acquireTimeout: Duration = acquireTimeout,
    patience: PostgresConnection.Patience = .init()
  ) {
    self.url = url
    self.size = size
    self.acquireTimeout = acquireTimeout
    self.patience = patience
  }

  /// Runs a statement on a connection of its own.
  func query(
    _ sql: String, _ values: [String?] = []
  ) async throws(PostgresError) -> PostgresResult {
    try await using { connection throws(PostgresError) in try await connection.query(sql, values) }
  }

  /// Runs a script of several statements.
  func simple(_ script: String) async throws(PostgresError) {
    _ = try await using { connection throws(PostgresError) in try await connection.simple(script) }
  }

  /// Closes every connection; tasks that wait for one, or use one, are told so.
  func close() async {
    isClosed = true
    for waiter in line { waiter.turn.resume(returning: .unreachable(reason: "it was closed")) }
    line = []
    await closeIdle()
  }

  private func using(
    _ work: (PostgresConnection) async throws(PostgresError) -> PostgresResult
  ) async throws(PostgresError) -> PostgresResult {
    try await takeTurn()
    defer { passTurn() }
    while true {
      let (connection, isNew) = try await connection()
      // From here on the caller's leaving changes nothing: a statement is run to its end.
      guard !Task.isCancelled else {
        await giveBack(connection)
        throw .cancelled
      }
      do {
        let result = try await work(connection)
        await giveBack(connection)
        return result
      } catch {
        // Sessions that began while nothing could be written keep to it when others may write.
        if error.isReadOnly {
          await connection.close()
          await closeIdle()
        }
        await giveBack(connection)
        // Nothing was done, be it that a farewell crossed our statement: a new one may do it.
        guard !isNew, error.isWorthAnotherConnection else { throw error }
      }
    }
  }

  private func closeIdle() async {
    let all = idle
    idle = []
    for connection in all { await connection.close() }
  }

  private func connection() async throws(PostgresError) -> (PostgresConnection, isNew: Bool) {
    while let connection = idle.popLast() {
      if await connection.isAlive() { return (connection, false) }
      await connection.close()
    }
    let connection = PostgresConnection(patience: patience)
    try await connection.connect(url)
    return (connection, true)
  }

  private func giveBack(_ connection: PostgresConnection) async {
    if await connection.isAlive(), !isClosed {
      idle.append(connection)
    } else {
      await connection.close()
    }
  }
}

// MARK: The line

extension PostgresPool {
  private func takeTurn() async throws(PostgresError) {
    guard !isClosed else { throw .unreachable(reason: "it was closed") }
    guard !Task.isCancelled else { throw .cancelled }
    guard open >= size else {
      open += 1
      return
    }
    nextWaiter += 1
    let number = nextWaiter
    let timer = Task { [acquireTimeout] in
      try await Task.sleep(for: acquireTimeout)
      leave(number, .busy)
    }
    defer { timer.cancel() }
    let problem = await withTaskCancellationHandler {
      await withCheckedContinuation { line.append(Waiter(number: number, turn: $0)) }
    } onCancel: {
      Task { await self.leave(number, .cancelled) }
    }
    if let problem { throw problem }
  }

  /// Hands the turn to the next in line, or gives it up.
  private func passTurn() {
    guard !line.isEmpty else {
      open -= 1
      return
    }
    line.removeFirst().turn.resume(returning: nil)
  }

  private func leave(_ number: Int, _ problem: PostgresError) {
    guard let place = line.firstIndex(where: { $0.number == number }) else { return }
    line.remove(at: place).turn.resume(returning: problem)
  }
}

extension PostgresError {
  /// Whether the statement was not carried out, for a reason that lies in the connection.
  fileprivate var isWorthAnotherConnection: Bool {
    if case .unreachable = self { return true }
    return isReadOnly
  }
}

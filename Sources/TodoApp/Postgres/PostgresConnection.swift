import CLibpq
import Dispatch

/// One connection to PostgreSQL through libpq, asynchronous on its socket.
///
/// The actor runs on a queue of its own: no Swift thread ever waits for the network, not even for
/// the name look-up that libpq does inside `PQconnectStart`. One statement runs at a time.
/// A connection whose answer did not come to its end is closed there and then: what is left of that
/// answer would be taken for the next one. Its maker calls ``close()`` in the end.
actor PostgresConnection {
  /// How long the server may take.
  struct Patience: Sendable {
    /// How long connecting may take.
    var connect = Duration.seconds(10)
    /// How long a statement may take; a database that has fallen silent is given up then.
    var statement = Duration.seconds(15)
  }

  private let patience: Patience
  private let executor = QueueExecutor(label: "sse.postgres")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  // Invariant: touched on the actor's queue only; nil before `connect` and after `close`.
  private var handle: OpaquePointer?
  private var wait: SocketWait?
  private var isClosed = false
  private var isWorking = false
  /// Whether a notification has arrived since the last call of `nextNotification`.
  private var wasNotified = false

  init(patience: Patience = Patience()) { self.patience = patience }

  /// Connects, then sets what every statement of ours counts on.
  func connect(_ url: String) async throws(PostgresError) {
    try await establish(url)
    do {
      _ = try await simple(
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
    } catch {
      close()
      throw .unreachable(reason: error.reason)
    }
  }

  /// Runs one statement with its parameters; the values never become part of its text.
  func query(
    _ sql: String, _ values: [String?] = []
  ) async throws(PostgresError) -> PostgresResult {
    let values = CStrings(values)
    return try await run { handle in
      values.withPointers {
        PQsendQueryParams(handle, sql, Int32($0.count), nil, $0, nil, nil, 0)
      }
    }
  }

  /// Runs a script of several statements.
  func simple(_ script: String) async throws(PostgresError) -> PostgresResult {
    try await run { PQsendQuery($0, script) }
  }

  /// Returns when a notification has arrived, or the time is over.
  ///
  /// - Returns: Whether one arrived while nothing else was asked. That proves that the server, or
  ///   the pooler before it, reaches us; one that came beside an answer proves nothing, since a
  ///   pooler passes on whatever its connection to the server holds by chance.
  @discardableResult
  func nextNotification(within limit: Duration) async throws(PostgresError) -> Bool {
    guard !wasNotified else {
      wasNotified = false
      return false
    }
    _ = await ready(.reading, within: limit)
    try receive()
    defer { wasNotified = false }
    return wasNotified
  }

  /// Whether the connection still stands, as far as can be told without asking the server.
  ///
  /// A server that ended has said so on the socket; reading it finds out, and costs no round trip.
  func isAlive() -> Bool {
    guard !isWorking, !isClosed else { return false }
    // The first look takes in a farewell, the second finds the end behind it.
    return (try? receive()) != nil && (try? receive()) != nil
  }

  /// Closes the connection; a statement in progress ends with ``PostgresError/lost(reason:)``.
  func close() {
    isClosed = true
    if let wait { wait.end(.stopped) } else { finish() }
  }
}

// MARK: On the socket

extension PostgresConnection {
  private func establish(_ url: String) async throws(PostgresError) {
    if let problem = ConnectionInfo.problem(in: url) { throw .turnedAway(reason: problem) }
    // What stands first is overruled by what follows; a URL is read out of `dbname`.
    let names = CStrings(["fallback_application_name", "dbname", "client_encoding", nil])
    let values = CStrings(["sse", url, "UTF8", nil])
    let started = names.withPointers { names in
      values.withPointers { PQconnectStartParams(names, $0, 1) }
    }
    guard let started else { throw .unreachable(reason: "out of memory") }
    handle = started
    PQsetNoticeReceiver(started, { _, _ in }, nil)  // or libpq writes to standard error
    // Only so do the words of a server that refuses us carry their SQLSTATE.
    PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
    let deadline = ContinuousClock.now + patience.connect
    var need = SocketWait.Need.writing
    guard PQstatus(handle) != CONNECTION_BAD else { throw unreachable() }
    while true {
      switch await ready(need, within: deadline - .now) {
      case .ready: break
      case .late: throw unreachable("no answer within \(patience.connect)")
      case .stopped: throw unreachable("it was closed")
      }
      switch PQconnectPoll(handle) {
      case PGRES_POLLING_OK:
        PQsetnonblocking(handle, 1)
        return
      case PGRES_POLLING_READING: need = .reading
      case PGRES_POLLING_WRITING: need = .writing
      default: throw unreachable()
      }
    }
  }

  private func run(
    _ send: (OpaquePointer) -> Int32
  ) async throws(PostgresError) -> PostgresResult {
    guard let handle, !isClosed, !isWorking else {
      throw .unreachable(reason: isWorking ? "the connection is in use" : "it was closed")
    }
    guard send(handle) == 1 else { throw .unreachable(reason: firstLine(PQerrorMessage(handle))) }
    isWorking = true
    defer { isWorking = false }
    let deadline = ContinuousClock.now + patience.statement
    do {
      try await flush(deadline)
      return try await results(deadline)
    } catch {
      if case .refused = error { throw error }
      abandon()
      throw error
    }
  }

  /// Closes a connection whose answer is still owed, and tells the server to stop working on it.
  ///
  /// A statement that waits for a lock would otherwise keep its place in the server, one after the
  /// other, until the server accepts no connection any more.
  private func abandon() {
    guard let handle else { return close() }
    let order = CancelOrder(handle)
    close()
    // It connects anew and waits for the server; no task of ours waits for it.
    DispatchQueue.global().async { order?.give() }
  }

  /// Sends what libpq holds back, reading meanwhile: a server that cannot write stops reading.
  private func flush(_ deadline: ContinuousClock.Instant) async throws(PostgresError) {
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1:
        try await wait(.either, deadline)
        try receive()
      default: throw lost()
      }
    }
  }

  private func results(
    _ deadline: ContinuousClock.Instant
  ) async throws(PostgresError) -> PostgresResult {
    var last = PostgresResult()
    var failure: PostgresError?
    while true {
      while PQisBusy(handle) == 1 {
        try await wait(.reading, deadline)
        try receive()
      }
      guard let result = PQgetResult(handle) else { break }
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_TUPLES_OK: last = PostgresResult(result)
      case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
      // Nothing of ours asks for this, and libpq would announce it without end.
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        throw .lost(reason: "it sent what nobody asked for")
      default: failure = failure ?? refusal(result)
      }
    }
    if PQstatus(handle) != CONNECTION_OK { throw end(failure) }
    if let failure { throw failure }
    return last
  }

  /// A server that is told to end says so (class 57) and undoes what it was at.
  ///
  /// One that just vanished may have committed.
  private func end(_ failure: PostgresError?) -> PostgresError {
    guard case .refused(let state, let reason) = failure, state.hasPrefix("57P") else {
      return lost()
    }
    return .unreachable(reason: reason)
  }

  private func refusal(_ result: OpaquePointer) -> PostgresError {
    guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else { return lost() }
    return .refused(
      state: String(cString: state),
      reason: firstLine(PQresultErrorField(result, Int32(UInt8(ascii: "M")))))
  }

  /// Takes in what has arrived, without waiting.
  private func receive() throws(PostgresError) {
    guard let handle, !isClosed else { throw .lost(reason: "it was closed") }
    guard PQconsumeInput(handle) == 1 else { throw lost() }
    while let notification = PQnotifies(handle) {
      wasNotified = true
      PQfreemem(notification)
    }
  }

  private func wait(
    _ need: SocketWait.Need, _ deadline: ContinuousClock.Instant
  ) async throws(PostgresError) {
    switch await ready(need, within: deadline - .now) {
    case .ready: return
    case .late: throw .lost(reason: "no answer within \(patience.statement)")
    case .stopped: throw .lost(reason: "it was closed")
    }
  }

  private func ready(
    _ need: SocketWait.Need, within limit: Duration
  ) async -> SocketWait.Outcome {
    guard !isClosed, let handle else { return .stopped }
    let outcome = await withCheckedContinuation { continuation in
      wait = SocketWait(
        PQsocket(handle), need, within: max(limit, .zero), on: executor.queue
      ) { continuation.resume(returning: $0) }
    }
    wait = nil
    guard isClosed else { return outcome }
    finish()
    return .stopped
  }

  private func finish() {
    PQfinish(handle)
    handle = nil
  }

  private func lost() -> PostgresError { .lost(reason: firstLine(PQerrorMessage(handle))) }

  private func unreachable(_ reason: String? = nil) -> PostgresError {
    let error =
      if let reason {
        PostgresError.unreachable(reason: reason)
      } else {
        PostgresError(
          connecting: firstLine(PQerrorMessage(handle)),
          wantsPassword: PQconnectionNeedsPassword(handle) == 1)
      }
    close()
    return error
  }
}

/// What tells a server to stop the statement of a connection, which may be closed meanwhile.
///
/// Invariant: referenced by the actor that makes it, then by the one block that gives it.
private final class CancelOrder: @unchecked Sendable {
  private let order: OpaquePointer

  init?(_ connection: OpaquePointer) {
    guard let order = PQgetCancel(connection) else { return nil }
    self.order = order
  }

  /// Blocks until the server has taken it or cannot be reached.
  func give() {
    var complaint = [CChar](repeating: 0, count: 256)
    _ = PQcancel(order, &complaint, Int32(complaint.count))
  }

  deinit { PQfreeCancel(order) }
}

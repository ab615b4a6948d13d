extension PostgresStore {
  /// The pauses between attempts to reach a database that went away; the last one repeats.
  static let reconnectPauses: [Duration] = [100, 200, 500, 1_000, 2_000].map { .milliseconds($0) }
  /// How long the listening connection rests without asking for changes, be it notified or not.
  ///
  /// A database that vanished without a word (no FIN, no RST) is found out by this.
  static let sweepInterval = Duration.seconds(10)
  /// How long it rests where nothing rings.
  static let pollInterval = Duration.seconds(1)

  /// Tells of every change after `position` over the one connection that listens.
  public func follow(
    after position: Int, _ receive: @Sendable (StoreNews) async -> Void
  ) async {
    var reader = ChangeReader(position: position)
    var pauses = Self.reconnectPauses[...]
    while !Task.isCancelled {
      let prepared = takeListener()
      let connection = prepared?.0 ?? PostgresConnection()
      await withTaskCancellationHandler {
        do throws(PostgresError) {
          let rings: Bool
          if let prepared { rings = prepared.rings } else { rings = try await prepare(connection) }
          await reader.hear(rings, receive)
          pauses = Self.reconnectPauses[...]
          try await attend(connection, &reader, receive)
        } catch {
          await reader.lose(error.reason, receive)
        }
      } onCancel: {
        Task { await connection.close() }
      }
      await connection.close()
      let pause = pauses.count > 1 ? pauses.removeFirst() : pauses[pauses.startIndex]
      try? await Task.sleep(for: pause)
    }
  }

  /// Reads and tells until the connection breaks.
  private func attend(
    _ connection: PostgresConnection, _ reader: inout ChangeReader,
    _ receive: (StoreNews) async -> Void
  ) async throws(PostgresError) {
    let statements = try statements
    try await confirm(connection, statements, &reader, receive)
    while !Task.isCancelled {
      try await reader.drain(receive) { position throws(PostgresError) in
        try await Self.page(connection, statements, after: position)
      }
      let rest = reader.rings ? Self.sweepInterval : Self.pollInterval
      if try await connection.nextNotification(within: rest) { await reader.hear(true, receive) }
    }
  }

  /// A database that came back may be another one, with other changes under the same numbers.
  private func confirm(
    _ connection: PostgresConnection, _ statements: PostgresStatements,
    _ reader: inout ChangeReader, _ receive: (StoreNews) async -> Void
  ) async throws(PostgresError) {
    guard let last = reader.last else { return }
    // From 0, since a place beyond the newest says that we know better.
    let newest = try await Self.page(connection, statements, after: 0, limit: 0).newest
    guard newest.position >= last.position else { return }
    let page = try await Self.page(connection, statements, after: last.position - 1, limit: 1)
    guard page.changes.first?.id != last, newest != last else { return }
    await reader.restart(at: newest, receive)
  }

  private static func page(
    _ connection: PostgresConnection, _ statements: PostgresStatements, after position: Int,
    limit: Int = StoreLimits.batch
  ) async throws(PostgresError) -> ChangeReader.Page {
    let changes = entries(
      in: try await connection.query(statements.publish, ["\(position)", "\(limit)"]))
    if let last = changes.last { return ChangeReader.Page(newest: last.id, changes: changes) }
    let newest = newest(in: try await connection.query(statements.newest))
    return ChangeReader.Page(newest: newest, changes: [])
  }
}

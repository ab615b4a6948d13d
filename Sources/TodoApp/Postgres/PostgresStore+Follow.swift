extension PostgresStore {
  /// The pauses between attempts to reach a database that went away; the last one repeats.
  static let reconnectPauses: [Duration] = [100, 200, 500, 1_000, 2_000].map { .milliseconds($0) }
  /// How long the listening connection rests without asking for changes, be it notified or not.
  ///
  /// A database that vanished without a word (no FIN, no RST) is found out by this.
  static let sweepInterval = Duration.seconds(10)

  /// Tells of every change after `position` over the one connection that listens.
  public func follow(
    after position: Int, _ receive: @Sendable (StoreNews) async -> Void
  ) async {
    var reader = ChangeReader(position: position)
    var pauses = Self.reconnectPauses[...]
    while !Task.isCancelled {
      let connection = PostgresConnection()
      await withTaskCancellationHandler {
        do throws(PostgresError) {
          try await listen(on: connection)
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

  /// Listening comes before the first look: what is committed in between rings, and is seen.
  private func listen(on connection: PostgresConnection) async throws(PostgresError) {
    try await connection.connect(url)
    // A database may come back empty.
    _ = try await connection.simple(PostgresSchema.sql)
    _ = try await connection.simple("LISTEN \(PostgresSchema.channel)")
  }

  /// Reads and tells until the connection breaks.
  private func attend(
    _ connection: PostgresConnection, _ reader: inout ChangeReader,
    _ receive: (StoreNews) async -> Void
  ) async throws(PostgresError) {
    while !Task.isCancelled {
      try await reader.drain(receive) { position throws(PostgresError) in
        try await page(connection, after: position)
      }
      try await connection.nextNotification(within: Self.sweepInterval)
    }
  }

  private func page(
    _ connection: PostgresConnection, after position: Int
  ) async throws(PostgresError) -> ChangeReader.Page {
    let changes = try changes(
      in: try await connection.query(
        PostgresSchema.publish, ["\(position)", "\(StoreLimits.batch)"]))
    guard changes.isEmpty else {
      return ChangeReader.Page(newest: changes[changes.count - 1].position, changes: changes)
    }
    let newest = try await connection.query(PostgresSchema.newest).rows.first?[0]
    return ChangeReader.Page(newest: newest.flatMap { Int($0) } ?? 0, changes: [])
  }
}

import EventServer

extension PostgresStore {
  /// How long a notification of our own may take until we count as not reached.
  static let ringLimit = Duration.seconds(1)
  /// How long a second connection may take beside the one that listens.
  static let secondConnection = PostgresConnection.Patience(
    connect: .seconds(5), statement: .seconds(5))

  /// Makes this connection the one that listens: connects it, looks whose the database is, lays the
  /// list out where there is none, begins a new epoch, and tries whether it rings.
  ///
  /// - Returns: Whether it rings when something changes.
  func prepare(_ connection: PostgresConnection) async throws(PostgresError) -> Bool {
    try await connection.connect(url)
    let survey = try await PostgresSurvey(connection)
    if !survey.isLaidOut { try await layOut(connection, survey.schema) }
    let statements = PostgresStatements(schema: survey.schema)
    // Listening comes before the first look: what is committed in between rings, and is seen.
    _ = try await connection.simple("LISTEN \(PostgresSchema.channel)")
    _ = try await connection.query(statements.begin, [Epoch.random().name])
    use(statements)
    return try await rings(connection)
  }

  /// Runs the script in the schema where the list is to be, as one transaction.
  private func layOut(
    _ connection: PostgresConnection, _ schema: String
  ) async throws(PostgresError) {
    let path = PostgresSurvey.quoted(schema).replacing("'", with: "''")
    do {
      // In one message, and for the transaction only: a pooler may lend each to another connection.
      _ = try await connection.simple(
        "BEGIN; SELECT set_config('search_path', '\(path)', true); " + PostgresSchema.sql)
    } catch {
      _ = try? await connection.simple("ROLLBACK")
      guard case .refused(PostgresSchema.stranger, let reason) = error else { throw error }
      throw .unusable(reason: "\(reason): name an empty database")
    }
  }

  /// Rings over another connection, and listens.
  ///
  /// A pooler that lends its connections by the transaction or by the statement passes no
  /// notification on; one that lends them by the session and has a single one leaves none for the
  /// rows.
  private func rings(_ connection: PostgresConnection) async throws(PostgresError) -> Bool {
    let other = PostgresConnection(patience: Self.secondConnection)
    do {
      try await other.connect(url)
      _ = try await other.query("SELECT pg_notify('\(PostgresSchema.channel)', '')")
      await other.close()
    } catch {
      await other.close()
      // A database that is away has closed both.
      _ = try await connection.query("SELECT 1")
      throw .unusable(
        reason: "it gives no second connection beside the one that listens (\(error.reason)): "
          + "let the server or its pooler give two or more")
    }
    let deadline = ContinuousClock.now + Self.ringLimit
    while ContinuousClock.now < deadline {
      if try await connection.nextNotification(within: deadline - .now) { return true }
    }
    return false
  }
}

import OutsideServers

/// Lends each program a database that nobody has used, in a PostgreSQL that it has for itself.
///
/// A PostgreSQL that is given back is lent again, with another database: to make one takes longer
/// than most programs run.
actor DatabaseShelf {
  private var installation: PostgresInstallation?
  private var free: [TemporaryPostgres] = []
  private var lent = 0

  /// From now on they are started from here.
  func serve(from installation: PostgresInstallation) { self.installation = installation }

  /// Runs the work with the address of a new database.
  func lend<Value: Sendable>(
    _ work: @Sendable (_ url: String) async throws -> Value
  ) async throws -> Value {
    guard let installation else { throw WorkshopProblem.system("PostgreSQL is not installed") }
    let postgres: TemporaryPostgres
    if let one = free.popLast() {
      postgres = one
    } else {
      postgres = try await TemporaryPostgres.start(installation)
    }
    defer { free.append(postgres) }
    lent += 1
    return try await work(try await postgres.makeDatabase("life\(lent)", installation))
  }

  /// Ends all of them.
  func close() async {
    for postgres in free { await postgres.stop() }
    free = []
  }
}

import GRDB

/// What can still be read of a progress file, in memory: of a damaged one as much as possible.
struct ProgressSalvage {
  /// A database with the rows that were saved.
  let queue: DatabaseQueue
  /// How many rows of each table were saved.
  private(set) var saved: [String: Int] = [:]
  /// How many rows were found and mean nothing.
  private(set) var unreadable = 0
  /// Whether a part of the file could not be read at all.
  private(set) var isCut = false

  /// Reads a file; nothing is changed in it.
  init(of path: String) {
    queue = ProgressStore.memory()
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    guard let file = try? DatabaseQueue(path: path, configuration: configuration) else {
      isCut = true
      return
    }
    for table in ProgressTables.names { take(table, from: file) }
    unreadable = (try? queue.write(ProgressStore.dropUnreadable)) ?? 0
  }

  /// Reads a table from both ends, since a page in its middle may be gone.
  private mutating func take(_ table: String, from file: DatabaseQueue) {
    let ascending = rows(of: table, in: file, "ORDER BY rowid", [])
    guard ascending.error != nil else { return keep(ascending.rows, in: table) }
    isCut = true
    let last = ascending.rows.last?["rowid"] as Int64? ?? .min
    let descending = rows(of: table, in: file, "WHERE rowid > ? ORDER BY rowid DESC", [last])
    keep(ascending.rows + descending.rows, in: table)
  }

  private func rows(
    of table: String, in file: DatabaseQueue, _ order: String, _ arguments: StatementArguments
  ) -> (rows: [Row], error: (any Error)?) {
    var found: [Row] = []
    do {
      try file.read { database in
        guard try database.tableExists(table) else { return }
        let cursor = try Row.fetchCursor(
          database, sql: "SELECT rowid, * FROM \(table) \(order)", arguments: arguments)
        while let row = try cursor.next() { found.append(row.copy()) }
      }
      return (found, nil)
    } catch {
      return (found, error)
    }
  }

  private mutating func keep(_ rows: [Row], in table: String) {
    var count = 0
    try? queue.write { database in
      for row in rows {
        let names = row.columnNames.dropFirst()
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let values = Array(row.databaseValues.dropFirst())
        // A row that breaks a rule of its table is no row of ours.
        try? database.execute(
          sql: "INSERT OR IGNORE INTO \(table) (\(columns)) VALUES (\(marks))",
          arguments: StatementArguments(values))
        count += database.changesCount
      }
    }
    saved[table] = count
  }
}

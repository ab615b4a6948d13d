/// What stands in a database before anything is laid out in it.
///
/// A list of ours lies in one schema; it is found there whatever the search path is today.
struct PostgresSurvey {
  /// Where the list is, or is to be.
  var schema: String
  /// Whether it is there as a whole; otherwise ``PostgresSchema/sql`` is to be run.
  var isLaidOut: Bool

  /// Looks, and changes nothing.
  ///
  /// - Throws: ``PostgresError/unusable(reason:)`` where the database is not ours, or where
  ///   the role has not the rights.
  init(_ connection: PostgresConnection) async throws(PostgresError) {
    let tables = try await Self.tables(connection)
    let first = try await connection.query("SELECT current_schema()").rows.first?[0]
    let marked = tables.filter { $0.name == "todo_marker" }.map(\.schema)
    if let schema = try Self.choice(marked, first) {
      self.schema = schema
      let layout = try await Self.layout(connection, schema)
      guard layout <= PostgresSchema.layout else {
        throw .unusable(
          reason: "its list was laid out by a newer version of this program; use that one")
      }
      let isWhole = try await Self.isWhole(connection, schema)
      isLaidOut = layout == PostgresSchema.layout && isWhole
      if isLaidOut { try await Self.demandRights(connection, schema) }
    } else {
      schema = try Self.place(tables, first)
      isLaidOut = false
    }
  }

  private struct Table {
    var schema: String
    var name: String
  }

  /// The tables of all programs, but not those that belong to the system or to an extension.
  private static func tables(
    _ connection: PostgresConnection
  ) async throws(PostgresError) -> [Table] {
    try await connection.query(
      """
      SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
          AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY n.nspname, c.relname
      """
    ).rows.map { Table(schema: $0[0] ?? "", name: $0[1] ?? "") }
  }

  /// The one list of ours, or the one on the path.
  private static func choice(
    _ marked: [String], _ first: String?
  ) throws(PostgresError) -> String? {
    if let first, marked.contains(first) { return first }
    guard marked.count > 1 else { return marked.first }
    throw .unusable(
      reason: "it holds lists in the schemas \(marked.joined(separator: ", ")): put the one that "
        + "is meant first on the role's search_path")
  }

  /// Where a list may be laid out: in an empty database, or over what earlier versions left.
  private static func place(
    _ tables: [Table], _ first: String?
  ) throws(PostgresError) -> String {
    let former: Set = ["todos", "todo_outbox", "todo_changes", "todo_publisher"]
    let bySchema = Dictionary(grouping: tables, by: \.schema).mapValues { Set($0.map(\.name)) }
    let whole = bySchema.filter { $0.value.isSuperset(of: former) }.keys.sorted()
    if let schema = try choice(whole, first) { return schema }
    if tables.count == 1, tables[0].name == "todos" { return tables[0].schema }
    if let table = tables.first {
      throw .unusable(
        reason: "it holds \(table.schema).\(table.name) of another program: "
          + "name an empty database, or lay the list out in this one with deploy/init.sql")
    }
    guard let first else {
      throw .unusable(
        reason: "no schema of the role's search_path exists: create one, or change the path")
    }
    return first
  }

  private static func layout(
    _ connection: PostgresConnection, _ schema: String
  ) async throws(PostgresError) -> Int {
    let sql = "SELECT max(layout) FROM \(quoted(schema)).todo_marker WHERE program = $1"
    do {
      let row = try await connection.query(sql, [PostgresSchema.program]).rows.first
      if let layout = row?[0].flatMap({ Int($0) }) { return layout }
    } catch .refused(PostgresError.noRight, _) {
      throw await lacking(connection, schema)
    } catch {
      // Some other table: it has no such columns.
      guard case .refused(let state, _) = error, state.hasPrefix("42") else { throw error }
    }
    throw .unusable(
      reason: "it holds \(schema).todo_marker of another program: name an empty database")
  }

  /// Whether all is there that the rows need to be heard of.
  private static func isWhole(
    _ connection: PostgresConnection, _ schema: String
  ) async throws(PostgresError) -> Bool {
    let count = try await connection.query(
      """
      SELECT
        (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid AND relkind = 'r' AND relname IN
          ('todos', 'todo_outbox', 'todo_changes', 'todo_publisher'))
        + (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
          WHERE c.relnamespace = n.oid AND c.relname = 'todos'
          AND t.tgname IN ('todo_row_trigger', 'todo_truncate_trigger'))
        + (SELECT count(*) FROM pg_proc WHERE pronamespace = n.oid
          AND proname IN ('todo_record', 'todo_begin', 'todo_publish'))
      FROM pg_namespace n WHERE n.nspname = $1
      """, [schema]
    ).rows.first?[0]
    return count == "9"
  }

  /// A role that does not own the list may use it when it may use its rows.
  private static func demandRights(
    _ connection: PostgresConnection, _ schema: String
  ) async throws(PostgresError) {
    let missing = try await connection.query(
      """
      SELECT 0 FROM (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) needed (privilege)
      WHERE NOT has_table_privilege($1, needed.privilege)
      UNION ALL SELECT 1 FROM pg_get_serial_sequence($1, 'id') owned (sequence)
      WHERE owned.sequence IS NOT NULL AND NOT has_sequence_privilege(owned.sequence, 'USAGE')
        AND EXISTS (SELECT FROM pg_attribute
          WHERE attrelid = $1::regclass AND attname = 'id' AND attidentity = '')
      """, ["\(quoted(schema)).todos"]
    ).rows
    guard !missing.isEmpty else { return }
    throw await lacking(
      connection, schema, countsByItself: !missing.contains { $0.first == "1" })
  }

  /// The sentence that names the grants.
  private static func lacking(
    _ connection: PostgresConnection, _ schema: String, countsByItself: Bool = true
  ) async -> PostgresError {
    let role = try? await connection.query("SELECT quote_ident(current_user)").rows.first?[0]
    let who = (role ?? nil) ?? "the role"
    let isPlain = schema.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    let place = isPlain ? schema : quoted(schema)
    return .unusable(
      reason: "\(who) may not use its list; let the owner grant it: "
        + "GRANT USAGE ON SCHEMA \(place) TO \(who); "
        + "GRANT SELECT, INSERT, UPDATE, DELETE ON \(place).todos TO \(who)"
        + (countsByItself ? "" : "; GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(place) TO \(who)"))
  }

  /// A name as it stands in a statement.
  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

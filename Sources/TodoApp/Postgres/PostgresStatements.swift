/// The statements of the list, with the schema in which it lies.
///
/// Each names it, so that no search path leads to another list.
struct PostgresStatements: Sendable, Hashable {
  let list: String
  let todo: String
  let add: String
  let change: String
  let remove: String
  /// Numbers what was committed; `$1` the place after which to read on, `$2` how many at most.
  let publish: String
  /// The place of the newest change and its epoch.
  let newest: String
  /// Begins a new epoch, named `$1`.
  let begin: String

  init(schema: String) {
    let schema = PostgresSurvey.quoted(schema)
    let id = "p.place, CASE WHEN p.place = 0 THEN p.epoch ELSE p.last END"
    // What is larger than any event is not fetched.
    let row = """
      id, CASE WHEN octet_length(description) <= \(StoreLimits.description) THEN description END,
        completed
      """
    list = """
      SELECT \(id), \(row)
      FROM \(schema).todo_publisher p LEFT JOIN \(schema).todos t ON TRUE ORDER BY t.id
      """
    todo = "SELECT \(row) FROM \(schema).todos WHERE id = $1"
    add = """
      INSERT INTO \(schema).todos (description, completed) VALUES ($1, $2)
      RETURNING id, description, completed
      """
    change = """
      UPDATE \(schema).todos
      SET description = coalesce($1, description), completed = coalesce($2, completed)
      WHERE id = $3 AND octet_length(coalesce($1, description)) <= \(StoreLimits.description)
      RETURNING \(row)
      """
    remove = "DELETE FROM \(schema).todos WHERE id = $1 RETURNING \(row)"
    publish = "SELECT * FROM \(schema).todo_publish($1, $2)"
    newest = "SELECT \(id) FROM \(schema).todo_publisher p"
    begin = "SELECT * FROM \(schema).todo_begin($1)"
  }
}

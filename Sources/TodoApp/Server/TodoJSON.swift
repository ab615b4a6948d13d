import VisibleText

/// Writes rows as JSON, the fields in the order in which people read them.
enum TodoJSON {
  static func row(_ todo: Todo) -> String {
    #"{"id":\#(todo.id),"description":\#(JSONText.quoted(todo.description)),"#
      + #""completed":\#(todo.completed)}"#
  }

  /// A row and what became of it: what an event tells.
  static func change(_ kind: TodoChange.Kind, _ todo: Todo) -> String {
    #"{"kind":"\#(kind.rawValue)","# + row(todo).dropFirst()
  }

  static func list(_ todos: [Todo]) -> String {
    "[" + todos.map(row).joined(separator: ",") + "]"
  }
}

import FoundationEssentials

/// Writes rows as JSON, the fields in the order in which people read them.
enum TodoJSON {
  static func row(_ todo: Todo) -> String { row(todo, encoder()) }

  /// A row and what became of it: what an event tells.
  static func change(_ kind: TodoChange.Kind, _ todo: Todo) -> String {
    #"{"kind":"\#(kind.rawValue)","# + row(todo).dropFirst()
  }

  static func list(_ todos: [Todo]) -> String {
    let encoder = encoder()
    return "[" + todos.map { row($0, encoder) }.joined(separator: ",") + "]"
  }

  /// The text as a JSON string, with its quotes.
  static func quoted(_ text: String) -> String { quoted(text, encoder()) }

  private static func row(_ todo: Todo, _ encoder: JSONEncoder) -> String {
    #"{"id":\#(todo.id),"description":\#(quoted(todo.description, encoder)),"#
      + #""completed":\#(todo.completed)}"#
  }

  private static func quoted(_ text: String, _ encoder: JSONEncoder) -> String {
    // A string always can be written; were it not so, an empty one is still JSON.
    (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? #""""#
  }

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}

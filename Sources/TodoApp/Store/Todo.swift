/// One thing to do: a row of the list.
public struct Todo: Sendable, Hashable {
  /// The number that the database gave the row.
  ///
  /// Numbers may be missing between two rows.
  public var id: Int
  /// What there is to do: any text but one with a NUL in it.
  public var description: String
  /// Whether it is done.
  public var completed: Bool

  /// Makes a row.
  public init(id: Int, description: String, completed: Bool) {
    self.id = id
    self.description = description
    self.completed = completed
  }
}

/// What to change of a row; what is `nil` stays as it is.
public struct TodoEdit: Sendable, Hashable {
  /// The new text.
  public var description: String?
  /// Whether it is done from now on.
  public var completed: Bool?

  /// Makes an edit.
  public init(description: String? = nil, completed: Bool? = nil) {
    self.description = description
    self.completed = completed
  }
}

/// The whole list at one moment.
public struct TodoList: Sendable, Hashable {
  /// The rows, oldest first.
  public var todos: [Todo]
  /// Every change up to this one is in the rows; later ones may be, and come as events too.
  public var newest: ChangeID
  /// Rows that cannot be shown and are left out.
  public var odd: [OddRow]

  /// Makes a list.
  public init(todos: [Todo], newest: ChangeID, odd: [OddRow] = []) {
    self.todos = todos
    self.newest = newest
    self.odd = odd
  }
}

/// A row that another program wrote past us and that cannot be shown.
public struct OddRow: Error, Sendable, Hashable {
  /// The one sentence; none of its own text is in it.
  public var sentence: String

  init(_ id: Int, _ fault: String) { sentence = "row \(id) of the list is left out: \(fault)" }
}

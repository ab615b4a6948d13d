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
  /// Every change up to this position is in the rows; later ones may be, and come as events too.
  public var position: Int

  /// Makes a list.
  public init(todos: [Todo], position: Int) {
    self.todos = todos
    self.position = position
  }
}

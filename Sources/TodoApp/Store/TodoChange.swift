/// One change of the list, as every reader hears of it.
public struct TodoChange: Sendable, Hashable {
  /// What became of the row.
  public enum Kind: String, Sendable, Hashable {
    /// The row is new.
    case added
    /// Its text or its tick is another.
    case changed
    /// It is gone; the change holds what it was.
    case removed
  }

  /// The place in the order of publication: 1, 2, 3 and so on, the same for every reader.
  ///
  /// It is not the row's number. A row may take its number early and be committed late; who had
  /// then asked for "all after that number" would never see it.
  public var position: Int
  /// What became of the row.
  public var kind: Kind
  /// The row right after the change, however often it changed since.
  public var todo: Todo
  /// The event's data: the row and the kind as one line of JSON that the database built.
  public var data: String

  /// Makes a change.
  public init(position: Int, kind: Kind, todo: Todo, data: String) {
    self.position = position
    self.kind = kind
    self.todo = todo
    self.data = data
  }
}

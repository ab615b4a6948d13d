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
  /// It is not the row's number. A row may take its number early and be committed late; a reader
  /// that had then asked for "all after that number" would never see it.
  public var position: Int { id.position }
  /// The place, and the epoch in which it was given.
  public var id: ChangeID
  /// What became of the row.
  public var kind: Kind
  /// The row right after the change, however often it changed since.
  public var todo: Todo
  /// The event's data: the row and the kind as one line of JSON.
  public var data: String

  /// Makes a change.
  public init(id: ChangeID, kind: Kind, todo: Todo, data: String) {
    self.id = id
    self.kind = kind
    self.todo = todo
    self.data = data
  }
}

/// A change that another program wrote past us and that no reader can be shown.
///
/// It keeps its place: a follower is told to read the list anew, and goes on behind it.
public struct OddChange: Sendable, Hashable {
  /// Its place and epoch.
  public var id: ChangeID
  /// The one sentence; none of its own text is in it.
  public var sentence: String

  init(_ id: ChangeID, _ fault: String) {
    self.id = id
    sentence = "change \(id.position) of the list is passed over: \(fault)"
  }
}

/// What a place in the order of publication holds.
public enum StoreEntry: Sendable, Hashable {
  /// A change as it should be.
  case change(TodoChange)
  /// One that no reader can be shown.
  case odd(OddChange)

  /// The place and its epoch.
  public var id: ChangeID {
    switch self {
    case .change(let change): change.id
    case .odd(let change): change.id
    }
  }
}

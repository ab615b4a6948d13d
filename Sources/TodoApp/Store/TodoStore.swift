/// Where the list is kept, and where it is heard of changes.
///
/// There are two: ``SQLiteStore`` and ``PostgresStore``. Both write every change down in the
/// transaction that makes it and number the changes in the order in which they are committed, so
/// that all programs on one database tell the same story, whichever of them made the change.
public protocol TodoStore: Sendable {
  /// What a person calls this database; never with a password in it.
  var name: String { get }

  /// Opens the database and lays out its tables where they are missing; tries once.
  ///
  /// It looks before it writes: a database of another program is left as it is and refused
  /// (``TodoStoreError/unusable(database:reason:)``). What is laid out is there as a whole or not
  /// at all. A new epoch of the list begins (``ChangeID``).
  func start() async throws(TodoStoreError)

  /// Lets go of the database. A task that still follows it hears nothing more.
  func stop() async

  /// The rows, oldest first.
  func list() async throws(TodoStoreError) -> TodoList

  /// The row of this number; `nil` when there is none.
  func todo(_ id: Int) async throws(TodoStoreError) -> Todo?

  /// Stores a row; when this returns it is committed.
  func add(description: String, completed: Bool) async throws(TodoStoreError) -> Todo

  /// Changes a row and returns it as it is now; `nil` when there is none of that number.
  ///
  /// An edit that changes nothing is no change: no follower hears of it.
  func change(_ id: Int, _ edit: TodoEdit) async throws(TodoStoreError) -> Todo?

  /// Removes a row and returns what it was; `nil` when there is none of that number.
  func remove(_ id: Int) async throws(TodoStoreError) -> Todo?

  /// The newest change; position 0 before the first.
  func newest() async throws(TodoStoreError) -> ChangeID

  /// The changes after a position that the database still has, oldest first, at most `limit`.
  ///
  /// The position is none that is beyond the newest.
  func changes(
    after position: Int, limit: Int
  ) async throws(TodoStoreError) -> [StoreEntry]

  /// Tells of every change after `position`, once each and in order, until the task is cancelled.
  ///
  /// The next news waits until `receive` has returned. A database that goes away is waited for:
  /// that is news as well, never the end.
  func follow(after position: Int, _ receive: @Sendable (StoreNews) async -> Void) async
}

/// What a store tells the tasks that follow it.
public enum StoreNews: Sendable, Hashable {
  /// The next changes, without a hole between them and the ones before.
  case changes([TodoChange])
  /// The next change is one that no reader can be shown.
  case odd(OddChange)
  /// Changes are missing that the database no longer has: read the list anew. What follows
  /// comes after this one.
  case gap(ChangeID)
  /// Whether changes ring from now on, or are looked for once a second.
  case rings(Bool)
  /// The database went away.
  case lost(reason: String)
  /// It is there again; changes made in between follow.
  case found
}

extension TodoStore {
  /// Whether this database gave this id, in this epoch or one before, and holds what came after it.
  func holds(_ id: ChangeID) async throws(TodoStoreError) -> Bool {
    let newest = try await newest()
    guard id != newest else { return true }
    guard id.position <= newest.position else { return false }
    // An empty list is as good as its first change, made in the same epoch.
    let place = max(id.position, 1)
    return try await changes(after: place - 1, limit: 1).first?.id
      == ChangeID(id.epoch, place)
  }
}

/// The limits of every store.
public enum StoreLimits {
  /// Changes that the database keeps for programs that were away; older ones are deleted as new
  /// ones come.
  ///
  /// Who was away for longer is told so: ``StoreNews/gap(position:)``.
  public static let keptChanges = 10_000
  /// The bytes of a description at most: 1 MiB, more than any event carries.
  ///
  /// A longer one, written past us, is left out of lists and streams, and said to be.
  public static let description = 1 << 20
  /// Changes read in one go.
  ///
  /// The rest follows at once; it bounds memory, nothing else.
  static let batch = 500
}

public import EventServer

/// Which change an event tells of: the epoch in which the database numbered it, and its number.
///
/// Numbers alone are not enough. A list in memory begins at 1 with every start, a database that was
/// restored goes on from where the backup ended, and then a number that a reader brings means
/// another change than it did. Every start of a program begins a new epoch, and every change keeps
/// the one in which it got its number, so an id is good for as long as its change is kept.
public struct ChangeID: Sendable, Hashable {
  /// The epoch; nil for a change of a database that knew none yet.
  public var epoch: Epoch?
  /// The place in the order of publication; 0 is before the first.
  public var position: Int

  /// Makes an id.
  public init(_ epoch: Epoch?, _ position: Int) {
    self.epoch = epoch
    self.position = position
  }

  /// Makes the id that a database tells; what was written past us and is no epoch counts as none.
  init(_ name: String?, _ position: Int) {
    self.init(name.flatMap { Epoch($0) }, position)
  }

  /// Reads an event's id, like `8f2a5k-12`, or a number alone as earlier versions gave them.
  ///
  /// Nil for what no list ever gave.
  public init?(_ id: String) {
    if let counted = CountedID(id) {
      self.init(counted.epoch, counted.number)
    } else if let number = Int(id), number >= 0, String(number) == id {
      self.init(nil as Epoch?, number)
    } else {
      return nil
    }
  }

  /// As it stands in an event and in `Last-Event-ID`.
  public var text: String {
    epoch.map { CountedID($0, position).description } ?? String(position)
  }
}

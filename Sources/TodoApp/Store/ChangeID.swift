/// Which change an event tells of: the life in which the database numbered it, and its number.
///
/// Numbers alone are not enough. A list in memory begins at 1 with every start, a database that was
/// restored goes on from where the backup ended, and then a number that a reader brings means
/// another change than it did. Every start of a program begins a new life, and every change keeps
/// the life in which it got its number, so an id is good as long as its change is kept.
public struct ChangeID: Sendable, Hashable {
  /// The life; empty for a change of a database that knew none yet.
  public var life: String
  /// The place in the order of publication; 0 is before the first.
  public var position: Int

  /// Makes an id; what somebody wrote past us and is no life counts as none.
  public init(life: String, position: Int) {
    let isLife = life.utf8.count <= 16 && life.utf8.allSatisfy(Self.isLife)
    self.life = isLife ? life : ""
    self.position = position
  }

  /// Reads an event's id, `<life>-<number>`, or a number alone.
  ///
  /// Nil for what this list never gave. Lives are letters and digits, so a minus is a minus.
  public init?(_ id: String) {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard let number = parts.last, let position = Int(number), parts.count <= 2,
      String(position) == number, position >= 0
    else { return nil }
    self.init(life: parts.count == 2 ? String(parts[0]) : "", position: position)
    guard parts.count == 1 || !life.isEmpty else { return nil }
  }

  private static func isLife(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// As it stands in an event and in `Last-Event-ID`.
  public var text: String { life.isEmpty ? String(position) : "\(life)-\(position)" }
}

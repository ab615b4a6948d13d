/// The id of an event that was counted, like `8f2a5k-12`: the twelfth of the epoch `8f2a5k`.
///
/// What gives ids to events by itself gives such ones: a channel in memory, the TODO list, a log
/// that several servers share. To a client they are opaque text, as every id is.
public struct CountedID: Sendable, Hashable {
  /// Whose number it is.
  public let epoch: Epoch
  /// Its place in the order of publication: 1 for the first, 0 for where the epoch begins.
  ///
  /// No event has the number 0. It is the cursor of a client that has missed nothing yet.
  public let number: Int

  /// Numbers are below 2^53, so that a page may compute with them.
  static let numberLimit = 1 << 53

  /// The id of the event with this number; 0 or more.
  public init(_ epoch: Epoch, _ number: Int) {
    precondition(number >= 0, "events are counted from 1")
    self.epoch = epoch
    self.number = number
  }

  /// The id that a text spells; nil when it is something else, like an id that a publisher chose.
  ///
  /// Only what ``description`` would write is one: no leading zeros, no signs, no spaces.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let epoch = Epoch(parts[0]), let number = Self.number(parts[1]) else {
      return nil
    }
    self.init(epoch, number)
  }

  private static func number(_ digits: some StringProtocol) -> Int? {
    guard let number = Int(digits), (0..<numberLimit).contains(number), String(number) == digits
    else { return nil }
    return number
  }
}

extension CountedID: LosslessStringConvertible {
  /// The id as it stands in a stream.
  public var description: String { "\(epoch)-\(number)" }
}

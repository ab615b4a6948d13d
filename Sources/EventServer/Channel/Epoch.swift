/// One life of whatever counts events, by name, so that its numbers mean nothing in another.
///
/// A server that keeps its history in memory begins a new one at each start, a database when it
/// is laid out, a log when it is made. Of two lives neither can tell how far the other has
/// counted; by the name a cursor of the other one is known, and is not mistaken for one's own.
public struct Epoch: Sendable, Hashable {
  /// How many letters and digits a drawn name has: 6, one of a thousand million.
  public static let length = 6
  /// How many a name may have: 16.
  public static let lengthLimit = 16

  /// The name: small letters and digits.
  public let name: String

  /// 32 small letters and digits, without those that are easily taken for one another.
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The epoch of this name; nil when it is not 1 to 16 small letters and digits.
  public init?(_ name: some StringProtocol) {
    let isName = (1...Self.lengthLimit).contains(name.utf8.count) && name.utf8.allSatisfy(Self.isIn)
    guard isName else { return nil }
    self.name = String(name)
  }

  /// The epoch that a number names, like the second in which a log was made; of at least
  /// ``length`` letters, and another one for every number.
  public init(number: UInt64) {
    var letters: [UInt8] = []
    var rest = number
    while rest > 0 || letters.count < Self.length {
      letters.append(Self.alphabet[Int(rest % 32)])
      rest /= 32
    }
    name = String(decoding: letters.reversed(), as: UTF8.self)
  }

  /// An epoch that nothing else has had.
  ///
  /// Drawn and not read off a clock: two lives may begin in one second, and clocks are set back.
  public static func random() -> Epoch {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// An epoch drawn by this generator.
  public static func random(using generator: inout some RandomNumberGenerator) -> Epoch {
    Epoch(number: UInt64.random(in: 0..<1 << (5 * UInt64(length)), using: &generator))
  }

  private static func isIn(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

extension Epoch: LosslessStringConvertible {
  /// The name.
  public var description: String { name }
}

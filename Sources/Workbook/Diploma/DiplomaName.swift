/// The name on a diploma, in any script.
public struct DiplomaName: Sendable, Hashable {
  /// How many characters a name may have; a longer one is refused.
  public static let limit = 80

  /// The name: trimmed, each run of spaces one space.
  public let text: String

  /// Why a name cannot stand on a diploma.
  public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing is left of it.
    case empty
    /// It has more than ``DiplomaName/limit`` characters.
    case tooLong(Int)
    /// It holds something that cannot be printed.
    case unprintable

    /// One sentence.
    public var description: String {
      switch self {
      case .empty: "A diploma needs a name: type yours as it should stand there."
      case .tooLong(let count):
        "That name has \(count) characters, and a diploma has room for \(DiplomaName.limit)."
      case .unprintable:
        "That name holds characters that cannot be printed, such as control characters."
      }
    }
  }

  /// Takes a name as it was typed.
  ///
  /// All letters and signs will do, also markup, which is printed as it stands. Control characters
  /// are refused, and so are the invisible ones that turn the direction of text around.
  public init(_ typed: String) throws(Problem) {
    let spaces: Set<Character> = [" ", "\u{A0}", "\u{3000}"]
    let text = typed.split(whereSeparator: spaces.contains).joined(separator: " ")
    guard !text.isEmpty else { throw .empty }
    guard text.unicodeScalars.allSatisfy(Self.isPrintable) else { throw .unprintable }
    guard text.count <= Self.limit else { throw .tooLong(text.count) }
    // A few letters may carry hundreds of marks, which would cover the page.
    guard text.unicodeScalars.count <= 4 * Self.limit else { throw .unprintable }
    self.text = text
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    // The joiners are the format characters that names and emoji of many scripts need.
    if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }
}

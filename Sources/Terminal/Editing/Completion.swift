/// What Tab can make of the line.
public struct Completion: Sendable, Hashable {
  /// One way to go on.
  public struct Candidate: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What takes the place of the word.
    public var text: String
    /// A few words about it, for the list.
    public var summary: String
    /// Whether the word is then whole, so that a space follows; false for a folder.
    public var isWhole: Bool

    /// Makes a candidate.
    public init(_ text: String, summary: String = "", isWhole: Bool = true) {
      self.text = text
      self.summary = summary
      self.isWhole = isWhole
    }

    /// Makes a candidate without a summary.
    public init(stringLiteral text: String) {
      self.init(text)
    }
  }

  /// Where the word begins that the candidates replace, in characters from the start of the line;
  /// it ends at the cursor.
  public var start: Int
  /// The ways to go on, in the order in which to list them.
  public var candidates: [Candidate]

  /// Makes a completion.
  public init(start: Int = 0, candidates: [Candidate] = []) {
    self.start = start
    self.candidates = candidates
  }

  /// Nothing fits.
  public static let none = Completion()

  /// What the candidates have in common beyond what is typed.
  var commonText: String {
    guard var common = candidates.first?.text else { return "" }
    for candidate in candidates.dropFirst() {
      common = String(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
    return common
  }
}

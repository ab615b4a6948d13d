/// Why something cannot be kept; the program goes on without.
public struct StoreProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// One sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

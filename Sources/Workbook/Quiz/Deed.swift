/// What came of a practical question that was worked at the prompt.
///
/// It was judged by what happened while it was on the screen, and is not played again.
public struct Deed: Sendable, Hashable, Codable {
  /// Whether all happened that was to happen.
  public let isSolved: Bool
  /// What was seen and what was not, a sentence each; empty when it is solved.
  public let sentences: [String]

  /// Keeps what a report says.
  public init(_ report: ExerciseReport) {
    isSolved = report.isSolved
    sentences = report.isSolved ? [] : report.sentences
  }
}

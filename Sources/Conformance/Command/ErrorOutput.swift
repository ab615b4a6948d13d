/// What a program that ended had said to standard error.
public enum ErrorOutput {
  /// So many of its lines are repeated.
  private static let lineLimit = 3

  /// The lines that tell most, as one line: what was said last, without the frames of a stack, so that
  /// an error is named also where the stack stands behind it (Node, Go) and not before it (Python).
  public static func line(of text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    // Go prints the stacks of all that runs, and no more.
    let own = lines.prefix { !$0.hasPrefix("goroutine ") }
    return (own.isEmpty ? lines[...] : own).filter { !isNoise($0) }
      .suffix(lineLimit).joined(separator: " / ")
  }

  private static func isNoise(_ line: some StringProtocol) -> Bool {
    line.hasPrefix("at ") || line.hasPrefix("Node.js v") || line.allSatisfy { "^~- =".contains($0) }
  }
}

public import Markdown

/// An answer that is kept back until a reader has thought about it: `<details>` on GitHub.
public struct Fold: Sendable, Hashable {
  /// What stands in its place until then.
  public let summary: String
  /// What is kept back.
  public let document: MarkdownDocument
  /// The line of the file on which its text begins.
  public let line: Int

  /// The words between `<summary>` and `</summary>` of a block that opens a fold; nil for other
  /// HTML, and empty where there are none.
  static func summary(of html: String) -> String? {
    guard html.trimming(\.isWhitespace).hasPrefix("<details>") else { return nil }
    guard let start = html.firstRange(of: "<summary>"),
      let end = html.firstRange(of: "</summary>"), start.upperBound <= end.lowerBound
    else { return "" }
    return html[start.upperBound..<end.lowerBound].trimming(\.isWhitespace)
  }

  /// Whether a block of HTML closes a fold.
  static func isEnd(_ html: String) -> Bool {
    html.trimming(\.isWhitespace) == "</details>"
  }
}

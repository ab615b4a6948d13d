/// What a proxy is told: its files and how it is started, each line that matters with its reason.
public struct ProxyConfiguration: Sendable, Hashable {
  /// The program.
  public let program: String
  /// Its files, the most important one first.
  public let files: [ProxyFile]
  /// What it is started with.
  public let arguments: [ProxyArgument]

  /// The lines and arguments that make the difference, as they are written.
  public var directives: [String] {
    files.flatMap(\.lines).filter { $0.why != nil }.map(\.directive)
      + arguments.filter { $0.why != nil }.map { $0.words.joined(separator: " ") }
  }
}

/// A file that a proxy reads.
public struct ProxyFile: Sendable, Hashable {
  /// Its name in the proxy's folder.
  public let name: String
  /// What is in it.
  public let lines: [ProxyLine]

  /// Describes one; a text of many lines counts as so many.
  init(_ name: String, @ProxyLines _ lines: () -> [ProxyLine]) {
    self.name = name
    self.lines = lines()
  }

  /// How wide a comment may become, so that a terminal of 80 columns shows it whole.
  static let commentWidth = 78

  /// The text, with the reason of a line as a comment before it.
  ///
  /// All nine programs take a line that begins with `#` for a comment.
  public var text: String {
    lines.map { line in
      let indent = String(line.text.prefix { $0 == " " })
      let comment = line.why.map { Self.wrapped($0, indent: indent + "# ") } ?? ""
      return comment + line.text + "\n"
    }.joined()
  }

  private static func wrapped(_ text: String, indent: String) -> String {
    var lines = [indent]
    for word in text.split(separator: " ") {
      let isFresh = lines[lines.count - 1] == indent
      if !isFresh, lines[lines.count - 1].count + 1 + word.count > commentWidth {
        lines.append(indent + word)
      } else {
        lines[lines.count - 1] += (isFresh ? "" : " ") + word
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// A line of a configuration.
public struct ProxyLine: Sendable, Hashable {
  /// As it stands in the file.
  public let text: String
  /// What it does and why it is there, for a line that makes the difference.
  public let why: String?

  /// Describes one.
  init(_ text: String, why: String? = nil) {
    self.text = text
    self.why = why
  }

  /// The line without the spaces before it.
  public var directive: String { String(text.drop { $0 == " " }) }
}

/// An argument of a proxy with the words that belong to it.
public struct ProxyArgument: Sendable, Hashable {
  /// As they are handed to the program.
  public let words: [String]
  /// What it does and why it is there, for one that makes the difference.
  public let why: String?

  /// Describes one.
  init(_ words: String..., why: String? = nil) {
    self.words = words
    self.why = why
  }
}

/// Lines as they stand in a file: plain texts, and those with a reason.
@resultBuilder
enum ProxyLines {
  static func buildExpression(_ text: String) -> [ProxyLine] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { ProxyLine(String($0)) }
  }
  static func buildExpression(_ line: ProxyLine) -> [ProxyLine] { [line] }
  static func buildExpression(_ lines: [ProxyLine]) -> [ProxyLine] { lines }
  static func buildBlock(_ parts: [ProxyLine]...) -> [ProxyLine] { parts.flatMap { $0 } }
  static func buildArray(_ parts: [[ProxyLine]]) -> [ProxyLine] { parts.flatMap { $0 } }
  static func buildOptional(_ part: [ProxyLine]?) -> [ProxyLine] { part ?? [] }
  static func buildEither(first part: [ProxyLine]) -> [ProxyLine] { part }
  static func buildEither(second part: [ProxyLine]) -> [ProxyLine] { part }
}

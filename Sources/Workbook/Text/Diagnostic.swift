internal import VisibleText

/// Something wrong in a file of a course: where it is, what it is, and what may have been meant.
public struct Diagnostic: Error, Sendable, Hashable {
  /// What kind of problem it is; the raw values are stable, so that tools may rely on them.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// A file or folder that must be there cannot be read.
    case unreadable
    /// The YAML itself is not well formed.
    case syntax
    /// The course asks for another version of this program.
    case format
    /// A key that means nothing here.
    case unknownKey = "unknown-key"
    /// A key that must be there is not.
    case missingKey = "missing-key"
    /// A value of the wrong shape.
    case wrongValue = "wrong-value"
    /// Two things share a name that must be unique.
    case duplicate
    /// A name that refers to nothing.
    case unknownName = "unknown-name"
    /// A link that leads nowhere.
    case brokenLink = "broken-link"
    /// A line that does not fit the terminal.
    case tooWide = "too-wide"
    /// Hints that are missing, repeat each other or give the answer away.
    case hints
    /// A quiz question that can be answered without knowing, or not at all.
    case unfairQuestion = "unfair-question"
    /// A key that the real thing does not agree with.
    case wrongKey = "wrong-key"
    /// A file that nothing mentions.
    case stray
    /// A console block that does not replay; only a replay finds it.
    case replay
    /// A line that a page may not run: it would reach beyond its session.
    case confined
    /// A task that its answer does not solve, or that something else does; only a replay finds it.
    case task
    /// A prediction that does not come true; only a replay finds it.
    case prediction
    /// A check of the conformance suite that finds too little or too much.
    case conformance
    /// A step of the workshop that its programs do not do as they should; only a proof finds it.
    case workshop
    /// Lessons that let a learner watch more and do less than the course wants.
    case watching
  }

  /// What kind of problem it is.
  public let code: Code
  /// The file, as the course was named.
  public let path: String
  /// The line, counted from 1; 0 when the whole file is meant.
  public let line: Int
  /// The column in characters, counted from 1.
  public let column: Int
  /// One sentence without a full stop.
  public let message: String
  /// What may have been meant, as a few words to stand under the caret.
  public let suggestion: String?
  /// The text of the line.
  public let source: String

  /// Describes a problem.
  ///
  /// What cannot be shown on one line of a terminal (line ends and other control characters that
  /// stand in a broken file, or in its name) is shown as a sign of its own, and a tab as a space.
  public init(
    _ code: Code, path: String, line: Int = 0, column: Int = 1, message: String,
    suggestion: String? = nil, source: String = ""
  ) {
    self.code = code
    self.path = path.onOneLine
    self.line = line
    self.column = column
    self.message = message.onOneLine
    self.suggestion = suggestion?.onOneLine
    self.source = source.replacing("\t", with: " ").onOneLine
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The place and the sentence, then the source line and a caret under the spot.
  public var description: String { rows.joined(separator: "\n") }

  /// The lines of ``description``.
  public var rows: [String] {
    guard line > 0 else { return ["\(path): \(message) [\(code.rawValue)]"] }
    let number = String(line)
    let margin = String(repeating: " ", count: number.count)
    let before = String(repeating: " ", count: min(column - 1, source.count))
    return [
      "\(path):\(line):\(column): \(message) [\(code.rawValue)]",
      "\(number) | \(source)",
      "\(margin) | \(before)^" + (suggestion.map { " \($0)" } ?? ""),
    ]
  }
}

extension Diagnostic: Comparable {
  /// The order in which they are shown: by file, then by place.
  public static func < (one: Diagnostic, other: Diagnostic) -> Bool {
    (one.path, one.line, one.column, one.message)
      < (other.path, other.line, other.column, other.message)
  }
}

extension String {
  /// With a sign in place of every line end, of control characters, and of what cannot be seen.
  fileprivate var onOneLine: String {
    let whole = replacing("\r\n", with: "⏎").replacing("\n", with: "⏎").visible
    // A file has no use for the pictures of ASCII: what matters is that something is there.
    return whole.unicodeScalars.contains { $0.isControlPicture } ? whole.withoutPictures : whole
  }

  private var withoutPictures: String {
    unicodeScalars.map { $0.isControlPicture ? "\u{FFFD}" : String($0) }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isControlPicture: Bool { (0x2400...0x2421).contains(value) }
}

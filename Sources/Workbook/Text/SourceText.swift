/// A file of a course with its lines, to point into.
package struct SourceText: Sendable, Hashable {
  let path: String
  let text: String
  let lines: [String]

  package init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }.map(
      String.init)
  }

  /// Says what is wrong at a place of this file.
  func diagnostic(
    _ code: Diagnostic.Code, at place: SourceLocation, _ message: String, suggestion: String? = nil
  ) -> Diagnostic {
    let line = min(max(place.line, 1), max(lines.count, 1))
    return Diagnostic(
      code, path: path, line: line, column: max(place.column, 1), message: message,
      suggestion: suggestion, source: lines.indices.contains(line - 1) ? lines[line - 1] : "")
  }
}

/// A line and a column, both counted from 1.
public struct SourceLocation: Sendable, Hashable {
  /// The line of the file.
  public var line: Int
  /// The column in characters.
  public var column: Int

  /// Makes a place.
  public init(line: Int, column: Int = 1) {
    self.line = line
    self.column = column
  }
}

/// A stretch of a file that is read by itself, such as the YAML between two fences.
package struct SourcePart: Sendable, Hashable {
  let source: SourceText
  /// The line of the file on which the text begins.
  let firstLine: Int
  let text: String

  package init(source: SourceText, firstLine: Int = 1, text: String? = nil) {
    self.source = source
    self.firstLine = firstLine
    self.text = text ?? source.text
  }

  /// The place in the file of a place in this text.
  func place(line: Int, column: Int) -> SourceLocation {
    SourceLocation(line: firstLine + line - 1, column: column)
  }
}

/// Gathers everything that is wrong while files are read, so that all of it is said at once.
package final class Diagnostics {
  package init() {}

  package private(set) var all: [Diagnostic] = []

  package func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

  func add(contentsOf diagnostics: [Diagnostic]) { all.append(contentsOf: diagnostics) }
}

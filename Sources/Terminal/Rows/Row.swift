internal import VisibleText

/// The styled text of one line of the screen.
///
/// A row is data: it can be compared in a test, saved to a file, pasted into a lesson. It never
/// holds a control character; what came from a stranger's stream appears as a visible sign.
public struct Row: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// A piece of a row that looks the same throughout.
  public struct Span: Sendable, Hashable {
    /// The text, without control characters.
    public let text: String
    /// How it looks.
    public let style: Style
    /// The column at which it begins, counted from 0; nil to follow what is before it.
    public let column: Int?

    /// Makes a piece of a row.
    public init(_ text: String, _ style: Style = .plain, column: Int? = nil) {
      self.text = text.visible
      self.style = style
      self.column = column
    }
  }

  /// The pieces from left to right.
  public private(set) var spans: [Span]
  /// How many cells the rows after the first are indented by when it has to be broken.
  public var hang = 0

  /// Makes a row of text.
  public init(_ text: String = "", _ style: Style = .plain) {
    spans = text.isEmpty ? [] : [Span(text, style)]
  }

  /// Makes a row of pieces.
  public init(_ spans: [Span]) {
    self.spans = spans
  }

  /// Makes a plain row.
  public init(stringLiteral text: String) {
    self.init(text)
  }

  /// Adds text at the end, or at a column right of it.
  public mutating func append(_ text: String, _ style: Style = .plain, column: Int? = nil) {
    if text.isEmpty && column == nil { return }
    spans.append(Span(text, style, column: column))
  }

  /// Adds another row, its first piece at `column`.
  public mutating func append(_ other: Row, column: Int? = nil) {
    if let column, other.spans.first?.column == nil {
      append("", column: column)
    }
    spans += other.spans
  }

  /// The row with more text at its end.
  public func appending(_ text: String, _ style: Style = .plain, column: Int? = nil) -> Row {
    var row = self
    row.append(text, style, column: column)
    return row
  }

  /// The plain text; columns are reached with spaces.
  public var text: String { joined(\.text) }

  /// Its pieces one after the other, as `write` gives them; columns are reached with spaces.
  func joined(_ write: (Span) -> String) -> String {
    var result = ""
    var width = 0
    for span in spans {
      if let column = span.column, column > width {
        result += String(repeating: " ", count: column - width)
        width = column
      }
      result += write(span)
      width += span.text.displayWidth
    }
    return result
  }

  /// The most cells it takes.
  public var width: Int {
    spans.reduce(0) { max($0, $1.column ?? 0) + $1.text.displayWidth }
  }

  /// One row before the other; broken, it goes on where the right one does.
  public static func + (left: Row, right: Row) -> Row {
    var row = Row(left.spans + right.spans)
    row.hang = right.hang > 0 ? left.width + right.hang : left.hang
    return row
  }
}

/// A Markdown text as blocks: CommonMark with GitHub's tables, task lists, strikethrough and links.
///
/// Every text is a document; Markdown has no errors.
public struct MarkdownDocument: Sendable, Hashable {
  /// The text as it was written.
  public let source: String
  /// The blocks in reading order.
  ///
  /// The text is parsed each time they are asked for: most documents of a course are only handed on
  /// as text. Who needs them twice keeps them.
  public var blocks: [Block] { Reader.blocks(of: source) }

  /// Takes a text.
  public init(_ text: String) { source = text }
}

/// A paragraph, a heading, a list: what stands by itself.
public struct Block: Sendable, Hashable {
  /// What it is.
  public let content: Content
  /// The line of the source on which it begins, counted from 1.
  public let line: Int
  /// The line of the source on which it ends.
  public let endLine: Int

  /// What a block can be.
  public indirect enum Content: Sendable, Hashable {
    /// A heading of level 1 to 6.
    case heading(level: Int, [Inline])
    /// A paragraph.
    case paragraph([Inline])
    /// A list; `start` is nil for a bulleted one, else its first number.
    case list(start: Int?, items: [ListItem])
    /// A code block. `info` is what stands after the fence, such as `console run`; the text ends in a
    /// line feed unless it is empty.
    case code(info: String, text: String)
    /// A quotation.
    case quote([Block])
    /// A table.
    case table(Table)
    /// A thematic break.
    case rule
    /// HTML as it stands, comments among it.
    case html(String)
  }

  /// Makes a block.
  public init(_ content: Content, line: Int, endLine: Int) {
    self.content = content
    self.line = line
    self.endLine = endLine
  }
}

/// An item of a list.
public struct ListItem: Sendable, Hashable {
  /// For a task: whether it is ticked; nil for an ordinary item.
  public let isDone: Bool?
  /// What it holds.
  public let blocks: [Block]
}

/// A table; every row has as many cells as the head.
public struct Table: Sendable, Hashable {
  /// Where the text of a column stands.
  public enum Alignment: Sendable, Hashable {
    case left, center, right
  }

  /// One for each column.
  public let alignments: [Alignment]
  /// The cells of the head.
  public let head: [[Inline]]
  /// The other rows.
  public let rows: [[[Inline]]]
}

/// A piece of running text.
public indirect enum Inline: Sendable, Hashable {
  /// Text.
  case text(String)
  /// Code in backquotes.
  case code(String)
  /// Emphasis, usually slanted.
  case emphasis([Inline])
  /// Strong emphasis, usually bold.
  case strong([Inline])
  /// Struck out.
  case strikethrough([Inline])
  /// A link.
  case link(destination: String, [Inline])
  /// An image; the inlines are its description.
  case image(source: String, [Inline])
  /// A line end in the source: shown as a space.
  case softBreak
  /// A line end that was asked for.
  case lineBreak
  /// HTML as it stands.
  case html(String)
}

extension [Inline] {
  /// The text without its looks.
  public var plainText: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner): inner.plainText
      case .link(_, let inner), .image(_, let inner): inner.plainText
      case .softBreak: " "
      case .lineBreak: "\n"
      case .html: ""
      }
    }.joined()
  }
}

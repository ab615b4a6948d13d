internal import Markdown

/// Turns running text into rows that are not wrapped yet: one, and one more for every line break.
enum InlineRows {
  static func lines(of inlines: [Inline]) -> [Row] {
    var lines = [Row()]
    add(inlines, Style.plain, to: &lines)
    return lines
  }

  private static func add(_ inlines: [Inline], _ style: Style, to lines: inout [Row]) {
    for inline in inlines { add(inline, style, to: &lines) }
  }

  private static func add(_ inline: Inline, _ style: Style, to lines: inout [Row]) {
    var style = style
    switch inline {
    case .text(let text): lines[lines.count - 1].append(text, style)
    case .code(let text):
      style.color = Style.code.color
      lines[lines.count - 1].append(text, style)
    case .emphasis(let inner):
      style.italic = true
      add(inner, style, to: &lines)
    case .strong(let inner):
      style.bold = true
      add(inner, style, to: &lines)
    case .strikethrough(let inner):
      style.dim = true
      add(inner, style, to: &lines)
    case .link(let destination, let inner): link(destination, inner, style, to: &lines)
    case .image(_, let inner): add(inner, style, to: &lines)
    case .softBreak: lines[lines.count - 1].append(" ", style)
    case .lineBreak: lines.append(Row())
    case .html: break
    }
  }

  /// A link's text, and its address where the text is not the address itself.
  private static func link(
    _ destination: String, _ inner: [Inline], _ style: Style, to lines: inout [Row]
  ) {
    var style = style
    style.underline = true
    add(inner, style, to: &lines)
    let isShown = inner.plainText == destination || !destination.contains("://")
    if !isShown { lines[lines.count - 1].append(" (\(destination))", .faint) }
  }
}

extension [Block] {
  /// The same blocks with the code in running text in its backquotes, for a screen whose looks
  /// cannot set it off.
  public var withMarkedCode: [Block] {
    map { Block($0.content.withMarkedCode, line: $0.line, endLine: $0.endLine) }
  }
}

extension Block.Content {
  fileprivate var withMarkedCode: Block.Content {
    switch self {
    case .heading, .code, .rule, .html: self
    case .paragraph(let inlines): .paragraph(inlines.withMarkedCode)
    case .quote(let blocks): .quote(blocks.withMarkedCode)
    case .list(let start, let items):
      .list(
        start: start,
        items: items.map { ListItem(isDone: $0.isDone, blocks: $0.blocks.withMarkedCode) })
    case .table(let table):
      .table(
        Table(
          alignments: table.alignments, head: table.head.map(\.withMarkedCode),
          rows: table.rows.map { $0.map(\.withMarkedCode) }))
    }
  }
}

extension [Inline] {
  fileprivate var withMarkedCode: [Inline] {
    map { inline in
      switch inline {
      case .code(let text): .code("`\(text)`")
      case .emphasis(let inner): .emphasis(inner.withMarkedCode)
      case .strong(let inner): .strong(inner.withMarkedCode)
      case .strikethrough(let inner): .strikethrough(inner.withMarkedCode)
      case .link(let destination, let inner):
        .link(destination: destination, inner.withMarkedCode)
      case .text, .image, .softBreak, .lineBreak, .html: inline
      }
    }
  }
}

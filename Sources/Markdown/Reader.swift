internal import CCmarkGFM
internal import Synchronization

/// Walks the tree of cmark-gfm and turns its nodes into values.
///
/// The tree lives only within ``blocks(of:)``; strings of its nodes are copied. The types of the
/// extensions have no public constants, so nodes are told apart by their names.
enum Reader {
  /// Blocks nested deeper than this are left out, lest a hostile text overflow the stack.
  static let depthLimit = 100

  private static let isReady: Void = cmark_gfm_core_extensions_ensure_registered()
  private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]

  static func blocks(of text: String) -> [Block] {
    withTree(of: text) { root, _ in blocks(in: root, depth: 0) } ?? []
  }

  /// One text at a time: while cmark-gfm reads one, a table of the whole process says which
  /// characters its extensions look for, and the first of two to end takes them from the other.
  private static let turn = Mutex(())

  /// Lends the tree of a text and the extensions that it was read with; nil when there is no memory.
  static func withTree<Value: Sendable>(
    of text: String,
    _ body: (OpaquePointer, UnsafeMutablePointer<cmark_llist>?) -> Value
  ) -> Value? {
    turn.withLock { _ in read(text, body) }
  }

  private static func read<Value: Sendable>(
    _ text: String, _ body: (OpaquePointer, UnsafeMutablePointer<cmark_llist>?) -> Value
  ) -> Value? {
    _ = isReady
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in extensions {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let base = characters.baseAddress else { return }
        cmark_parser_feed(parser, base, characters.count)
      }
    }
    guard let document = cmark_parser_finish(parser) else { return nil }
    defer { cmark_node_free(document) }
    return body(document, cmark_parser_get_syntax_extensions(parser))
  }

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      result.append(child)
      next = cmark_node_next(child)
    }
    return result
  }

  private static func name(of node: OpaquePointer) -> String {
    String(cString: cmark_node_get_type_string(node))
  }

  private static func literal(of node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  // MARK: Blocks

  private static func blocks(in node: OpaquePointer, depth: Int) -> [Block] {
    if depth > depthLimit { return [] }
    return children(of: node).compactMap { child in
      content(of: child, depth: depth).map {
        Block(
          $0, line: Int(cmark_node_get_start_line(child)),
          endLine: Int(cmark_node_get_end_line(child)))
      }
    }
  }

  private static func content(of node: OpaquePointer, depth: Int) -> Block.Content? {
    switch name(of: node) {
    case "heading":
      .heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node, depth: depth))
    case "paragraph": .paragraph(inlines(in: node, depth: depth))
    case "block_quote": .quote(blocks(in: node, depth: depth + 1))
    case "code_block":
      .code(
        info: cmark_node_get_fence_info(node).map { String(cString: $0) } ?? "",
        text: literal(of: node))
    case "thematic_break": .rule
    case "html_block": .html(literal(of: node))
    case "list": list(node, depth: depth)
    case "table": .table(table(node, depth: depth))
    default: nil
    }
  }

  private static func list(_ node: OpaquePointer, depth: Int) -> Block.Content {
    let isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    let items = children(of: node).map { item in
      let isTask = name(of: item) == "tasklist"
      return ListItem(
        isDone: isTask ? cmark_gfm_extensions_get_tasklist_item_checked(item) : nil,
        blocks: blocks(in: item, depth: depth + 1))
    }
    return .list(start: isNumbered ? Int(cmark_node_get_list_start(node)) : nil, items: items)
  }

  private static func table(_ node: OpaquePointer, depth: Int) -> Table {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    let letters = UnsafeBufferPointer(
      start: cmark_gfm_extensions_get_table_alignments(node), count: count)
    let alignments = letters.map { letter -> Table.Alignment in
      switch letter {
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: .left
      }
    }
    let rows = children(of: node).map { row in
      children(of: row).map { inlines(in: $0, depth: depth) }
    }
    return Table(
      alignments: alignments, head: rows.first ?? [], rows: Array(rows.dropFirst()))
  }

  // MARK: Inlines

  private static func inlines(in node: OpaquePointer, depth: Int) -> [Inline] {
    if depth > depthLimit { return [] }
    return children(of: node).compactMap { inline(of: $0, depth: depth + 1) }
      .filter { $0 != .text("") }
  }

  private static func inline(of node: OpaquePointer, depth: Int) -> Inline? {
    switch name(of: node) {
    case "text": .text(literal(of: node))
    case "code": .code(literal(of: node))
    case "softbreak": .softBreak
    case "linebreak": .lineBreak
    case "html_inline": .html(literal(of: node))
    case "emph": .emphasis(inlines(in: node, depth: depth))
    case "strong": .strong(inlines(in: node, depth: depth))
    case "strikethrough": .strikethrough(inlines(in: node, depth: depth))
    case "link": .link(destination: url(of: node), inlines(in: node, depth: depth))
    case "image": .image(source: url(of: node), inlines(in: node, depth: depth))
    default: nil
    }
  }

  private static func url(of node: OpaquePointer) -> String {
    cmark_node_get_url(node).map { String(cString: $0) } ?? ""
  }
}

public import Markdown

/// Turns Markdown into rows for a screen.
public enum MarkdownRows {
  /// The rows of a document, wrapped to so many cells.
  public static func rows(of document: MarkdownDocument, width: Int) -> [Row] {
    rows(of: document.blocks, width: width)
  }

  /// The rows of some blocks of a document, wrapped to so many cells; empty rows stand between
  /// blocks, none at the ends.
  public static func rows(of blocks: [Block], width: Int) -> [Row] {
    var rows: [Row] = []
    for block in blocks {
      let more = self.rows(of: block.content, width: max(width, 8))
      if more.isEmpty { continue }
      if !rows.isEmpty { rows.append(Row()) }
      rows += more
    }
    return rows
  }

  private static func rows(of content: Block.Content, width: Int) -> [Row] {
    switch content {
    case .heading(let level, let inlines): heading(level, inlines, width)
    case .paragraph(let inlines): paragraph(inlines, width)
    case .list(let start, let items): list(start, items, width)
    case .code(let info, let text): code(info, text, width)
    case .quote(let blocks): quote(blocks, width)
    case .table(let table): self.table(table, width)
    case .rule: [Row(String(repeating: "─", count: min(width, 40)), .faint)]
    case .html: []
    }
  }

  private static func heading(_ level: Int, _ inlines: [Inline], _ width: Int) -> [Row] {
    let mark = String(repeating: "#", count: level) + " "
    let text = Row(mark, .faint).appending(inlines.plainText, .heading)
    return text.wrapped(to: width, indent: Row(String(repeating: " ", count: level + 1)))
  }

  private static func paragraph(_ inlines: [Inline], _ width: Int) -> [Row] {
    InlineRows.lines(of: inlines).flatMap { $0.wrapped(to: width) }
  }

  private static func list(_ start: Int?, _ items: [ListItem], _ width: Int) -> [Row] {
    items.enumerated().flatMap { index, item -> [Row] in
      let mark = self.mark(of: item, number: start.map { $0 + index })
      let room = mark.width
      let rows = tight(item.blocks, width: width - room)
      let indent = Row(String(repeating: " ", count: room))
      return rows.enumerated().map { $0.offset == 0 ? mark + $0.element : indent + $0.element }
    }
  }

  private static func mark(of item: ListItem, number: Int?) -> Row {
    if let isDone = item.isDone { return isDone ? Row("[x] ", .good) : Row("[ ] ") }
    return Row(number.map { "\($0). " } ?? "• ", .faint)
  }

  /// The blocks of an item follow each other without empty rows.
  private static func tight(_ blocks: [Block], width: Int) -> [Row] {
    let rows = blocks.flatMap { self.rows(of: $0.content, width: max(width, 8)) }
    return rows.isEmpty ? [Row()] : rows
  }

  private static func quote(_ blocks: [Block], _ width: Int) -> [Row] {
    rows(of: blocks, width: width - 2).map { Row("│ ", .faint) + $0 }
  }

  private static func code(_ info: String, _ text: String, _ width: Int) -> [Row] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let isConsole = info.hasPrefix("console")
    return lines.map { line in
      let line = String(line).expandingTabs
      var row = isConsole ? consoleLine(line) : Row(line, .code)
      row.hang = margin(of: line)
      return Row("    ") + row
    }
  }

  /// Where a line of code goes on that has to be broken: within its own margin, a little further
  /// in, and in a transcript below the text of that side or prompt.
  private static func margin(of line: String) -> Int {
    let speaker = ["sse> ", "$ "].first { line.hasPrefix($0) }?.count
    let side = line.prefix(12).firstRange(of: "│ ").map { line[..<$0.upperBound].count }
    return (speaker ?? side ?? line.prefix { $0 == " " }.count) + 2
  }

  /// What the learner types stands out from what comes back.
  private static func consoleLine(_ line: String) -> Row {
    for prompt in ["sse> ", "$ "] where line.hasPrefix(prompt) {
      return Row(prompt, .faint).appending(String(line.dropFirst(prompt.count)), .strong)
    }
    return Row(line)
  }

  private static func table(_ table: Table, _ width: Int) -> [Row] {
    let cells = ([table.head] + table.rows).map { row in
      row.map { InlineRows.lines(of: $0).first ?? Row() }
    }
    let alignments = table.alignments.map { alignment -> TextTable.Alignment in
      switch alignment {
      case .left: .left
      case .center: .center
      case .right: .right
      }
    }
    return TextTable(
      head: cells.first ?? [], rows: Array(cells.dropFirst()), alignments: alignments
    ).rows(width: width)
  }
}

extension String {
  /// Every tab as the spaces to the next multiple of eight.
  var expandingTabs: String {
    guard contains("\t") else { return self }
    var result = ""
    for character in self {
      guard character == "\t" else {
        result.append(character)
        continue
      }
      result += String(repeating: " ", count: 8 - result.displayWidth % 8)
    }
    return result
  }
}

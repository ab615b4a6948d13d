/// A table whose columns are aligned by display width.
public struct TextTable: Sendable {
  /// Where a cell's text stands.
  public enum Alignment: Sendable, Hashable {
    case left, center, right
  }

  /// The names of the columns; empty for a table without.
  public var head: [Row]
  /// The cells, row by row.
  public var rows: [[Row]]
  /// One for each column; those that are missing are left.
  public var alignments: [Alignment]

  /// Makes a table.
  public init(head: [Row] = [], rows: [[Row]], alignments: [Alignment] = []) {
    self.head = head
    self.rows = rows
    self.alignments = alignments
  }

  /// The narrowest that a column is made when the table has to be narrowed.
  static let narrowestColumn = 6
  private static let gap = 2

  /// The table in rows of at most so many cells; the text of cells wraps where it has to.
  public func rows(width: Int) -> [Row] {
    let widths = columnWidths(fitting: width)
    var result: [Row] = []
    if !head.isEmpty {
      result += lines(head.map { $0.emphasized }, widths)
      let rule = widths.map { String(repeating: "─", count: $0) }
      result.append(Row(rule.joined(separator: String(repeating: " ", count: Self.gap)), .faint))
    }
    for row in rows { result += lines(row, widths) }
    return result
  }

  /// Each column as wide as its widest cell; when that is too much, the widest give way.
  private func columnWidths(fitting width: Int) -> [Int] {
    let all = [head] + rows
    let count = all.map(\.count).max() ?? 0
    var widths = (0..<count).map { column in
      all.map { $0.indices.contains(column) ? $0[column].width : 0 }.max() ?? 0
    }
    var excess = widths.reduce(0, +) + Self.gap * max(0, count - 1) - width
    while excess > 0, let widest = widths.indices.max(by: { (widths[$0], $0) < (widths[$1], $1) }),
      widths[widest] > Self.narrowestColumn
    {
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func lines(_ cells: [Row], _ widths: [Int]) -> [Row] {
    let wrapped = widths.indices.map { column in
      cells.indices.contains(column) ? cells[column].wrapped(to: widths[column]) : []
    }
    let height = max(1, wrapped.map(\.count).max() ?? 1)
    return (0..<height).map { index in
      var row = Row()
      var start = 0
      for column in widths.indices {
        if index < wrapped[column].count, wrapped[column][index].width > 0 {
          let cell = wrapped[column][index]
          row.append(cell, column: start + shift(cell, column, widths[column]))
        }
        start += widths[column] + Self.gap
      }
      return row
    }
  }

  private func shift(_ cell: Row, _ column: Int, _ width: Int) -> Int {
    switch alignments.indices.contains(column) ? alignments[column] : .left {
    case .left: 0
    case .center: max(0, (width - cell.width) / 2)
    case .right: max(0, width - cell.width)
    }
  }
}

extension Row {
  /// The same row in heavy letters.
  fileprivate var emphasized: Row {
    Row(
      spans.map { span in
        var style = span.style
        style.bold = true
        return Span(span.text, style, column: span.column)
      })
  }
}

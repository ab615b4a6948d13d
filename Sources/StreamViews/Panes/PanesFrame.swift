internal import Terminal

/// One picture of an ``ExchangeLog``.
struct PanesFrame {
  let log: ExchangeLog
  let width: Int
  let now: Duration

  /// The column of the line between the panes.
  private var middle: Int { (width - 1) / 2 }

  /// Left and right, so many rows in all.
  func sideBySide(height: Int) -> [Row] {
    [head()] + tail(height - 2, pairs) + [rule(crossing: "┴")]
  }

  /// The server above the client.
  func stacked(height: Int) -> [Row] {
    let body = height - 3
    let left = tail(body / 2) { wrapped($0.left, width) }
    let right = tail(body - body / 2) { wrapped($0.right, width) }
    let server = PanesTitle.server(log, now: now).row(width: width)
    let client = PanesTitle.client(log, now: now).row(width: width)
    return [filled(server, to: width)] + left + [filled(client, to: width)] + right
      + [rule(crossing: "─")]
  }

  /// The first rows and the newest, without a state that would soon be old; what is between them is
  /// counted.
  func transcript(first: Int, newest: Int) -> [Row] {
    let isNarrow = width < PanesLayout.sideBySideWidth
    let content = PaneContent(log: log) { isNarrow ? prefixed($0) : pairs($0) }
    var rows = content.all()
    let leftOut = rows.count - newest - (log.dropped == 0 ? first : 0)
    if leftOut > 0 {
      let count = log.dropped == 0 ? "\(leftOut)" : "more than \(leftOut)"
      let note = Row("… \(count) rows left out here; 'save FILE' has them all", .faint)
      let start = log.dropped == 0 ? rows : content.opening()
      rows = start.prefix(first) + note.wrapped(to: width) + rows.suffix(newest)
    }
    if isNarrow { return rows }
    return [crossed(Row("── server sent"), Row("── client received"))] + rows
      + [rule(crossing: "┴")]
  }

  // MARK: The body

  /// The newest rows, with empty ones below to fill up.
  private func tail(_ count: Int, _ rows: @escaping (Exchange) -> [Row]) -> [Row] {
    let newest = PaneContent(log: log, rows: rows).newest(count)
    let blank = rows(Exchange(left: [Row()], right: [Row()])).first ?? Row()
    return newest + Array(repeating: blank, count: max(0, count - newest.count))
  }

  private func pairs(_ entry: Exchange) -> [Row] {
    let left = wrapped(entry.left, middle - 1)
    let right = wrapped(entry.right, width - middle - 2)
    return (0..<max(left.count, right.count)).map { index in
      var row = index < left.count ? left[index] : Row()
      row.append("│ ", .faint, column: middle)
      if index < right.count { row.append(right[index]) }
      return row
    }
  }

  private func prefixed(_ entry: Exchange) -> [Row] {
    wrapped(entry.left, width - 9).map { Row("server │ ", .faint) + $0 }
      + wrapped(entry.right, width - 9).map { Row("client │ ", .faint) + $0 }
  }

  private func wrapped(_ rows: [Row], _ width: Int) -> [Row] {
    rows.flatMap { row in
      let margin = row.spans.first?.text.prefix { $0 == " " } ?? ""
      return row.wrapped(to: width, indent: Row(margin.isEmpty ? "  " : String(margin)))
    }
  }

  // MARK: Lines

  private func head() -> Row {
    crossed(
      PanesTitle.server(log, now: now).row(width: middle - 1),
      PanesTitle.client(log, now: now).row(width: width - middle - 1))
  }

  private func crossed(_ left: Row, _ right: Row) -> Row {
    var row = filled(left, to: middle)
    row.append("┬", .faint, column: middle)
    row.append(filled(right, to: width - middle - 1))
    return row
  }

  private func filled(_ row: Row, to width: Int) -> Row {
    let rest = width - row.width
    return rest > 0 ? row.appending(" " + String(repeating: "─", count: rest - 1), .faint) : row
  }

  private func rule(crossing: String) -> Row {
    let left = String(repeating: "─", count: middle)
    return Row(left + crossing + String(repeating: "─", count: width - middle - 1), .faint)
  }
}

import Terminal

/// The lines of a report on checks, as rows of a terminal.
///
/// A line that has to be broken goes on below its text, behind the word that it begins with. One with a
/// caret below it is not broken, but cut around the caret, which would else point at nothing.
enum ReportRows {
  /// The column at which text begins that has a word before it, as in `  came    no event`.
  private static let textColumn = 10

  /// The rows of some lines.
  static func rows(of lines: [String], width: Int) -> [Row] {
    var rows: [Row] = []
    var rest = lines[...]
    while let line = rest.popFirst() {
      if let caret = rest.first.flatMap(caretColumn), line.displayWidth > width {
        rest.removeFirst()
        rows += window(of: line, around: caret, width: width)
      } else {
        var row = Row(line)
        row.hang = hang(of: line)
        rows += row.wrapped(to: width)
      }
    }
    return rows
  }

  /// Where the caret stands in a line that has nothing else.
  private static func caretColumn(_ line: String) -> Int? {
    guard line.last == "^", line.dropLast().allSatisfy({ $0 == " " }) else { return nil }
    return line.count - 1
  }

  private static func hang(of line: String) -> Int {
    let indent = line.prefix { $0 == " " }.count
    let head = line.prefix(textColumn)
    guard indent <= 2, head.count == textColumn, head.last == " ",
      line.dropFirst(textColumn).first != " "
    else { return indent }
    // One word, and nothing but spaces behind it.
    return head.split(separator: " ").count == 1 ? textColumn : indent
  }

  /// As much of a line as fits, with the caret below the same character as before.
  private static func window(of line: String, around caret: Int, width: Int) -> [Row] {
    let head = String(line.prefix(textColumn))
    let room = max(width - textColumn - 4, 8)
    let start = max(textColumn, min(caret - room / 2, line.count - room))
    let text = line.dropFirst(start).prefix(room)
    let before = start > textColumn ? "… " : ""
    let after = start + room < line.count ? " …" : ""
    let column = textColumn + before.count + caret - start
    return [
      Row(head + before + text + after), Row(String(repeating: " ", count: max(column, 0)) + "^"),
    ]
  }
}

import EventStream
import Terminal

/// Events as lines for people: the type, the id and the data, each in its column.
///
/// A column is as wide as the widest entry so far, within a bound; what is wider shifts only its
/// own line. Nothing of a stranger's stream reaches the terminal but visible characters, and no
/// event takes more than a screenful there.
struct EventRows {
  /// A column grows to this many cells at most.
  private static let widestColumn = 24
  /// So many bytes of a type or an id are shown on a screen.
  private static let nameLimit = 240
  /// The most bytes that one cell of a screen can hold.
  private static let cellBytes = 36
  private var typeWidth = "message".count
  private var idWidth = 0

  /// The rows of one event, whole, or as many of them as fit a screen.
  mutating func rows(of event: MessageEvent, on screen: Size?) -> [Row] {
    var rows: [Row] = []
    draw(event, on: screen) { rows.append($0) }
    return rows
  }

  /// Hands over the rows of one event, one by one: whole, or as many of them as fit a screen.
  ///
  /// On a screen long JSON is broken to be readable.
  mutating func draw(_ event: MessageEvent, on screen: Size?, _ put: (Row) -> Void) {
    let (head, end) = head(of: event, whole: screen == nil)
    let column = typeWidth + 2 + (idWidth > 0 ? idWidth + 2 : 0)
    var isFirst = true
    func place(_ text: Row) {
      var row = isFirst ? head : Row()
      if !isFirst || text.width > 0 { row.append(text, column: isFirst ? end : column) }
      isFirst = false
      put(row)
    }
    guard let screen else {
      for line in event.data.lines { place(Row(String(line))) }
      return
    }
    var page = Page(screen: screen, left: screen.textRows - 1, column: end, nextColumn: column)
    let rest = page.put(event.data, place)
    if let rest { place(Row("… and \(rest) more: --json has all of it", .faint)) }
  }

  /// The type and the id, and the column behind them.
  private mutating func head(of event: MessageEvent, whole: Bool) -> (row: Row, end: Int) {
    func name(_ text: String) -> String {
      guard !whole, text.utf8.count > Self.nameLimit else { return text }
      return text.prefix(bytes: Self.nameLimit) + "…"
    }
    let type = Row(name(event.type))
    let id = Row(event.lastEventID.isEmpty ? "" : "id \(name(event.lastEventID))")
    typeWidth = max(typeWidth, min(type.width, Self.widestColumn))
    idWidth = max(idWidth, min(id.width, Self.widestColumn))
    var head = type
    var column = max(typeWidth, type.width) + 2
    if idWidth > 0 {
      head.append(id, column: column)
      column += max(idWidth, id.width) + 2
    }
    return (head, column)
  }

  /// The rows of a screen that are left for the data of an event.
  private struct Page {
    let screen: Size
    var left: Int
    /// Where the next line begins.
    var column: Int
    /// Where those after it begin.
    let nextColumn: Int

    /// Puts as much of the data down as fits; returns how much does not.
    mutating func put(_ data: String, _ place: (Row) -> Void) -> String? {
      let isWide = data.utf8.count > screen.columns - column
      guard isWide, let json = JSONLayout(data, rows: left) else { return text(data, place) }
      var shown = 0
      for line in json.lines where take(line[...], place) != nil { shown += 1 }
      let rest = json.count - shown
      return rest > 0 ? "\(rest) \(rest == 1 ? "line" : "lines")" : nil
    }

    private mutating func text(_ data: String, _ place: (Row) -> Void) -> String? {
      var rest = data.utf8.count
      for line in data.lines {
        guard let shown = take(line, place) else { break }
        rest -= shown
        if shown < line.utf8.count { break }
        rest -= 1
      }
      // The last line has no end.
      return rest > 0 ? "\(rest) bytes" : nil
    }

    /// Puts a line down as far as it fits; returns how many of its bytes, nil without any room.
    private mutating func take(_ line: Substring, _ place: (Row) -> Void) -> Int? {
      let cells = left * screen.columns - column
      guard cells > 0 else { return nil }
      let start = line.prefix(bytes: cells * EventRows.cellBytes)
      let row = Row(String(start))
      let shown = row.cut(to: cells, mark: "")
      left -= (column + shown.width + screen.columns - 1) / screen.columns
      column = nextColumn
      place(shown)
      return shown == row ? start.utf8.count : min(shown.text.utf8.count, line.utf8.count - 1)
    }
  }
}

extension String {
  /// The lines between line feeds, one after the other.
  fileprivate var lines: some Sequence<Substring> {
    var rest: Substring? = self[...]
    return AnyIterator {
      guard let text = rest else { return nil }
      let end = text.utf8.firstIndex(of: UInt8(ascii: "\n"))
      rest = end.map { text[text.utf8.index(after: $0)...] }
      return text[..<(end ?? text.endIndex)]
    }
  }
}

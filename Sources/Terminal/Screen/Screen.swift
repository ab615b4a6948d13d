/// The only writer to the terminal, besides libedit when it is told to draw.
///
/// The *block* is what lives at the end of the text: the panes, and below them the prompt. Ordinary
/// rows are printed above it, so they scroll into the terminal's own memory as any program's do.
/// The cursor is always in the prompt part of the block (or, without a prompt, in the empty row
/// below the panes), and every move is relative to it: nothing here needs to know how far down the
/// screen the block is.
struct Screen {
  private static let beginFrame = "\u{1B}[?2026h\u{1B}[?25l"
  private static let endFrame = "\u{1B}[?25h\u{1B}[?2026l"
  private static let wrapOff = "\u{1B}[?7l"
  private static let wrapOn = "\u{1B}[?7h"

  /// Rows of ordinary text that are kept to draw the screen anew.
  static let memoryLimit = 300

  /// Takes what is written.
  let write: @Sendable ([UInt8]) -> Void
  let escapes: Bool
  let color: Bool
  var size: Size
  /// The panes that are on the screen.
  private(set) var panes: [Row] = []
  private var memory: [Row] = []

  init(
    escapes: Bool, color: Bool, size: Size, write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.write = write
    self.size = size
    self.escapes = escapes
    self.color = color
  }

  /// Prints rows above the block, gives the block other panes, and has the prompt drawn.
  ///
  /// - Parameters:
  ///   - rows: Ordinary text.
  ///   - newPanes: The panes from now on; nil for the same ones.
  ///   - cursorRow: The row of the cursor below the panes.
  ///   - rowsBelow: How many rows of the prompt are below the cursor.
  ///   - drawPrompt: Draws the prompt at the cursor; nil when there is none.
  mutating func redraw(
    printing rows: [Row] = [], panes newPanes: [Row]? = nil, cursorRow: Int, rowsBelow: Int = 0,
    drawPrompt: (() -> Void)?
  ) {
    remember(rows)
    guard escapes else { return append(rows, drawPrompt) }
    var text = Self.beginFrame + Self.wrapOff + erase(cursorRow, rowsBelow: rowsBelow)
    for row in rows { text += lines(row) }
    panes = newPanes ?? panes
    for row in panes { text += line(row) }
    emit(text + Self.wrapOn)
    drawPrompt?()
    emit(Self.endFrame)
  }

  /// Paints the panes where they are; only the rows that changed.
  mutating func paint(_ newPanes: [Row], cursorRow: Int) {
    guard escapes, newPanes.count == panes.count else { return }
    var text = ""
    var up = 0
    for index in panes.indices where newPanes[index] != panes[index] {
      let distance = cursorRow + panes.count - index
      text += Self.vertical(up - distance) + "\r\u{1B}[K" + newPanes[index].fitted(size, color)
      up = distance
    }
    if text.isEmpty { return }
    panes = newPanes
    emit("\u{1B}[?2026h\u{1B}7\(Self.wrapOff)\(text)\(Self.wrapOn)\u{1B}8\u{1B}[?2026l")
  }

  /// Empties the screen, and draws the newest ordinary rows that fit above the block if asked to.
  mutating func repaint(keepingText: Bool, panes newPanes: [Row], drawPrompt: (() -> Void)?) {
    guard escapes else { return }
    var text = Self.beginFrame + Self.wrapOff
    // Row by row: erasing all of it at once makes some terminals keep a copy as scrolled text.
    for row in 1...max(1, size.rows) { text += "\u{1B}[\(row);1H\u{1B}[2K" }
    text += "\u{1B}[H"
    panes = newPanes
    if keepingText {
      for row in newest(size.rows - panes.count - 2) { text += line(row) }
    }
    for row in panes { text += line(row) }
    emit(text + Self.wrapOn)
    drawPrompt?()
    emit(Self.endFrame)
  }

  /// Draws the block at the cursor's row, for libedit or another program wrote to the screen.
  mutating func redrawBelow(panes newPanes: [Row], drawPrompt: (() -> Void)?) {
    panes = []
    redraw(panes: newPanes, cursorRow: 0, drawPrompt: drawPrompt)
  }

  func emit(_ text: String) {
    write(Array(text.utf8))
  }

  mutating func remember(_ rows: [Row]) {
    memory += rows
    if memory.count > 2 * Self.memoryLimit { memory.removeFirst(memory.count - Self.memoryLimit) }
  }

  mutating func forget() { memory = [] }

  // MARK: Text

  /// Without escape sequences nothing can be taken back: rows go below the prompt, which is drawn
  /// again after them.
  private func append(_ rows: [Row], _ drawPrompt: (() -> Void)?) {
    var text = drawPrompt == nil ? "" : "\r\n"
    for row in rows.flatMap({ $0.wrapped(to: size.columns) }) { text += row.text + "\r\n" }
    if rows.isEmpty { text = "" }
    emit(text)
    drawPrompt?()
  }

  /// Goes to the first row of the block and erases from there on.
  ///
  /// The first row by itself: a terminal that is told to erase everything from its very first cell
  /// (tmux) keeps a copy of it as scrolled text. Back by the saved position: in the last row of the
  /// screen there is no way down, and a step up would end one row too high.
  private func erase(_ cursorRow: Int, rowsBelow: Int) -> String {
    let above = cursorRow + panes.count
    let rest = above + rowsBelow > 0 ? "\u{1B}7\u{1B}[1B\u{1B}[J\u{1B}8" : ""
    return "\r" + Self.vertical(-above) + "\u{1B}[K" + rest
  }

  private func lines(_ row: Row) -> String {
    row.wrapped(to: size.columns).map(line).joined()
  }

  private func line(_ row: Row) -> String {
    row.fitted(size, color) + "\r\n"
  }

  private func newest(_ count: Int) -> [Row] {
    var rows: [Row] = []
    for row in memory.reversed() {
      if rows.count >= count { break }
      rows += row.wrapped(to: size.columns).reversed()
    }
    return rows.prefix(max(0, count)).reversed()
  }

  private static func vertical(_ distance: Int) -> String {
    distance == 0 ? "" : "\u{1B}[\(abs(distance))\(distance < 0 ? "A" : "B")"
  }
}

extension Row {
  fileprivate func fitted(_ size: Size, _ color: Bool) -> String {
    cut(to: size.columns).painted(color: color)
  }
}

internal import CTerminal

/// Where the prompt and the line being edited lie on the screen.
///
/// libedit does not say in which row of its block the cursor is, and to paint above the block one has
/// to know. This lays the line out by the rules of libedit's own `re_refresh`.
struct PromptGeometry: Equatable {
  /// The row of the cursor, counted from 0 at the prompt.
  var cursorRow = 0
  /// The column of the cursor on the screen.
  var cursorColumn = 0
  /// The last row of the block.
  var lastRow = 0
  /// Where the text in the last row ends.
  var lastColumn = 0
  /// Whether libedit's own drawing can be trusted: one row, every character one cell.
  var isSimple = true

  /// What stands in the few cells before the cursor, in its row.
  private var beforeCursor: [Cell] = []

  /// A scalar, and the column where it is drawn.
  fileprivate struct Cell: Equatable {
    var scalar: UInt32
    var column: Int
    var row: Int
  }

  /// How many cells to the right libedit goes by writing them once more.
  private static let overwritten = 4

  /// How many rows the block has.
  var rows: Int { lastRow + 1 }

  init() {}

  init(promptWidth: Int, line: some Collection<UInt32>, cursor: Int, size: Size) {
    // libedit takes a screen of less than two columns for one of 80.
    let columns = size.columns < 2 ? 80 : size.columns
    var pen = Pen(
      column: promptWidth % columns, row: min(promptWidth / columns, max(0, size.rows - 1)),
      size: Size(columns: columns, rows: size.rows))
    var index = 0
    for scalar in line {
      let place = pen.position(before: scalar)
      if index == cursor { (cursorColumn, cursorRow) = place }
      if index < cursor, index >= cursor - Self.overwritten - 1 {
        beforeCursor.append(Cell(scalar: scalar, column: place.column, row: place.row))
      }
      if pen.put(scalar) != 1 { isSimple = false }
      index += 1
    }
    if index <= cursor { (cursorColumn, cursorRow) = (pen.column, pen.row) }
    (lastColumn, lastRow) = (pen.column, pen.row)
    if lastRow > 0 { isSimple = false }
  }

  /// What has to be written again, and from which column on, once libedit has drawn the line.
  ///
  /// From the end of the last row it comes straight up to the row of the cursor. Where that is in
  /// the second half of a wide character, and the cursor a few cells to the right, it goes there by
  /// writing what stands between, one column too far to the left.
  var mending: (column: Int, text: String)? {
    guard lastRow > cursorRow, (1...Self.overwritten).contains(cursorColumn - lastColumn) else {
      return nil
    }
    let places = beforeCursor.filter { $0.row == cursorRow && $0.column >= lastColumn - 1 }
    guard let first = places.first, first.column == lastColumn - 1,
      sse_cell_width(first.scalar) == 2
    else { return nil }
    return (first.column, places.map(\.text).joined())
  }
}

extension PromptGeometry.Cell {
  /// As libedit shows it.
  fileprivate var text: String {
    switch scalar {
    case 9: String(repeating: " ", count: 8 - column % 8)
    case 0..<0x20, 0x7f: "^" + String(Character(Unicode.Scalar(UInt8(scalar ^ 0x40))))
    default: Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
    }
  }
}

/// libedit's drawing position.
private struct Pen {
  var column: Int
  var row: Int
  let size: Size

  /// Puts a scalar down as libedit shows it; returns the cells it takes.
  mutating func put(_ scalar: UInt32) -> Int {
    switch scalar {
    case 9:
      repeat { advance(1) } while column % 8 != 0
      return 0
    case 10:
      nextRow()
      return 0
    case 0..<0x20, 0x7f, 0x80..<0xA0:
      advance(1)
      advance(1)
      return 2
    default:
      guard sse_is_printable(scalar) != 0 else {
        let width = scalar > 0xffff ? 8 : 7
        for _ in 0..<width { advance(1) }
        return width
      }
      let width = max(0, Int(sse_cell_width(scalar)))
      advance(width)
      return width
    }
  }

  /// Where the cursor is drawn when it stands on this scalar.
  func position(before scalar: UInt32) -> (column: Int, row: Int) {
    let width = Int(sse_cell_width(scalar))
    if width > 1 && column + width > size.columns { return (0, min(row + 1, size.rows - 1)) }
    return (column, row)
  }

  private mutating func advance(_ width: Int) {
    while width > 1 && column + width > size.columns { advance(1) }
    column += width
    if column >= size.columns { nextRow() }
  }

  private mutating func nextRow() {
    column = 0
    row = min(row + 1, size.rows - 1)
  }
}

extension Row {
  /// The row, or as much of it as fits `width` cells, ending in `mark` where something was cut.
  public func cut(to width: Int, mark: String = "›") -> Row {
    if self.width <= width { return self }
    let room = max(0, width - mark.displayWidth)
    var kept: [Span] = []
    var used = 0
    for span in spans {
      let start = max(used, span.column ?? 0)
      guard start < room else { break }
      let text = span.text.prefix(cells: room - start)
      kept.append(Span(String(text), span.style, column: span.column))
      used = start + text.displayWidth
      if text.endIndex < span.text.endIndex { break }
    }
    if width >= mark.displayWidth { kept.append(Span(mark, .faint)) }
    return Row(kept)
  }

  /// The row broken into rows of at most `width` cells, at spaces where there are any.
  ///
  /// Rows after the first begin with `indent`, or with as many spaces as ``hang`` says. Columns inside the row are given up when it has to
  /// be broken.
  public func wrapped(to width: Int, indent: Row? = nil) -> [Row] {
    if self.width <= width || width <= 0 { return [self] }
    let indent = indent ?? Row(String(repeating: " ", count: min(hang, width / 2)))
    var wrapper = RowWrapper(width: max(width, indent.width + 2), indent: indent)
    for span in spans { wrapper.add(span) }
    return wrapper.finish()
  }
}

extension StringProtocol {
  /// The longest beginning that takes at most this many cells.
  func prefix(cells: Int) -> SubSequence {
    var used = 0
    var end = startIndex
    while end < endIndex {
      used += self[end].displayWidth
      if used > cells { break }
      end = index(after: end)
    }
    return self[..<end]
  }
}

/// Breaks styled text into rows, word by word.
struct RowWrapper {
  let width: Int
  let indent: Row
  private var rows: [Row] = []
  private var row = Row()
  private var used = 0
  private var begun = false
  private var word: [Row.Span] = []
  private var wordWidth = 0

  init(width: Int, indent: Row) {
    self.width = width
    self.indent = indent
  }

  mutating func add(_ span: Row.Span) {
    var piece = ""
    func flushed(_ text: String) -> Row.Span { Row.Span(text, span.style) }
    for character in span.text {
      guard character == " " else {
        piece.append(character)
        continue
      }
      push(flushed(piece))
      piece = ""
      endWord()
      space(span.style)
    }
    push(flushed(piece))
  }

  mutating func finish() -> [Row] {
    endWord()
    rows.append(row)
    return rows
  }

  private mutating func push(_ span: Row.Span) {
    if span.text.isEmpty { return }
    word.append(span)
    wordWidth += span.text.displayWidth
  }

  private mutating func space(_ style: Style) {
    // A space that would begin a broken row, or not fit, is the break itself.
    if used >= width || (!begun && !rows.isEmpty) { return }
    row.append(" ", style)
    used += 1
  }

  private mutating func endWord() {
    if word.isEmpty { return }
    // A word that is longer than a row begins where it stands: a row for itself would not hold it.
    if used + wordWidth > width && begun && wordWidth <= width - indent.width { breakRow() }
    for span in word { place(span) }
    word = []
    wordWidth = 0
  }

  /// Puts a piece of a word down; one longer than a row is broken where the row ends.
  private mutating func place(_ span: Row.Span) {
    var rest = Substring(span.text)
    while !rest.isEmpty {
      var head = rest.prefix(cells: width - used)
      if head.isEmpty {
        if begun || used > indent.width { breakRow(); continue }
        head = rest.prefix(1)
      }
      row.append(String(head), span.style)
      used += head.displayWidth
      begun = true
      rest = rest[head.endIndex...]
    }
  }

  private mutating func breakRow() {
    rows.append(row)
    row = indent
    used = indent.width
    begun = false
  }
}

/// Breaks styled text into rows, word by word.
struct RowWrapper {
  let width: Int
  let indent: Row
  private var rows: [Row] = []
  private var row = Row()
  private var used = 0
  /// Spaces that are not in the row yet: where it is broken they are the break.
  private var spaces: [Style] = []
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
    settleSpaces()
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
    spaces.append(style)
    used += 1
  }

  private mutating func settleSpaces() {
    for style in spaces { row.append(" ", style) }
    spaces = []
  }

  private mutating func endWord() {
    let isLong = used + wordWidth > width && wordWidth > width / 2
    for part in isLong ? word.cutAfterCommas : [word] { put(part) }
    word = []
    wordWidth = 0
  }

  /// Puts what is not to be broken into this row or, where that helps, into the next.
  private mutating func put(_ part: [Row.Span]) {
    let partWidth = part.reduce(0) { $0 + $1.text.displayWidth }
    // What is longer than a row begins where it stands: a row for itself would not hold it.
    if used + partWidth > width && begun && partWidth <= width - indent.width { breakRow() }
    for span in part { place(span) }
  }

  /// Puts a piece of a word down; one longer than a row is broken where the row ends.
  private mutating func place(_ span: Row.Span) {
    var rest = Substring(span.text)
    while !rest.isEmpty {
      var head = rest.prefix(cells: width - used)
      if head.isEmpty {
        if begun || used > indent.width { breakRow(); continue }
        head = rest.firstCell
      }
      settleSpaces()
      row.append(String(head), span.style)
      used += head.displayWidth
      begun = true
      rest = rest[head.endIndex...]
    }
  }

  private mutating func breakRow() {
    rows.append(row)
    spaces = []
    row = indent
    used = indent.width
    begun = false
  }
}

extension Substring {
  /// The least of it that can be put down, however wide it is.
  fileprivate var firstCell: Substring {
    var cells = Cells(self)
    return self[..<(cells.next()?.end ?? endIndex)]
  }
}

extension [Row.Span] {
  /// The pieces of a long word between which it may be broken: a comma parts the members of JSON,
  /// which often has no spaces, and other lists.
  fileprivate var cutAfterCommas: [[Row.Span]] {
    var parts: [[Row.Span]] = [[]]
    for span in self {
      let texts = span.text.split(separator: ",", omittingEmptySubsequences: false)
      for (index, text) in texts.enumerated() {
        let isLast = index == texts.count - 1
        let piece = isLast ? String(text) : "\(text),"
        if !piece.isEmpty { parts[parts.count - 1].append(Row.Span(piece, span.style)) }
        if !isLast { parts.append([]) }
      }
    }
    return parts.filter { !$0.isEmpty }
  }
}

import Terminal

/// What is being read: a long text goes by screenfuls, and Enter shows the next.
///
/// A page waits to be read on while its commands are tried; a long answer is forgotten as soon as
/// another line is entered.
struct Pager {
  private var pages = Pages()
  private var isPage = false
  /// Whether what comes now is said by the line that began the text.
  private var isSameLine = false

  /// Whether there is more to read.
  var goesOn: Bool { pages.count > 0 }

  /// The learner has entered another line.
  mutating func begin() {
    isSameLine = false
    if !isPage { pages = Pages() }
  }

  /// A page: gives the rows that fit the screen.
  mutating func page(_ rows: [Row], on size: Size) -> [Row] {
    if isSameLine, goesOn {
      pages.append([Row()] + rows)
      return []
    }
    return start(rows, isPage: true, size)
  }

  /// An answer: gives the rows that fit the screen, none while what comes before them is unread.
  mutating func answer(_ rows: [Row], on size: Size) -> [Row] {
    if isSameLine, goesOn {
      pages.append(rows)
      return []
    }
    return rows.count > size.textRows ? start(rows, isPage: false, size) : rows
  }

  /// The next screenful.
  mutating func next(on size: Size) -> [Row] {
    if pages.count <= size.textRows { return pages.next(height: size.textRows) }
    let rows = pages.next(height: size.textRows - 1)
    let left = "\(pages.count) more \(pages.count == 1 ? "row" : "rows")"
    return rows + [Row("── \(left): Enter goes on reading", .faint)]
  }

  private mutating func start(_ rows: [Row], isPage: Bool, _ size: Size) -> [Row] {
    pages = Pages(rows)
    self.isPage = isPage
    isSameLine = true
    return next(on: size)
  }
}

/// Text by screens instead of a pager: what fits is shown, and the next piece when asked for.
public enum Pages {
  /// The fewest rows a page is given, however small the screen.
  static let fewestRows = 4

  /// Rows cut into pages of at most `height` rows, where possible at an empty row.
  ///
  /// Rows that are too long for one page are cut where the page ends. No page begins or ends with
  /// an empty row.
  public static func split(_ rows: [Row], height: Int) -> [[Row]] {
    let height = max(fewestRows, height)
    var pages: [[Row]] = []
    var rest = rows.drop { $0.isBlank }
    while !rest.isEmpty {
      let end = rest.count <= height ? rest.endIndex : self.end(of: rest, height: height)
      var page = rest[..<end]
      while page.last?.isBlank == true { page.removeLast() }
      pages.append(Array(page))
      rest = rest[end...].drop { $0.isBlank }
    }
    return pages
  }

  /// The last empty row in the lower half of what fits, else the end of what fits.
  private static func end(of rows: ArraySlice<Row>, height: Int) -> Int {
    let full = rows.startIndex + height
    let half = rows.startIndex + height / 2
    // The row after the page may be the empty one.
    return rows[half...full].lastIndex { $0.isBlank } ?? full
  }
}

extension Row {
  fileprivate var isBlank: Bool { spans.allSatisfy { $0.text.allSatisfy { $0 == " " } } }
}

extension Size {
  /// How many rows of text a screen holds besides the prompt and a line above it.
  public var textRows: Int { max(Pages.fewestRows, rows - 2) }
}

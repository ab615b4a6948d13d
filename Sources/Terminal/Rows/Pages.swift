/// Text by screens instead of a pager: what fits is shown, and the next piece when asked for.
public struct Pages: Sendable {
  /// The fewest rows a page is given, however small the screen.
  static let fewestRows = 4

  private var rest: ArraySlice<Row>

  /// Makes pages of these rows; none of them begins or ends with an empty one.
  public init(_ rows: [Row] = []) {
    rest = rows.drop { $0.isBlank }
    while rest.last?.isBlank == true { rest.removeLast() }
  }

  /// How many rows have not been given out.
  public var count: Int { rest.count }

  /// Adds rows at the end.
  public mutating func append(_ rows: [Row]) {
    rest += rows
    while rest.last?.isBlank == true { rest.removeLast() }
  }

  /// The next page: at most `height` rows, up to an empty one where possible.
  public mutating func next(height: Int) -> [Row] {
    let height = max(Self.fewestRows, height)
    let end = rest.count <= height ? rest.endIndex : self.end(height)
    var page = rest[..<end]
    while page.last?.isBlank == true { page.removeLast() }
    rest = rest[end...].drop { $0.isBlank }
    return Array(page)
  }

  /// The last empty row in the lower half of what fits, else the end of what fits.
  private func end(_ height: Int) -> Int {
    let full = rest.startIndex + height
    let half = rest.startIndex + height / 2
    // The row after the page may be the empty one.
    return rest[half...full].lastIndex { $0.isBlank } ?? full
  }
}

extension Row {
  fileprivate var isBlank: Bool { spans.allSatisfy { $0.text.allSatisfy { $0 == " " } } }
}

extension Size {
  /// How many rows of text a screen holds besides the prompt and a line above it.
  public var textRows: Int { max(Pages.fewestRows, rows - 2) }
}

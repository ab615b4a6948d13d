internal import CTerminal

/// Cells of the screen.
///
/// No function knows what every terminal does with joined emoji or variation selectors, so these
/// give the most cells that any known terminal takes. A row cut by them never overflows.
extension StringProtocol {
  /// The most cells that this text takes.
  public var displayWidth: Int {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return utf8.count }
    return Cells(self).reduce(0) { $0 + $1.width }
  }

  /// The longest beginning that takes at most this many cells.
  func prefix(cells: Int) -> SubSequence {
    var used = 0
    var end = startIndex
    for cell in Cells(self) {
      used += cell.width
      if used > cells { break }
      end = cell.end
    }
    return self[..<end]
  }
}

extension Unicode.Scalar {
  /// Cells that the C library gives it; two for what is newer than the C library.
  var displayWidth: Int {
    if value < 0x7f { return value < 0x20 ? 0 : 1 }
    if (0xA0..<0x300).contains(value) { return 1 }
    let width = sse_cell_width(value)
    return width < 0 ? 2 : Int(width)
  }
}

/// The pieces of a text between which a row may be broken: a character, and what stands on it.
///
/// They are smaller than Swift's characters, some of which have no end: a row must.
struct Cells<Text: StringProtocol>: Sequence, IteratorProtocol {
  /// A piece: where it ends, and the most cells that it takes.
  struct Cell: Equatable {
    var end: String.Index
    var width: Int
  }

  private let scalars: Text.UnicodeScalarView
  private var index: String.Index

  init(_ text: Text) {
    scalars = text.unicodeScalars
    index = text.startIndex
  }

  mutating func next() -> Cell? {
    guard index < scalars.endIndex else { return nil }
    var last = scalars[index]
    var width = last.displayWidth
    var flags = last.isFlagHalf ? 1 : 0
    index = scalars.index(after: index)
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let own = scalar.displayWidth
      let isSecondHalf = flags == 1 && scalar.isFlagHalf
      guard own == 0 || last.value == 0x200D || scalar.isSkinTone || isSecondHalf else { break }
      // Emoji presentation: newer terminals make the character two cells wide.
      width = scalar.value == 0xFE0F ? Swift.max(width, 2) : width + own
      flags += isSecondHalf ? 1 : 0
      last = scalar
      index = scalars.index(after: index)
    }
    return Cell(end: index, width: width)
  }
}

extension Unicode.Scalar {
  fileprivate var isFlagHalf: Bool { (0x1F1E6..<0x1F200).contains(value) }
  fileprivate var isSkinTone: Bool { (0x1F3FB..<0x1F400).contains(value) }
}

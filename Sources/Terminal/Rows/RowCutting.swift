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
  /// Rows after the first begin with `indent`, or with as many spaces as ``hang`` says. Columns
  /// inside the row are given up when it has to be broken.
  public func wrapped(to width: Int, indent: Row? = nil) -> [Row] {
    if self.width <= width || width <= 0 { return [self] }
    let indent = indent ?? Row(String(repeating: " ", count: min(hang, width / 2)))
    var wrapper = RowWrapper(width: max(width, indent.width + 2), indent: indent)
    for span in spans { wrapper.add(span) }
    return wrapper.finish()
  }
}

extension StringProtocol {
  /// The longest beginning of whole characters that takes at most so many bytes of UTF-8.
  ///
  /// It looks at no more than that, even where a character has no end: that one is cut.
  public func prefix(bytes limit: Int) -> SubSequence {
    if utf8.count <= limit { return self[...] }
    var length = limit
    var end = utf8.index(startIndex, offsetBy: length)
    while length > 0, utf8[end] & 0xC0 == 0x80 {
      length -= 1
      end = utf8.index(startIndex, offsetBy: length)
    }
    var cut = end
    while cut > startIndex, isWithinCharacter(cut) { cut = unicodeScalars.index(before: cut) }
    return self[..<(cut > startIndex ? cut : end)]
  }

  private func isWithinCharacter(_ index: Index) -> Bool {
    let (before, after) = (
      unicodeScalars[unicodeScalars.index(before: index)], unicodeScalars[index]
    )
    return before.value == 0x200D || (after.value >= 0x300 && after.displayWidth == 0)
  }
}

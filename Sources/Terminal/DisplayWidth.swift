internal import CTerminal

/// Cells of the screen.
///
/// No function knows what every terminal does with joined emoji or variation selectors, so these
/// give the most cells that any known terminal takes. Who cuts with them never overflows.
extension Character {
  /// The most cells that this character takes.
  var displayWidth: Int {
    if isASCII { return 1 }
    var width = 0
    for scalar in unicodeScalars {
      // Emoji presentation: newer terminals make the character two cells wide.
      if scalar.value == 0xFE0F { width = max(width, 2) } else { width += scalar.displayWidth }
    }
    return width
  }
}

extension Unicode.Scalar {
  /// Cells that the C library gives it; two for what is newer than the C library.
  var displayWidth: Int {
    if value < 0x7f { return value < 0x20 ? 0 : 1 }
    let width = sse_cell_width(value)
    return width < 0 ? 2 : Int(width)
  }
}

extension StringProtocol {
  /// The most cells that this text takes.
  var displayWidth: Int {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }
}

/// Text that does nothing to the screen but appear.
extension String {
  /// The same text with every control character replaced by a visible sign.
  ///
  /// U+2400 and the following for the ASCII ones (␍, ␊, ␛), U+FFFD for the others, among them those
  /// that turn the direction of writing.
  var printable: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return self }
    guard unicodeScalars.contains(where: { $0.visibleSign != nil }) else { return self }
    var result = ""
    for scalar in unicodeScalars { result.unicodeScalars.append(scalar.visibleSign ?? scalar) }
    return result
  }
}

extension Unicode.Scalar {
  /// What to show in place of a control character; nil for every other.
  fileprivate var visibleSign: Unicode.Scalar? {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value)
    case 0x7f: "\u{2421}"
    case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069: "\u{FFFD}"
    default: nil
    }
  }
}

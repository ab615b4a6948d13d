/// Writes the numbers and texts of an SVG, the same on every machine.
enum SVG {
  /// A length with two digits after the point at most.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    guard rest > 0 else { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? String(rest / 10) : (rest < 10 ? "0\(rest)" : String(rest))
    return "\(sign)\(whole).\(digits)"
  }
}

/// How much room a text takes up, counted in cells of a terminal: two for a wide character.
enum TextWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.properties.generalCategory == .nonspacingMark || first.value == 0x200D { return 0 }
    if first.properties.isEmojiPresentation { return 2 }
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// The blocks of East Asian Wide and Fullwidth characters (UAX 11), roughly.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]

  /// The words in lines of this many cells at most; a longer word is broken.
  static func wrap(_ text: String, width: Int) -> [String] {
    let words = text.split(separator: " ").flatMap { broken(String($0), width: width) }
    return joined(words, by: " ", width: width)
  }

  /// A word in pieces of this many cells at most.
  private static func broken(_ word: String, width: Int) -> [String] {
    guard of(word) > width else { return [word] }
    return word.reduce(into: [""]) { pieces, character in
      if let last = pieces.last, !last.isEmpty, of(last) + of(character) > width {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
  }

  /// The pieces in as few lines as need be, all of about the same length.
  static func balanced(_ pieces: [String], by separator: String, width: Int) -> [String] {
    let fewest = joined(pieces, by: separator, width: width)
    let longest = pieces.map(of).max() ?? 0
    for narrower in stride(from: max(longest, width / max(fewest.count, 1)), to: width, by: 1) {
      let lines = joined(pieces, by: separator, width: narrower)
      if lines.count == fewest.count { return lines }
    }
    return fewest
  }

  private static func joined(_ pieces: [String], by separator: String, width: Int) -> [String] {
    pieces.reduce(into: [String]()) { lines, piece in
      if let last = lines.last, of(last) + of(separator) + of(piece) <= width {
        lines[lines.count - 1] = last + separator + piece
      } else {
        lines.append(piece)
      }
    }
  }
}

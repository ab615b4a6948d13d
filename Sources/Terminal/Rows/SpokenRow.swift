extension String {
  /// The text with a word for each sign, as ``Row/spoken`` has it: for what is laid out afterwards,
  /// so that its columns and line ends fit the words.
  public var withSpokenSigns: String { Row.spoken(self) }
}

/// Rows for a voice: no lines drawn with characters, no sign without its word.
extension Row {
  /// The row as it is to be read out; nil when there was nothing in it but drawing.
  public var spoken: Row? {
    var row = Row(spans.map { Span(Self.spoken($0.text), $0.style, column: $0.column) })
    row.hang = hang
    let isDrawing = row.text.allSatisfy(\.isWhitespace) && !text.allSatisfy(\.isWhitespace)
    return isDrawing ? nil : row
  }

  fileprivate static func spoken(_ text: String) -> String {
    // Nearly every row is plain text.
    if text.unicodeScalars.allSatisfy(\.isASCII) { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if let word = words[scalar] {
        // A comma stands right behind its word, where the dot has a blank on each side.
        if word == ",", result.last == " " { result.removeLast() }
        result += word
      } else if !(0x2500...0x259F).contains(scalar.value) {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  /// The signs that this program shows, and their words; frames and bars have none.
  private static let words: [Unicode.Scalar: String] = [
    "✔": "right:", "◐": "partly right:", "✘": "wrong:", "✂": "cut:", "⏎": " (line end)",
    "␍": " (CR)", "␊": " (LF)",
    "␣": "(space)", "⇥": "(tab)", "→": "to", "·": ",", "•": "-", "↵": "(Enter)", "●": "*",
  ]
}

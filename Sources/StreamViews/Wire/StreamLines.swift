internal import Terminal

/// Cuts the bytes of an event stream into lines, however they were written.
///
/// A line ends at LF, CR or CRLF (HTML 9.2.5); which of them is kept for showing.
struct StreamLines: Sendable {
  struct Line: Sendable, Equatable {
    var text: String
    /// What ended it; empty for a line that was cut off.
    var end: String
    /// How many bytes of it are not shown.
    var omitted = 0

    /// Whether it is the blank line that ends an event.
    var isBlank: Bool { text.isEmpty && !end.isEmpty }
  }

  /// How much of a line is shown, in bytes; those beyond are counted, and not kept.
  static let lengthLimit = 240

  private var partial: [UInt8] = []
  private var omitted = 0
  private var sawReturn = false

  /// The lines that these bytes complete.
  mutating func append(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let byte = rest.first {
      if sawReturn {
        sawReturn = false
        lines.append(take(byte == 10 ? "\r\n" : "\r"))
        if byte == 10 { rest = rest.dropFirst() }
        continue
      }
      let text = rest.prefix { $0 != 10 && $0 != 13 }
      let shown = text.prefix(Self.lengthLimit - partial.count)
      partial += shown
      omitted += text.count - shown.count
      rest = rest[text.endIndex...]
      if let end = rest.popFirst() {
        if end == 13 { sawReturn = true } else { lines.append(take("\n")) }
      }
    }
    return lines
  }

  /// What has no end yet, to look at.
  var partialLine: Line? {
    partial.isEmpty
      ? nil : Line(text: String(decoding: partial, as: UTF8.self), end: "", omitted: omitted)
  }

  /// What has no end yet, for it will never have one.
  mutating func flush() -> Line? {
    if sawReturn {
      sawReturn = false
      return take("\r")
    }
    return partial.isEmpty ? nil : take("")
  }

  private mutating func take(_ end: String) -> Line {
    defer { (partial, omitted) = ([], 0) }
    return Line(text: String(decoding: partial, as: UTF8.self), end: end, omitted: omitted)
  }
}

extension StreamLines.Line {
  /// The line, and a mark when it goes on in the next row.
  var markedRow: Row { end.isEmpty ? row.appending("…", .faint) : row }

  /// The line with its field name marked, `id: 5`, and what is not shown of it.
  var row: Row {
    omitted > 0 ? markedField.appending("… and \(omitted) bytes more", .faint) : markedField
  }

  private var markedField: Row {
    guard let colon = text.firstIndex(of: ":") else {
      return Row(text, end.isEmpty ? .plain : .field)
    }
    if colon == text.startIndex { return Row(text, .faint) }
    return Row(String(text[..<colon]), .field).appending(String(text[colon...]))
  }
}

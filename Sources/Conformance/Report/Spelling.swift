import VisibleText

/// Bytes and events as lines for people.
enum Spelling {
  /// So much of a long text is shown on either side of what matters.
  static let window = 60

  /// Bytes as a text in double quotes, like a string of C: every byte can be told apart.
  static func quoted(_ bytes: some Collection<UInt8>) -> String {
    "\"" + escaped(bytes) + "\""
  }

  /// The same, of a long text its beginning and its end alone.
  static func excerpt(_ bytes: [UInt8], around position: Int? = nil) -> String {
    guard bytes.count > 3 * window else { return quoted(bytes) }
    guard let position, position > window else {
      return quoted(bytes.prefix(2 * window)) + " … \(bytes.count) bytes"
    }
    let lower = position - window
    let upper = min(bytes.count, position + window)
    return "… " + quoted(bytes[lower..<upper]) + " … byte \(position) of \(bytes.count)"
  }

  static func escaped(_ bytes: some Collection<UInt8>) -> String {
    var text = ""
    var rest = Array(bytes)[...]
    while let byte = rest.first {
      switch byte {
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x22: text += "\\\""
      case 0x5C: text += "\\\\"
      case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        if byte >= 0xC2, let (scalar, length) = scalar(rest),
          String(scalar).visible == String(scalar)
        {
          text.unicodeScalars.append(scalar)
          rest = rest.dropFirst(length)
          continue
        }
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
      rest = rest.dropFirst()
    }
    return text
  }

  private static func scalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator), scalar != "\u{FFFD}" else {
      return nil
    }
    return (scalar, String(scalar).utf8.count)
  }

  /// An event as a line, its texts quoted.
  static func line(_ event: Event, around position: Int? = nil) -> String {
    "event \(quoted(event.type.utf8))  data \(excerpt(Array(event.data.utf8), around: position))"
      + "  id \(excerpt(Array(event.id.utf8)))"
  }
}

/// Where two lists of events part.
struct EventDifference {
  /// The sentence.
  let sentence: String
  /// What came, with a caret under the first byte that is another.
  let came: [String]
  /// What had to come.
  let wanted: [String]

  /// So many events before and after the difference are shown.
  private static let neighbours = 3

  /// Nil when they are the same.
  init?(came: [Event], wanted: [Event]) {
    guard came != wanted else { return nil }
    let index =
      zip(came, wanted).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(came.count, wanted.count)
    let one = came.indices.contains(index) ? came[index] : nil
    let other = wanted.indices.contains(index) ? wanted[index] : nil
    switch (one, other) {
    case (let one?, let other?):
      sentence = "event \(index + 1) is another: \(Self.field(one, other))"
    case (_?, nil): sentence = "\(came.count) events came, not \(wanted.count)"
    default: sentence = "\(came.count) events came, not \(wanted.count)"
    }
    self.came = Self.lines(came, index, other)
    self.wanted = Self.lines(wanted, index, nil)
  }

  private static func field(_ one: Event, _ other: Event) -> String {
    if !one.type.utf8.elementsEqual(other.type.utf8) { return "its type" }
    if !one.data.utf8.elementsEqual(other.data.utf8) { return "its data" }
    return "its last event ID"
  }

  private static func lines(_ events: [Event], _ index: Int, _ other: Event?) -> [String] {
    guard !events.isEmpty else { return ["no event"] }
    let lower = max(0, index - neighbours)
    let upper = min(events.count, index + neighbours + 1)
    var lines = lower > 0 ? ["… \(lower) more"] : []
    for place in lower..<upper {
      let event = events[place]
      guard place == index, let other else {
        lines.append(Spelling.line(event))
        continue
      }
      let position = firstDifference(event.data, other.data)
      let line = Spelling.line(event, around: position)
      lines.append(line)
      if let caret = caret(in: line, event, other) {
        lines.append(String(repeating: " ", count: caret) + "^")
      }
    }
    if upper < events.count { lines.append("… \(events.count - upper) more") }
    return lines
  }

  static func firstDifference(_ one: String, _ other: String) -> Int? {
    let pairs = zip(one.utf8, other.utf8).enumerated()
    if let place = pairs.first(where: { $1.0 != $1.1 })?.offset { return place }
    let lengths = (one.utf8.count, other.utf8.count)
    return lengths.0 == lengths.1 ? nil : min(lengths.0, lengths.1)
  }

  /// The column of the first byte that is another.
  private static func caret(in line: String, _ event: Event, _ other: Event) -> Int? {
    for (name, one, two) in [
      ("event ", event.type, other.type), ("data ", event.data, other.data),
      ("id ", event.id, other.id),
    ] {
      guard let position = firstDifference(one, two) else { continue }
      guard let start = line.range(of: name + "\"") ?? line.range(of: name + "… \"") else {
        return nil
      }
      let column = line.distance(from: line.startIndex, to: start.upperBound)
      let from =
        one.utf8.count > 3 * Spelling.window && position > Spelling.window
        ? position - Spelling.window : 0
      let before = Array(one.utf8)[from..<position]
      return column + Spelling.escaped(before).count
    }
    return nil
  }
}

extension String {
  /// The first place of a text; the standard library has it for collections.
  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}

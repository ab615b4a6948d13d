/// Lays out JSON of one line over several, for the eye only: no value is changed.
///
/// However deep, wide or long it is, it is drawn to a bounded depth and width, and says what it
/// left out. It reads the text's bytes twice and keeps the lines that are asked for.
struct JSONLayout {
  /// So many containers within each other are drawn, those inside them counted.
  static let depthLimit = 8
  /// So many members of one container are drawn, the others counted.
  static let memberLimit = 64
  /// So many bytes of one line are drawn, the others counted.
  static let lineLimit = 240

  /// The lines that are kept.
  private(set) var lines: [String] = []
  /// How many lines there would be.
  private(set) var count = 0

  private let text: Bytes
  private let rows: Int
  private var index: Int
  /// The containers that are open: what closes each, and how many commas it has had.
  private var open: [(closer: UInt8, members: Int)] = []
  private var line: [UInt8] = []
  private var omitted = 0

  /// The lines, at most so many; nil when the text is no JSON object or array whose brackets match.
  static func lines(of text: String, rows: Int = .max) -> [String]? {
    JSONLayout(text, rows: rows)?.lines
  }

  /// Lays a text out, and keeps so many lines of it.
  init?(_ text: String, rows: Int) {
    let bytes = Bytes(text.utf8)
    guard Self.isJSON(bytes) else { return nil }
    self.text = bytes
    self.rows = rows
    index = bytes.startIndex
    draw()
  }

  private typealias Bytes = [UInt8]

  private static func isJSON(_ text: Bytes) -> Bool {
    guard text.first == .openBrace || text.first == .openBracket, !text.contains(.lineFeed) else {
      return false
    }
    var closers: Bytes = []
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case .quote: index = text.endOfString(at: index) - 1
      case .openBrace: closers.append(.closeBrace)
      case .openBracket: closers.append(.closeBracket)
      case .closeBrace, .closeBracket: guard closers.popLast() == text[index] else { return false }
      default: break
      }
      index += 1
    }
    return closers.isEmpty
  }

  // MARK: Drawing

  private mutating func draw() {
    while index < text.endIndex {
      switch text[index] {
      case .quote: put(to: text.endOfString(at: index))
      case .openBrace, .openBracket: begin()
      case .closeBrace, .closeBracket:
        _ = open.popLast()
        breakLine()
        put(to: index + 1)
      case .comma: separate()
      case .colon:
        put(": ")
        index += 1
      case .space, .tab: index += 1
      default: put(to: index + 1)
      }
    }
    finishLine()
  }

  private mutating func begin() {
    let closer: UInt8 = text[index] == .openBrace ? .closeBrace : .closeBracket
    var next = index + 1
    while next < text.endIndex, text[next] == .space || text[next] == .tab { next += 1 }
    put(to: index + 1)
    if next < text.endIndex, text[next] == closer {
      index = next
      put(to: next + 1)
    } else if open.count == Self.depthLimit {
      let inside = skipToCloser()
      put("… \(inside.depth) \(inside.depth == 1 ? "level" : "levels") deeper")
      put(to: index + 1)
    } else {
      open.append((closer, 0))
      index = next
      breakLine()
    }
  }

  private mutating func separate() {
    put(to: index + 1)
    if let last = open.indices.last {
      open[last].members += 1
      if open[last].members == Self.memberLimit {
        breakLine()
        put("… \(skipToCloser().members) more")
        return
      }
    }
    breakLine()
  }

  /// Goes on to what closes the innermost container.
  ///
  /// - Returns: How deep containers lie within it from here, itself counted, and its members.
  private mutating func skipToCloser() -> (depth: Int, members: Int) {
    var (level, depth, members) = (1, 1, 1)
    while index < text.endIndex {
      switch text[index] {
      case .quote: index = text.endOfString(at: index) - 1
      case .openBrace, .openBracket:
        level += 1
        depth = max(depth, level)
      case .closeBrace, .closeBracket:
        level -= 1
        if level == 0 { return (depth, members) }
      case .comma: if level == 1 { members += 1 }
      default: break
      }
      index += 1
    }
    return (depth, members)
  }

  // MARK: Lines

  private mutating func put(to end: Int) {
    put(text[index..<end])
    index = end
  }

  private mutating func put(_ note: String) { put(Array(note.utf8)[...]) }

  private mutating func put(_ piece: ArraySlice<UInt8>) {
    var room = omitted > 0 ? 0 : max(0, Self.lineLimit - line.count)
    if room < piece.count {
      // Back to where a character begins.
      while room > 0, piece[piece.startIndex + room] & 0xC0 == 0x80 { room -= 1 }
      omitted += piece.count - room
    }
    line += piece.prefix(room)
  }

  private mutating func breakLine() {
    finishLine()
    line = Array(repeating: .space, count: 2 * open.count)
  }

  private mutating func finishLine() {
    count += 1
    if lines.count < rows {
      let rest = omitted > 0 ? "… \(omitted) bytes more" : ""
      lines.append(String(decoding: line, as: UTF8.self) + rest)
    }
    omitted = 0
  }
}

extension [UInt8] {
  /// Behind the closing quote of the string that begins here, or the end.
  fileprivate func endOfString(at start: Int) -> Int {
    var index = start + 1
    while index < endIndex {
      if self[index] == .quote { return index + 1 }
      index += self[index] == .backslash ? 2 : 1
    }
    return endIndex
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let backslash = UInt8(ascii: "\\")
  fileprivate static let openBrace = UInt8(ascii: "{")
  fileprivate static let closeBrace = UInt8(ascii: "}")
  fileprivate static let openBracket = UInt8(ascii: "[")
  fileprivate static let closeBracket = UInt8(ascii: "]")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let colon = UInt8(ascii: ":")
  fileprivate static let space = UInt8(ascii: " ")
  fileprivate static let tab = UInt8(ascii: "\t")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
}

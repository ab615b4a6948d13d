/// What a line editor's prompt block must look like, worked out without one.
struct LineModel {
  static let prompt = "sse> "

  /// The line, one element for each cell pair that moves together.
  var line: [Character] = []
  var cursor = 0
  /// Lines entered before, oldest first.
  var history: [[Character]] = []
  /// Where in the history one is, and the line left behind.
  var place: Int?
  var draft: [Character] = []

  mutating func insert(_ character: Character) {
    line.insert(character, at: cursor)
    cursor += 1
  }

  mutating func press(_ key: Key) {
    switch key {
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(line.count, cursor + 1)
    case .home: cursor = 0
    case .end: cursor = line.count
    case .backspace:
      if cursor > 0 {
        cursor -= 1
        line.remove(at: cursor)
      }
    case .delete: if cursor < line.count { line.remove(at: cursor) }
    case .kill: line.removeSubrange(cursor...)
    case .killAll:
      line = []
      cursor = 0
    case .up: recall(-1)
    case .down: recall(1)
    }
  }

  mutating func enter() {
    if !line.allSatisfy({ $0 == " " }), line != history.last { history.append(line) }
    line = []
    cursor = 0
    place = nil
  }

  private mutating func recall(_ step: Int) {
    let from = place ?? history.count
    let to = from + step
    guard to >= 0, place != nil || step < 0 else { return }
    if place == nil { draft = line }
    place = to == history.count ? nil : to
    line = to == history.count ? draft : history[to]
    cursor = line.count
  }

  /// The block's rows, and the cursor in them.
  func block(columns: Int) -> (rows: [String], column: Int, row: Int) {
    var rows = [""]
    var used = 0
    var position = (column: 0, row: 0)
    func put(_ character: Character, isCursor: Bool) {
      let width = Self.width(character)
      if used + width > columns {
        rows.append("")
        used = 0
      }
      if isCursor { position = (used, rows.count - 1) }
      rows[rows.count - 1].append(character)
      used += width
      // libedit goes on in the next row as soon as one is full.
      if used == columns {
        rows.append("")
        used = 0
      }
    }
    for character in Self.prompt { put(character, isCursor: false) }
    for (index, character) in line.enumerated() { put(character, isCursor: index == cursor) }
    if cursor == line.count { position = (used, rows.count - 1) }
    return (rows.map(Self.trimmed), position.column, position.row)
  }

  static func trimmed(_ row: String) -> String {
    var row = row[...]
    while row.last == " " { row.removeLast() }
    return String(row)
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100..<0x1160, 0x2E80..<0xD7A4, 0xFF00..<0xFF61, 0x1F300..<0x1FB00: return 2
    default: return 1
    }
  }
}

/// A key that edits.
enum Key: CaseIterable {
  case left, right, home, end, backspace, delete, kill, killAll, up, down

  /// Its name for tmux.
  var name: String {
    switch self {
    case .left: "Left"
    case .right: "Right"
    case .home: "C-a"
    case .end: "C-e"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .kill: "C-k"
    case .killAll: "C-u"
    case .up: "Up"
    case .down: "Down"
    }
  }
}

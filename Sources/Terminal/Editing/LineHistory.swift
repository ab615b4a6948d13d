/// The lines entered before, and where among them the user is.
///
/// Up and Down walk here and not in libedit, whose Down forgets what was typed when there is
/// nothing newer, and whose recall drops a space at the end. Ctrl-R is libedit's.
struct LineHistory {
  private(set) var lines: [String] = []
  private var place: Int?
  private var draft = ""

  init(_ lines: [String] = []) {
    self.lines = lines
  }

  /// A line was entered; the next one begins at the newest end.
  ///
  /// - Returns: Whether it is worth keeping: not blank, and not the same as the one before.
  mutating func add(_ line: String) -> Bool {
    place = nil
    if line.allSatisfy({ $0 == " " }) || line == lines.last { return false }
    lines.append(line)
    if lines.count > 2 * HistoryFile.lineLimit {
      lines.removeFirst(lines.count - HistoryFile.lineLimit)
    }
    return true
  }

  /// The user begins a new line.
  mutating func begin() {
    place = nil
  }

  /// The line one older; nil when there is none.
  mutating func older(than current: String) -> String? {
    let from = place ?? lines.count
    guard from > 0 else { return nil }
    if place == nil { draft = current }
    place = from - 1
    return lines[from - 1]
  }

  /// The line one newer, in the end the one that was being typed; nil when there is none.
  mutating func newer() -> String? {
    guard let from = place else { return nil }
    place = from + 1 < lines.count ? from + 1 : nil
    return place.map { lines[$0] } ?? draft
  }
}

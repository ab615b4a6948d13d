import Workbook

/// A line of an event stream that a client reads and makes nothing of, and why.
///
/// For people who wonder where their event went; the parser itself passes over such a line in
/// silence, as the standard wants it (HTML 9.2.6).
struct IgnoredLine: Equatable {
  /// The line's number, counted from 1.
  let number: Int
  /// What is the matter with it.
  let reason: String

  /// One row that says both.
  var row: String { "line \(number): \(reason)" }

  private static let fields = ["data", "event", "id", "retry"]

  /// The lines of a whole stream that come to nothing, and what is missing at its end.
  static func all(in stream: String) -> [IgnoredLine] {
    var found: [IgnoredLine] = []
    var hasData = false
    var named: (field: String, number: Int)?
    var isOpen = false
    let lines = Lines(stream)
    for (index, line) in lines.whole.enumerated() {
      let number = index + 1
      if line.isEmpty {
        // What names an event that has no data names nothing.
        if let named, !hasData {
          let reason = "'\(named.field)' without 'data': nothing is dispatched"
          found.append(IgnoredLine(number: named.number, reason: reason))
        }
        (hasData, named, isOpen) = (false, nil, false)
        continue
      }
      let (name, value) = field(of: line)
      if name.isEmpty { continue }  // A comment.
      if let reason = complaint(about: name, value) {
        found.append(IgnoredLine(number: number, reason: reason))
        continue
      }
      if name != "retry" { isOpen = true }
      if name == "data" { hasData = true }
      if name == "event" { named = (name, number) }
    }
    let last = lines.whole.count
    if let rest = lines.rest, !rest.isEmpty {
      let reason = "no line break at its end: thrown away, with what was begun before it"
      found.append(IgnoredLine(number: last + 1, reason: reason))
    } else if isOpen {
      found.append(
        IgnoredLine(number: last, reason: "no blank line after it: what was begun is thrown away"))
    }
    return found
  }

  private static func complaint(about name: String, _ value: String) -> String? {
    guard fields.contains(name) else { return unknown(name) }
    if name == "retry", value.isEmpty || !value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return "'retry' takes digits only, not '\(value.shown)': the time stays as it was"
    }
    if name == "id", value.unicodeScalars.contains("\0") {
      return "an 'id' with a NUL in it is ignored: the last event ID stays as it was"
    }
    return nil
  }

  private static func unknown(_ name: String) -> String {
    let what = "unknown field '\(name.shown)'"
    let bare = name.trimmingWhitespace()
    if fields.contains(name.lowercased()) { return "\(what): names are case-sensitive" }
    if bare != name, fields.contains(bare.lowercased()) {
      return "\(what): a space before or after a name is a part of it"
    }
    if let near = Suggestion.nearest(to: name, of: fields), name.count < 12 {
      return "\(what): did you mean '\(near)'?"
    }
    return "\(what): there are 'data', 'event', 'id' and 'retry'"
  }

  /// Name and value, as the standard splits a line; a comment has no name.
  private static func field(of line: Substring) -> (name: String, value: String) {
    let scalars = line.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":") else { return (String(line), "") }
    var value = scalars[scalars.index(after: colon)...]
    if value.first == " " { value.removeFirst() }
    return (String(scalars[..<colon]), String(value))
  }

  /// A stream cut at its line breaks: CRLF, LF or CR.
  private struct Lines {
    var whole: [Substring] = []
    /// What stands after the last of them; nil when there is nothing.
    var rest: Substring?

    init(_ stream: String) {
      let scalars = stream.unicodeScalars
      var start = scalars.startIndex
      if scalars.first == "\u{FEFF}" { start = scalars.index(after: start) }
      var index = start
      while index < scalars.endIndex {
        let scalar = scalars[index]
        guard scalar == "\n" || scalar == "\r" else {
          index = scalars.index(after: index)
          continue
        }
        whole.append(Substring(scalars[start..<index]))
        index = scalars.index(after: index)
        if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" {
          index = scalars.index(after: index)
        }
        start = index
      }
      rest = start < scalars.endIndex ? Substring(scalars[start...]) : nil
    }
  }
}

extension String {
  /// Its beginning, where it is too long to be repeated in a sentence.
  fileprivate var shown: String { count > 30 ? prefix(30) + "…" : self }
}

internal import EventStream
internal import Terminal
internal import VisibleText

/// One thing that crossed the wire: on the left as the server sent it, on the right what the client
/// made of it.
struct Exchange: Sendable {
  /// What a notice is about, so that both sides' notices of one thing share a row.
  enum Topic: Sendable, Equatable {
    case connect, open, end, other
    /// A raw line: its text, and whether it goes from the server to the client.
    case wire(String, down: Bool)
  }

  var left: [Row] = []
  var right: [Row] = []
  /// For a notice: its topic.
  ///
  /// Nil for a block of the stream.
  var topic: Topic?
  /// For a raw line: whether it belongs to the head of a message, below its first line.
  var isHeader = false
  /// For a block: whether its blank line has been written.
  var isWhole = false
  /// Whether the client has gone without it.
  var isMissed = false
  /// Whether an event is still to be dispatched for it.
  var awaitsEvent = false
  /// How many of its comments the client has not reported yet.
  var awaitedComments = 0
  /// How many of its `retry` fields the client has not reported yet.
  var awaitedRetries = 0
  /// Whether a line of it belongs to an event that has not been dispatched yet.
  var hasBegunEvent = false

  /// Whether nothing of the block concerns a client but its last event ID.
  var saysNothing: Bool { !awaitsEvent && awaitedComments == 0 && awaitedRetries == 0 }

  /// How many lines of a block are shown; the rest is counted.
  static let lineLimit = 64

  /// How many lines have been left out.
  var skipped = 0

  /// Adds a line of the stream on the left.
  mutating func add(_ line: StreamLines.Line) {
    expect(line)
    if left.count < Self.lineLimit {
      left.append(line.row.appending(line.sign, .faint))
    } else {
      if skipped > 0 { left.removeLast() }
      skipped += 1
      left.append(Row("… and \(skipped) lines more", .faint))
    }
  }

  /// Expects of the client what it will make of this line.
  private mutating func expect(_ line: StreamLines.Line) {
    if line.beginsEvent { hasBegunEvent = true }
    if isMissed {
      // Nobody is there any more who could make anything of it.
    } else if line.isComment {
      awaitedComments += 1
    } else if line.isData {
      awaitsEvent = true
    } else if line.setsReconnectionTime {
      awaitedRetries += 1
    }
  }

  /// The blank line: whatever the client makes of the block, it makes of it now.
  mutating func finish(_ line: StreamLines.Line) {
    left.append(Row(line.sign, .faint))
    isWhole = true
  }

  /// The client has dispatched its event.
  mutating func dispatch() {
    awaitsEvent = false
    hasBegunEvent = false
  }

  /// Whether it is surely the block that the client made this event of: its data and its id are.
  func fits(_ event: MessageEvent) -> Bool {
    guard let data = value(of: "data"), event.data.begins(asShown: data) else { return false }
    return value(of: "id").map { event.lastEventID.isShown(as: $0) } ?? true
  }

  /// The value of the first field of this name, as far as it is kept.
  private func value(of field: String) -> Substring? {
    guard let row = left.first(where: { $0.spans.first?.text == field }) else { return nil }
    let value = row.spans.dropFirst().first?.text.dropFirst() ?? ""
    return value.hasPrefix(" ") ? value.dropFirst() : value
  }

  /// The stream ended here, in the middle of an event or of a line.
  ///
  /// - Parameter line: What there is of the line that has no end.
  mutating func cut(in line: StreamLines.Line?) {
    left.append(Row("✂ cut off here", .bad))
    // Half a comment is none.
    if let line, line.isComment, line.end.isEmpty { awaitedComments -= 1 }
  }

  /// The client is done with the connection, and the event never came.
  mutating func miss(_ reason: String) {
    guard awaitsEvent else { return }
    let reason = isWhole ? reason : "no blank line, so no event"
    awaitsEvent = false
    isMissed = true
    right.append(Row("✂ missing: \(reason)", .bad))
  }
}

extension String {
  /// Whether its beginning, as far as a line is kept, was shown so.
  fileprivate func begins(asShown text: Substring) -> Bool {
    String(prefix(bytes: StreamLines.lengthLimit)).visible.utf8.starts(with: text.utf8)
  }

  /// Whether it was shown so, as far as a line is kept.
  fileprivate func isShown(as text: Substring) -> Bool {
    begins(asShown: text) && (utf8.count > StreamLines.lengthLimit || visible == text)
  }
}

extension StreamLines.Line {
  /// Whether it begins with a colon.
  var isComment: Bool { text.hasPrefix(":") }

  /// Whether it is a field named `data`, with a value or without.
  var isData: Bool { text == "data" || text.hasPrefix("data:") }

  /// A `retry` field counts when its value is digits and nothing else (HTML 9.2.6).
  var setsReconnectionTime: Bool {
    guard text.hasPrefix("retry:") else { return false }
    let value = text.dropFirst(text.hasPrefix("retry: ") ? 7 : 6)
    return !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether it is done with at its end: a comment and a reconnection time await no blank line.
  var standsAlone: Bool { !end.isEmpty && (isComment || setsReconnectionTime) }

  /// Whether it is, or may be about to become, one of the fields that make an event.
  var beginsEvent: Bool {
    let name = text.prefix { $0 != ":" }
    if name.isEmpty { return false }
    return ["data", "event", "id"].contains {
      $0 == name || (end.isEmpty && name == text && $0.hasPrefix(name))
    }
  }

  /// How the end of the line is shown: ⏎ for the usual LF, CR and CRLF as they are.
  var sign: String {
    switch end {
    case "\n": "⏎"
    case "": "…"
    default: end.visible
    }
  }
}

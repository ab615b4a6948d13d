internal import EventStream
internal import Terminal

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

  /// Its first line of data and its first id, as far as they are kept.
  var data: EventStreamLines.Line?
  var id: EventStreamLines.Line?

  /// Whether nothing of the block concerns a client but its last event ID.
  var saysNothing: Bool { !awaitsEvent && awaitedComments == 0 && awaitedRetries == 0 }

  /// How many lines of a block are shown; the rest is counted.
  static let lineLimit = 64

  /// How many lines have been left out.
  var skipped = 0

  /// Adds a line of the stream on the left.
  mutating func add(_ line: EventStreamLines.Line) {
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
  private mutating func expect(_ line: EventStreamLines.Line) {
    if line.beginsEvent { hasBegunEvent = true }
    if line.field == .data, data == nil { data = line }
    if line.field == .id, id == nil { id = line }
    if isMissed {
      // The client is gone, and makes nothing of it.
    } else if line.isComment {
      awaitedComments += 1
    } else if line.field == .data {
      awaitsEvent = true
    } else if line.reconnectionTime != nil {
      awaitedRetries += 1
    }
  }

  /// The blank line: whatever the client makes of the block, it makes of it now.
  mutating func finish(_ line: EventStreamLines.Line) {
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
    guard let data, event.data.utf8.starts(with: data.shownValue.utf8) else { return false }
    guard let id else { return true }
    return id.omitted > 0
      ? event.lastEventID.utf8.starts(with: id.shownValue.utf8)
      : event.lastEventID == id.shownValue
  }

  /// The stream ended here, in the middle of an event or of a line.
  ///
  /// - Parameter line: What there is of the line that has no end.
  mutating func cut(in line: EventStreamLines.Line?) {
    left.append(Row("✂ cut off here", .bad))
    // Half a comment is none.
    if let line, line.isComment, line.end == .none { awaitedComments -= 1 }
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

extension EventStreamLines.Line {
  /// The value as text, as far as it is kept and as no character of it is cut.
  fileprivate var shownValue: String {
    let text = String(decoding: value, as: UTF8.self)
    return omitted > 0 && text.last == "\u{FFFD}" ? String(text.dropLast()) : text
  }
}

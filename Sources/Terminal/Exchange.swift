/// One thing that crossed the wire: on the left as the server sent it, on the right what the client
/// made of it.
struct Exchange: Sendable {
  /// What a notice is about, so that both sides' notices of one thing share a row.
  enum Topic: Sendable {
    case connect, open, end, other
  }

  var left: [Row] = []
  var right: [Row] = []
  /// For a notice: its topic.
  ///
  /// Nil for a block of the stream.
  var topic: Topic?
  /// For a block: whether its blank line has been written.
  var isWhole = false
  /// Whether an event is still to be dispatched for it.
  var awaitsEvent = false
  /// How many of its comments the client has not reported yet.
  var awaitedComments = 0
  /// How many of its `retry` fields the client has not reported yet.
  var awaitedRetries = 0

  /// Adds a line of the stream on the left.
  mutating func add(_ line: StreamLines.Line) {
    if line.text.hasPrefix(":") {
      awaitedComments += 1
    } else if line.text == "data" || line.text.hasPrefix("data:") {
      awaitsEvent = true
    } else if line.text.hasPrefix("retry:") {
      awaitedRetries += 1
    }
    left.append(line.row.appending(Self.sign(of: line.end), .faint))
  }

  /// The stream ended here, in the middle of the block.
  mutating func cut() {
    left.append(Row("✂ cut off here", .bad))
    isWhole = true
  }

  /// The connection is gone and the event never came.
  mutating func miss() {
    guard awaitsEvent else { return }
    awaitsEvent = false
    let reason = isWhole ? "lost on the way" : "no blank line came, so no event"
    right.append(Row("✂ missing: \(reason)", .bad))
  }

  private static func sign(of end: String) -> String {
    switch end {
    case "\n": "⏎"
    case "": "…"
    default: end.printable
    }
  }
}

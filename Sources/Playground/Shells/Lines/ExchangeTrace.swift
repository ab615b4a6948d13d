import EventClient
import EventStream
import Synchronization
import Terminal

/// The exchange as `curl -v` shows it: what was sent behind `>`, what came behind `<`.
///
/// Of the response it shows the head as it stood on the wire and the stream freed of HTTP's
/// chunks, each line when it ends. On a screen no event, from one blank line to the next, makes
/// more than a screenful.
final class ExchangeTrace: Sendable {
  private struct State {
    /// The most bytes that one cell of a screen can hold.
    static let cellBytes = 36

    /// The head of the response so far; nil once it is complete.
    var head: [UInt8]? = []
    var lines: EventStreamLines
    /// The rows of the screen that are left for the present event.
    var left: Int
    /// So many bytes of it did not fit there.
    var hidden = 0

    init(_ screen: Size?) {
      left = screen?.textRows ?? 0
      let limit = screen.map { $0.textRows * $0.columns * Self.cellBytes } ?? .max
      lines = EventStreamLines(limit: limit, waitsForLineFeed: false)
    }
  }

  private let output: Output
  private let state: Mutex<State>
  private let screen: Size?

  /// Begins before anything was sent.
  /// - Parameters:
  ///   - output: Where the exchange is shown.
  ///   - screen: Its size, if that is a terminal; anything else gets all of it.
  init(output: Output, screen: Size? = nil) {
    self.output = output
    self.screen = screen
    state = Mutex(State(screen))
  }

  /// For the configuration's `tap`.
  func see(_ traffic: EventSource.Traffic) {
    switch traffic {
    case .sent(let bytes): sent(bytes)
    case .received(let bytes): received(bytes)
    }
  }

  private func sent(_ bytes: [UInt8]) {
    state.withLock { $0 = State(screen) }
    write(bytes, behind: ">")
  }

  private func received(_ bytes: [UInt8]) {
    let heads = state.withLock { state -> [[UInt8]] in
      guard var head = state.head else { return [] }
      head += bytes
      var heads: [[UInt8]] = []
      while let end = Self.endOfHead(in: head) {
        let complete = Array(head[..<end])
        heads.append(complete)
        head.removeFirst(complete.count)
        // After an interim response (1xx) another head follows.
        guard complete.starts(with: Array("HTTP/1.1 1".utf8)) else {
          state.head = nil
          return heads
        }
      }
      state.head = head
      return heads
    }
    for head in heads { write(head, behind: "<") }
  }

  /// Behind the first blank line, whose end may be LF alone.
  private static func endOfHead(in bytes: [UInt8]) -> Int? {
    let ends = ["\n\r\n", "\n\n"].compactMap { bytes.firstRange(of: Array($0.utf8))?.upperBound }
    return ends.min()
  }

  private func write(_ text: [UInt8], behind sign: String) {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
      .map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
    output.write(lines.map { Row("\(sign) \($0)").text + "\n" }.joined())
  }

  /// Shows the last line of a wrong answer's body, which often has no end.
  func endOfBody() {
    write { $0.lines.finish().map { [$0] } ?? [] }
  }

  /// For the configuration's `streamTap`: whole lines at once, the rest when it is complete.
  func stream(_ bytes: [UInt8]) {
    write { $0.lines.consume(bytes) }
  }

  private func write(_ lines: (inout State) -> [EventStreamLines.Line]) {
    let shown = state.withLock { state in
      lines(&state).flatMap { screen == nil ? [Self.row(of: $0).text] : cut($0, &state) }
    }
    output.write(shown.map { $0 + "\n" }.joined())
  }

  private static func row(of line: EventStreamLines.Line) -> Row {
    let mark = line.followsByteOrderMark ? EventStreamLines.byteOrderMark : []
    return Row("< \(String(decoding: mark + line.bytes, as: UTF8.self))")
  }

  /// The line as far as the screen has room for it; what had none is told of at the end of its event.
  private func cut(_ line: EventStreamLines.Line, _ state: inout State) -> [String] {
    let row = Self.row(of: line)
    guard let screen else { return [row.text] }
    if line.isBlank {
      let note = "< … and \(state.hidden) bytes more: a file gets all of it"
      defer { (state.left, state.hidden) = (screen.textRows, 0) }
      return (state.hidden > 0 ? [note] : []) + [row.text]
    }
    state.hidden += line.omitted
    guard state.left > 0 else {
      state.hidden += line.bytes.count
      return []
    }
    let cut = row.cut(to: state.left * screen.columns, mark: "")
    state.left -= max(1, (cut.width + screen.columns - 1) / screen.columns)
    if cut != row { state.hidden += max(1, row.text.utf8.count - cut.text.utf8.count) }
    return [cut.text]
  }
}

import EventClient
import Synchronization
import Terminal

/// The exchange as `curl -v` shows it: what was sent behind `>`, what came behind `<`.
///
/// Of the response it shows the head as it stood on the wire and the stream freed of HTTP's
/// chunks, each line when it ends. On a screen no event, from one blank line to the next, makes
/// more than a screenful.
final class ExchangeTrace: Sendable {
  private struct State {
    /// The head of the response so far; nil once it is complete.
    var head: [UInt8]? = []
    var line: [UInt8] = []
    /// How long the line is, with what of it is not kept.
    var length = 0
    var followsCarriageReturn = false
    /// The rows of the screen that are left for the present event.
    var left = 0
    /// So many bytes of it did not fit there.
    var hidden = 0
  }

  /// The most bytes that one cell of a screen can hold.
  private static let cellBytes = 36

  private let output: Output
  private let state = Mutex(State())

  private let screen: Size?

  /// Begins before anything was sent.
  /// - Parameters:
  ///   - output: Where the exchange is shown.
  ///   - screen: Its size, if that is a terminal; anything else gets all of it.
  init(output: Output, screen: Size? = nil) {
    self.output = output
    self.screen = screen
    state.withLock { $0.left = screen?.textRows ?? 0 }
  }

  /// For the configuration's `tap`.
  func see(_ traffic: EventSource.Traffic) {
    switch traffic {
    case .sent(let bytes): sent(bytes)
    case .received(let bytes): received(bytes)
    }
  }

  private func sent(_ bytes: [UInt8]) {
    state.withLock {
      $0 = State()
      $0.left = screen?.textRows ?? 0
    }
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
    let isHalf = state.withLock { $0.length > 0 }
    if isHalf { stream([UInt8(ascii: "\n")]) }
  }

  /// For the configuration's `streamTap`: whole lines at once, the rest when it is complete.
  func stream(_ bytes: [UInt8]) {
    let lines = state.withLock { state -> [String] in
      var lines: [String] = []
      for byte in bytes {
        let isPair = byte == UInt8(ascii: "\n") && state.followsCarriageReturn
        state.followsCarriageReturn = byte == UInt8(ascii: "\r")
        if isPair { continue }
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          lines += shown(&state)
          state.line = []
          state.length = 0
        } else {
          state.length += 1
          if hasRoom(state) { state.line.append(byte) } else { state.hidden += 1 }
        }
      }
      return lines
    }
    output.write(lines.map { $0 + "\n" }.joined())
  }

  /// Whether more of the line could be seen.
  private func hasRoom(_ state: State) -> Bool {
    guard let screen else { return true }
    return state.line.count < state.left * screen.columns * Self.cellBytes
  }

  /// The line that has ended, as far as the screen has room for it; what had none is told of at the
  /// end of its event.
  private func shown(_ state: inout State) -> [String] {
    let row = Row("< \(String(decoding: state.line, as: UTF8.self))")
    guard let screen else { return [row.text] }
    guard state.length > 0 else {
      let note = "< … and \(state.hidden) bytes more: a file gets all of it"
      defer { (state.left, state.hidden) = (screen.textRows, 0) }
      return (state.hidden > 0 ? [note] : []) + [row.text]
    }
    guard state.left > 0 else { return [] }
    let cut = row.cut(to: state.left * screen.columns, mark: "")
    state.left -= max(1, (cut.width + screen.columns - 1) / screen.columns)
    if cut != row { state.hidden += max(1, row.text.utf8.count - cut.text.utf8.count) }
    return [cut.text]
  }
}

import EventClient
import Synchronization
import Terminal

/// The exchange as `curl -v` shows it: what was sent behind `>`, what came behind `<`.
///
/// Of the response it shows the head as it stood on the wire and the stream freed of HTTP's
/// chunks, each line when it ends.
final class ExchangeTrace: Sendable {
  private struct State {
    /// The head of the response so far; nil once it is complete.
    var head: [UInt8]? = []
    var line: [UInt8] = []
    var followsCarriageReturn = false
  }

  private let output: Output
  private let state = Mutex(State())

  init(output: Output) { self.output = output }

  /// For the configuration's `tap`.
  func see(_ traffic: EventSource.Traffic) {
    switch traffic {
    case .sent(let bytes): sent(bytes)
    case .received(let bytes): received(bytes)
    }
  }

  private func sent(_ bytes: [UInt8]) {
    state.withLock { $0 = State() }
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
    let isHalf = state.withLock { !$0.line.isEmpty }
    if isHalf { stream([UInt8(ascii: "\n")]) }
  }

  /// For the configuration's `streamTap`: whole lines at once, the rest when it is complete.
  func stream(_ bytes: [UInt8]) {
    let lines = state.withLock { state -> [[UInt8]] in
      var lines: [[UInt8]] = []
      for byte in bytes {
        let isPair = byte == UInt8(ascii: "\n") && state.followsCarriageReturn
        state.followsCarriageReturn = byte == UInt8(ascii: "\r")
        if isPair { continue }
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          lines.append(state.line)
          state.line = []
        } else {
          state.line.append(byte)
        }
      }
      return lines
    }
    output.write(
      lines.map { Row("< \(String(decoding: $0, as: UTF8.self))").text + "\n" }.joined())
  }
}

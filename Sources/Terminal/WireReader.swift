/// Reads one direction of an HTTP/1.1 connection and shows it line by line, every byte visible.
///
/// It follows the messages far enough to tell header lines, chunk sizes and the text of the stream
/// apart (RFC 9112). It may be begun in the middle of a connection, and believes nothing: what does
/// not look like HTTP is shown as plain lines.
struct WireReader: Sendable {
  /// A longer line is shown in pieces: 4 KiB.
  static let lengthLimit = 4096

  private enum State: Sendable {
    case start
    case head
    case chunkSize
    case chunk(left: Int)
    case chunkEnd
    case trailer
    case body(left: Int)
    /// A body that lasts until the connection ends, or what nobody understands.
    case rest
  }

  private let mark: Row
  private var state = State.start
  private var line: [UInt8] = []
  private var isChunked = false
  private var length: Int?
  private var isRequest = false

  /// Makes a reader whose rows begin with `mark`: `>` for what was sent, `<` for what was received.
  init(mark: String) {
    self.mark = Row("\(mark) ", .faint)
  }

  /// The rows that these bytes complete.
  mutating func append(_ bytes: [UInt8]) -> [Row] {
    var rows: [Row] = []
    for byte in bytes { take(byte, &rows) }
    return rows
  }

  /// What is left of a line when the connection ends.
  mutating func finish() -> [Row] {
    guard !line.isEmpty else { return [] }
    defer { line = [] }
    return [shown(.plain).appending("…", .faint)]
  }

  private mutating func take(_ byte: UInt8, _ rows: inout [Row]) {
    line.append(byte)
    switch state {
    case .chunk(let left):
      state = left == 1 ? .chunkEnd : .chunk(left: left - 1)
      // The bytes of a chunk end with it, whether or not a line does.
      if byte == 10 || left == 1 { rows.append(streamLine()) }
    case .body(let left):
      state = left == 1 ? .start : .body(left: left - 1)
      if byte == 10 || left == 1 { rows.append(streamLine()) }
    default: if byte == 10 { rows.append(controlLine()) }
    }
    if line.count >= Self.lengthLimit { rows.append(streamLine()) }
  }

  // MARK: Lines

  private mutating func controlLine() -> Row {
    defer { line = [] }
    switch state {
    case .start: return startLine()
    case .head: return headerLine()
    case .chunkSize: return chunkSizeLine()
    case .chunkEnd:
      state = .chunkSize
      return shown(.plain)
    case .trailer:
      if plainLine.isEmpty { state = .start }
      return fieldLine(.field)
    default: return streamLine()
    }
  }

  private mutating func startLine() -> Row {
    let text = plainLine
    isRequest = text.hasSuffix(" HTTP/1.1") || text.hasSuffix(" HTTP/1.0")
    (isChunked, length) = (false, nil)
    if isRequest || text.hasPrefix("HTTP/1.") {
      let status = text.split(separator: " ").dropFirst().first ?? ""
      if !isRequest, status == "204" || status == "304" || status.hasPrefix("1") { length = 0 }
      state = .head
      return shown(.strong)
    }
    if Int(text, radix: 16) != nil { return chunkSizeLine() }
    state = .rest
    return streamLine()
  }

  private mutating func headerLine() -> Row {
    let text = plainLine
    guard !text.isEmpty else {
      state = bodyState
      return shown(.plain)
    }
    let parts = text.split(separator: ":", maxSplits: 1)
    let value = parts.count > 1 ? parts[1].lowercased().filter { $0 != " " } : ""
    switch parts.first?.lowercased() {
    case "transfer-encoding": isChunked = value.hasSuffix("chunked")
    case "content-length": length = length ?? Int(value)
    default: break
    }
    return fieldLine(.field)
  }

  private var bodyState: State {
    if isChunked { return .chunkSize }
    if let length { return length > 0 ? .body(left: length) : .start }
    return isRequest ? .start : .rest
  }

  private mutating func chunkSizeLine() -> Row {
    guard let size = Int(plainLine.prefix { $0 != ";" }, radix: 16), size >= 0 else {
      state = .rest
      return streamLine()
    }
    state = size > 0 ? .chunk(left: size) : .trailer
    let note = size > 0 ? "  a chunk of \(size) bytes" : "  the last chunk"
    return shown(.identity).appending(note, .faint)
  }

  /// A line of the stream itself.
  private mutating func streamLine() -> Row {
    defer { line = [] }
    return fieldLine(.field)
  }

  // MARK: Looks

  private var plainLine: String {
    String(decoding: line.filter { $0 != 13 && $0 != 10 }, as: UTF8.self)
  }

  /// The line, its end faint.
  private func shown(_ style: Style) -> Row {
    let end = line.reversed().prefix { $0 == 13 || $0 == 10 }.count
    return mark.appending(RawText.of(line.dropLast(end)), style)
      .appending(RawText.of(line.suffix(end)), .faint)
  }

  /// The line with what stands before its colon marked.
  private func fieldLine(_ style: Style) -> Row {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
      return shown(line.first == UInt8(ascii: ":") ? .faint : .plain)
    }
    var rest = self
    rest.line = Array(line[colon...])
    let value = rest.shown(.plain)
    return mark.appending(RawText.of(line[..<colon]), style) + Row(Array(value.spans.dropFirst()))
  }
}

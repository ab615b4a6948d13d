internal import EventStream
internal import Terminal

/// Reads one direction of an HTTP/1.1 connection and shows it line by line, every byte visible.
///
/// It follows the messages far enough to tell header lines, chunk sizes and the text of the stream
/// apart (RFC 9112). It may be begun in the middle of a connection, and believes nothing: what does
/// not look like HTTP is shown as plain lines.
struct WireReader: Sendable {
  /// A longer line is shown in pieces: 4 KiB.
  static let lengthLimit = 4096

  /// A line of the connection.
  struct Line: Sendable, Hashable {
    var row: Row
    /// Whether it belongs to the head of a message, and is not its first line.
    var isHeader = false
  }

  private enum State: Sendable {
    case start
    case head
    case chunkSize
    case chunk(left: Int)
    case chunkEnd
    case trailer
    case body(left: Int)
    /// A body that lasts until the connection ends, or bytes that are no HTTP/1.1.
    case rest
  }

  private let mark: Row
  private var state = State.start
  private var line: [UInt8] = []
  private var isChunked = false
  private var length: Int?
  private var isRequest = false
  /// Whether raw bytes are shown: to make bytes legible costs more than to follow them.
  private var isShown = true

  /// Makes a reader whose rows begin with `mark`: `>` for what was sent, `<` for what was received.
  init(mark: String) {
    self.mark = Row("\(mark) ", .faint)
  }

  /// The lines that these bytes complete; none while raw bytes are not shown.
  mutating func append(_ bytes: [UInt8], isShown: Bool = true) -> [Line] {
    self.isShown = isShown
    var lines: [Line] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      // Up to the end of the line, of the chunk, or of what a line may hold: whichever is first.
      let window = rest.prefix(min(Self.lengthLimit - line.count, left ?? .max))
      let end = window.firstIndex(of: 10).map { $0 + 1 } ?? window.endIndex
      take(rest[..<end], &lines)
      rest = rest[end...]
    }
    return isShown ? lines : []
  }

  /// What is left of a line when the connection ends.
  mutating func finish() -> [Line] {
    guard !line.isEmpty else { return [] }
    defer { line = [] }
    return [Line(row: shown(.plain).appending("…", .faint))]
  }

  /// How many bytes are left of a chunk or of a body whose length is known.
  private var left: Int? {
    switch state {
    case .chunk(let left), .body(let left): left
    default: nil
    }
  }

  private mutating func take(_ piece: ArraySlice<UInt8>, _ lines: inout [Line]) {
    line += piece
    let isLine = piece.last == 10
    let rest = (left ?? 0) - piece.count
    switch state {
    case .chunk:
      state = rest == 0 ? .chunkEnd : .chunk(left: rest)
      // The bytes of a chunk end with it, whether or not a line does.
      if isLine || rest == 0 { lines.append(Line(row: streamLine())) }
    case .body:
      state = rest == 0 ? .start : .body(left: rest)
      if isLine || rest == 0 { lines.append(Line(row: streamLine())) }
    case .head where isLine: lines.append(Line(row: headerLine(), isHeader: true))
    default: if isLine { lines.append(Line(row: controlLine())) }
    }
    if line.count >= Self.lengthLimit { lines.append(Line(row: streamLine())) }
  }

  // MARK: Lines

  private mutating func controlLine() -> Row {
    defer { line = [] }
    switch state {
    case .start: return startLine()
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
    defer { line = [] }
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
    let note = size > 0 ? "  a chunk of \(size) byte\(size == 1 ? "" : "s")" : "  the last chunk"
    return shown(.identity).appending(note, .faint)
  }

  /// A line of the stream itself.
  private mutating func streamLine() -> Row {
    defer { line = [] }
    guard isShown else { return Row() }
    var lines = EventStreamLines()
    let whole = lines.consume(line)
    return (whole + [lines.finish()].compactMap(\.self)).reduce(mark) { $0 + $1.rawRow }
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

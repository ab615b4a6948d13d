/// Cuts chunks into lines and carries half a line over to the next chunk.
struct LineAssembler: Sendable {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let limit: Int
  private var block: EventBlock
  /// The beginning of a line whose end has not come.
  private var line = ByteStore()
  /// How much of a byte order mark the stream began with; nil once that is settled.
  private var markLength: Int? = 0
  /// The last byte was a CR: an LF right after it belongs to it.
  private var followsCarriageReturn = false
  private var isTooLarge = false
  /// The line at hand means nothing and is longer than is held: it is passed over to its end.
  private var skipsLine = false

  init(lastEventID: String, limit: Int) {
    self.limit = max(limit, 0)
    block = EventBlock(lastEventID: lastEventID)
  }

  var lastEventID: String { block.lastEventID.string }
  var reconnectionTime: Duration? { block.reconnectionTime }

  @inline(__always)
  mutating func consume(
    _ chunk: UnsafeRawBufferPointer, _ receive: (ItemBytes) -> Void
  ) throws(EventStreamError) {
    if !growsLine(by: chunk) { try consumeLines(of: chunk, receive) }
  }

  /// Apart from the above, which does next to nothing and so needs next to no stack.
  @inline(never)
  private mutating func consumeLines(
    of chunk: UnsafeRawBufferPointer, _ receive: (ItemBytes) -> Void
  ) throws(EventStreamError) {
    if isTooLarge { throw .eventTooLarge(limit: limit) }
    guard let bytes = chunk.baseAddress, chunk.count > 0 else { return }
    defer { block.keep(from: bytes) }
    var position = markLength == nil ? 0 : skipByteOrderMark(chunk)
    if followsCarriageReturn, position < chunk.count {
      if chunk[position] == .lineFeed { position += 1 }
      followsCarriageReturn = false
    }
    if skipsLine {
      position = lineEnd(in: bytes, from: position, to: chunk.count)
      guard position < chunk.count else { return }
      position = passLineEnd(at: position, in: bytes, chunk.count)
      skipsLine = false
    }
    let beginsLine = line.isEmpty
    if !beginsLine, position < chunk.count {
      try completeLine(in: bytes, &position, chunk.count, receive)
    }
    try processLines(of: bytes, from: position, to: chunk.count, receive)
    // Bytes that begin and end between two lines needed no memory for one.
    if beginsLine, line.isEmpty { line.removeAll() }
  }

  /// Whether the chunk was no more than a further piece of the line at hand, which is then kept.
  ///
  /// That is so with most chunks of a stream that comes byte by byte, or of an event of megabytes: the
  /// block has nothing that lies in them.
  @inline(__always)
  private mutating func growsLine(by chunk: UnsafeRawBufferPointer) -> Bool {
    guard !line.isEmpty, !skipsLine, !isTooLarge, let bytes = chunk.baseAddress,
      block.size &+ line.count &+ chunk.count <= limit
    else { return false }
    if chunk.count == 1 {
      let byte = chunk[0]
      if byte.endsLine { return false }
      line.append(byte)
      return true
    }
    guard lineEnd(in: bytes, from: 0, to: chunk.count) == chunk.count else { return false }
    line.append(chunk)
    return true
  }

  /// All lines that end within the chunk; the rest is carried over.
  @inline(__always)
  private mutating func processLines(
    of bytes: UnsafeRawPointer, from start: Int, to count: Int, _ receive: (ItemBytes) -> Void
  ) throws(EventStreamError) {
    var position = start
    // As a rule all of the chunk fits, and no line has to be looked at for that.
    let mayBeTooLarge = block.size &+ count &- start > limit
    while position < count {
      let end = lineEnd(in: bytes, from: position, to: count)
      if mayBeTooLarge, block.size &+ end &- position > limit,
        try passesOver(
          bytes.bytes(position..<min(end, position &+ Self.longestName)), length: end &- position)
      {
        skipsLine = end == count
        position = skipsLine ? end : passLineEnd(at: end, in: bytes, count)
        continue
      }
      guard end < count else { return line.append(bytes.bytes(position..<count)) }
      block.process(position..<end, of: bytes, receive)
      position = passLineEnd(at: end, in: bytes, count)
    }
  }

  /// Ends the line that an earlier chunk began, if this one has its end.
  private mutating func completeLine(
    in bytes: UnsafeRawPointer, _ position: inout Int, _ count: Int,
    _ receive: (ItemBytes) -> Void
  ) throws(EventStreamError) {
    let end = lineEnd(in: bytes, from: position, to: count)
    let length = line.count &+ end &- position
    // A few bytes more show what the line is.
    line.append(bytes.bytes(position..<min(end, position &+ Self.longestName)))
    if block.size &+ length > limit,
      try passesOver(line.prefix(Self.longestName)[...], length: length)
    {
      line.removeAll()
      skipsLine = end == count
      position = skipsLine ? end : passLineEnd(at: end, in: bytes, count)
      return
    }
    line.append(bytes.bytes(min(end, position &+ Self.longestName)..<end))
    position = end
    guard end < count else { return }
    position = passLineEnd(at: end, in: bytes, count)
    // A long line is most often an event of its own, whose blank line then is here too.
    let endsEvent =
      position < count && bytes.load(fromByteOffset: position, as: UInt8.self).endsLine
    if endsEvent { position = passLineEnd(at: position, in: bytes, count) }
    process(endsEvent: endsEvent, receive)
  }

  /// Does what the line that is held says, and if `endsEvent` what the blank line after it says.
  ///
  /// Then the event is handed over where the line lies, and the line keeps its memory for the next;
  /// else the memory goes to the field whose value lies in it.
  @inline(never)
  private mutating func process(endsEvent: Bool, _ receive: (ItemBytes) -> Void) {
    var line = ByteStore()
    swap(&line, &self.line)
    line.withBytes { line in
      guard let start = line.baseAddress else { return }
      block.processKept(0..<line.count, of: start, receive)
      guard endsEvent else { return }
      block.processKept(0..<0, of: start, receive)
      block.keep(from: start)
    }
    if !endsEvent { block.keep(bySwappingWith: &line) }
    line.removeAll()
    swap(&line, &self.line)
  }

  /// The position behind the line end at `end`: a CR and an LF right after it are one.
  @inline(__always)
  private mutating func passLineEnd(
    at end: Int, in bytes: UnsafeRawPointer, _ count: Int
  ) -> Int {
    let next = end &+ 1
    guard bytes.load(fromByteOffset: end, as: UInt8.self) == .carriageReturn else { return next }
    guard next < count else {
      followsCarriageReturn = true
      return next
    }
    return bytes.load(fromByteOffset: next, as: UInt8.self) == .lineFeed ? next &+ 1 : next
  }

  /// Passes over a byte order mark at the very start, which is no part of the stream.
  ///
  /// What looked like one and was none begins the first line.
  private mutating func skipByteOrderMark(_ chunk: UnsafeRawBufferPointer) -> Int {
    var length = markLength ?? 0
    for (position, byte) in chunk.enumerated() {
      guard byte == Self.byteOrderMark[length] else {
        for byte in Self.byteOrderMark[..<length] { line.append(byte) }
        markLength = nil
        return position
      }
      length += 1
      guard length < Self.byteOrderMark.count else {
        markLength = nil
        return position + 1
      }
    }
    markLength = length
    return chunk.count
  }

  /// Whether a line that makes the event too large means nothing.
  ///
  /// That is a comment, or a field that the standard does not know: no part of the event. One that
  /// is longer than the limit itself is passed over; a line that means something throws.
  @inline(never)
  private mutating func passesOver(
    _ line: some Collection<UInt8>, length: Int
  ) throws(EventStreamError) -> Bool {
    let isMeant = Self.names.contains { name in
      zip(line, name).allSatisfy { $0 == $1 }
        && (line.dropFirst(name.count).first.map { $0 == .colon } ?? true)
    }
    guard isMeant else { return length > limit }
    isTooLarge = true
    throw .eventTooLarge(limit: limit)
  }

  /// The fields of HTML 9.2.6.
  private static let names = ["data", "event", "id", "retry"].map { Array($0.utf8) }
  /// As many bytes as decide whether a line begins with one of them.
  private static let longestName = 6
}

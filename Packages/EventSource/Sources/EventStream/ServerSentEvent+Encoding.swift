extension ServerSentEvent {
  /// The block as the bytes of an event stream, with the blank line that dispatches it.
  ///
  /// Nothing in a field can become another field: `data` is split at every CR, LF and CRLF into
  /// lines of its own, and where a line end has no such meaning (`event`, `id`) it is refused,
  /// and so is NUL. Parsing the bytes gives the event back, its line ends as LF.
  ///
  /// - Throws: What ``validate()`` throws.
  public func encoded() throws(EventStreamError) -> [UInt8] {
    try validate()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32 + (data?.utf8.count ?? 0))
    if let event { Self.append(line: event.utf8, after: "event:", to: &bytes) }
    if let id { Self.append(line: id.utf8, after: "id:", to: &bytes) }
    if let retry {
      Self.append(line: String(retry.wholeMilliseconds).utf8, after: "retry:", to: &bytes)
    }
    if let data { Self.append(linesOf: data, after: "data:", to: &bytes) }
    bytes.append(.lineFeed)
    return bytes
  }

  /// A comment as bytes: each line of `text` behind a colon, and no blank line.
  ///
  /// Clients ignore it, so it may stand anywhere between two lines, even within an event. An
  /// empty text gives the lone colon that keeps a quiet connection alive.
  public static func comment(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(linesOf: text, after: ":", to: &bytes)
    return bytes
  }

  /// Refuses what no stream can carry, so that it is refused where the fields come from.
  ///
  /// - Throws: ``EventStreamError`` for a line end or a NUL in `event` or `id`, and a `retry` below
  ///   zero. Any `data` can be written.
  public func validate() throws(EventStreamError) {
    for (name, value) in [("event", event), ("id", id)] {
      guard value?.utf8.contains(where: { $0.endsLine || $0 == .null }) != true else {
        throw .illegalCharacter(field: name)
      }
    }
    if let retry, retry < .zero { throw .negativeRetry(retry) }
  }

  private static func append(
    linesOf text: String, after prefix: String, to bytes: inout [UInt8]
  ) {
    var rest = text.utf8[...]
    while let end = rest.firstIndex(where: \.endsLine) {
      append(line: rest[..<end], after: prefix, to: &bytes)
      let isPair = rest[end...].starts(with: [.carriageReturn, .lineFeed])
      rest = rest[rest.index(end, offsetBy: isPair ? 2 : 1)...]
    }
    append(line: rest, after: prefix, to: &bytes)
  }

  /// Adds one line.
  ///
  /// The space after the colon is what a parser takes away again, so a value that begins with a
  /// space keeps its own.
  private static func append(
    line: some Collection<UInt8>, after prefix: String, to bytes: inout [UInt8]
  ) {
    bytes += prefix.utf8
    if !line.isEmpty {
      bytes.append(.space)
      bytes += line
    }
    bytes.append(.lineFeed)
  }
}

/// Reads the head of a request that is as plain as they come, and leaves the rest alone.
///
/// The light entrance for streams: nearly every client asks for a stream with a head that this
/// can read in a few microseconds. Whatever is out of the ordinary (a body, folded lines, bare
/// line feeds, odd bytes, doubled headers that decide) is nil, which is no error: the whole of
/// it goes to NIO's strict HTTP parser, and what that refuses is refused.
enum PlainHeadParser {
  /// What has come of a head so far.
  enum Scan: Equatable {
    /// The blank line has not come.
    case incomplete
    /// This many bytes, up to and including the blank line.
    case complete(Int)
    /// No head that this parser would read.
    case odd
  }

  /// Looks for the end of the head.
  static func scan(_ bytes: UnsafeRawBufferPointer) -> Scan {
    if let first = bytes.first, !isToken(first) { return .odd }
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A {
      guard index > start, bytes[index - 1] == 0x0D else { return .odd }
      if index == start + 1 { return .complete(index + 1) }
      start = index + 1
    }
    return .incomplete
  }

  /// The head that the bytes spell; nil when it is not plain.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> RequestHead? {
    guard let lines = lines(of: bytes), let first = lines.first,
      var head = requestLine(first)
    else { return nil }
    head.headers.reserveCapacity(lines.count - 1)
    for line in lines.dropFirst() {
      guard let header = header(line) else { return nil }
      if decisive.contains(where: header.name.isEqualIgnoringCase) { return nil }
      head.headers.append(header)
    }
    return head
  }

  /// Headers that change where the message ends or what it is.
  private static let decisive = [
    "content-length", "transfer-encoding", "expect", "upgrade", "trailer", "te",
  ]

  /// The lines up to the blank one, each ended by CRLF; nil if CR or LF stand alone.
  private static func lines(of bytes: UnsafeRawBufferPointer) -> [Slice<UnsafeRawBufferPointer>]? {
    var lines: [Slice<UnsafeRawBufferPointer>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A {
      guard index > 0, bytes[index - 1] == 0x0D else { return nil }
      let line = bytes[start..<index - 1]
      if line.isEmpty { return lines }
      lines.append(line)
      start = index + 1
    }
    return nil
  }

  private static func requestLine(_ line: Slice<UnsafeRawBufferPointer>) -> RequestHead? {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].allSatisfy(isToken), parts[1].first == UInt8(ascii: "/"),
      parts[1].allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
    else { return nil }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else { return nil }
    return RequestHead(
      method: String(decoding: parts[0], as: UTF8.self),
      target: String(decoding: parts[1], as: UTF8.self), minorVersion: version == "HTTP/1.1" ? 1 : 0
    )
  }

  private static func header(_ line: Slice<UnsafeRawBufferPointer>) -> HeaderLine? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isToken)
    else { return nil }
    var value = line[line.index(after: colon)...]
    while let first = value.first, first == 0x20 || first == 0x09 { value = value.dropFirst() }
    while let last = value.last, last == 0x20 || last == 0x09 { value = value.dropLast() }
    guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else { return nil }
    return HeaderLine(
      String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }

  /// A byte of a token (RFC 9110, 5.6.2).
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}

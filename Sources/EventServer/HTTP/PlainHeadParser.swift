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
    var start = 0
    guard let first = line(of: bytes, &start), var head = requestLine(first) else { return nil }
    while let line = line(of: bytes, &start) {
      if line.isEmpty { return head }
      guard let header = header(line), !isDecisive(header.name) else { return nil }
      head.headers.append(header)
    }
    return nil
  }

  /// Whether a header changes where the message ends or what it is.
  private static func isDecisive(_ name: String) -> Bool {
    switch name.utf8.count {
    case 2: name.isEqualIgnoringCase(to: "te")
    case 6: name.isEqualIgnoringCase(to: "expect")
    case 7: name.isEqualIgnoringCase(to: "upgrade") || name.isEqualIgnoringCase(to: "trailer")
    case 14: name.isEqualIgnoringCase(to: "content-length")
    case 17: name.isEqualIgnoringCase(to: "transfer-encoding")
    default: false
    }
  }

  /// The line at `start`, ended by CRLF, which then is behind it; nil if there is none, or its LF
  /// stands alone.
  private static func line(
    of bytes: UnsafeRawBufferPointer, _ start: inout Int
  ) -> UnsafeRawBufferPointer? {
    guard let end = bytes[start...].firstIndex(of: 0x0A), end > start, bytes[end - 1] == 0x0D
    else { return nil }
    defer { start = end + 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end - 1])
  }

  private static func requestLine(_ line: UnsafeRawBufferPointer) -> RequestHead? {
    guard let first = line.firstIndex(of: 0x20),
      let second = line[(first + 1)...].firstIndex(of: 0x20)
    else { return nil }
    let version = UnsafeRawBufferPointer(rebasing: line[(second + 1)...])
    let isOne = version.elementsEqual("HTTP/1.1".utf8)
    guard isOne || version.elementsEqual("HTTP/1.0".utf8), line[..<first].allSatisfy(isToken),
      line[first + 1] == UInt8(ascii: "/"),
      line[first + 1..<second].allSatisfy({
        (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#")
      })
    else { return nil }
    return RequestHead(
      method: String(decoding: line[..<first], as: UTF8.self),
      target: String(decoding: line[first + 1..<second], as: UTF8.self),
      minorVersion: isOne ? 1 : 0)
  }

  private static func header(_ line: UnsafeRawBufferPointer) -> HeaderLine? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(isToken)
    else { return nil }
    var value = colon + 1..<line.count
    while let first = value.first, line[first] == 0x20 || line[first] == 0x09 {
      value.removeFirst()
    }
    while let last = value.last, line[last] == 0x20 || line[last] == 0x09 { value.removeLast() }
    guard line[value].allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else { return nil }
    return HeaderLine(
      String(decoding: line[..<colon], as: UTF8.self),
      String(decoding: line[value], as: UTF8.self))
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

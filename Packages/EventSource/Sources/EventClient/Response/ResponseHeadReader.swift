import NIOCore
import NIOHTTP1

/// Puts the head of a response together, line by line (RFC 9112 2.2, 4 and 5).
struct ResponseHeadReader {
  private var status: (version: HTTPVersion, status: HTTPResponseStatus)?
  private var fields: [(String, String)] = []
  /// The line before was passed over, and with it what is folded onto it.
  private var passesOver = true

  /// Whether the status line has come.
  var hasBegun: Bool { status != nil }

  /// Refuses what cannot become a status line, before it has an end.
  static func checkBeginning(_ bytes: ByteBufferView) throws(ConnectionCause) {
    let bytes = bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }.prefix(5)
    guard let first = bytes.first else { return }
    // A record of TLS: an alert or a handshake, of version 3.x.
    if first == 0x15 || first == 0x16, bytes.dropFirst().first.map({ $0 == 3 }) ?? true {
      guard bytes.count > 1 else { return }
      throw .speaksTLS
    }
    let beginnings = [Array("http".utf8), Array("icy ".utf8)]
    guard beginnings.contains(where: { zip(bytes, $0).allSatisfy { $0 | 0x20 == $1 } }) else {
      throw .notHTTP("it does not begin with a version of HTTP")
    }
  }

  /// Takes the next line; the blank one completes the head.
  mutating func take(_ line: [UInt8]) throws(ConnectionCause) -> HTTPResponseHead? {
    guard !line.contains(0) else { throw .notHTTP("there is a NUL in its head") }
    guard let status else {
      if !line.isEmpty { status = try Self.statusLine(line) }
      return nil
    }
    guard let first = line.first else {
      return HTTPResponseHead(
        version: status.version, status: status.status, headers: HTTPHeaders(fields))
    }
    if first.isBlank {
      fold(line)
    } else {
      try add(line)
    }
    return nil
  }

  /// `HTTP/1.1 200 OK`; ShoutCast's `ICY 200 OK` is HTTP 1.0 (as in Chromium and Firefox).
  private static func statusLine(
    _ line: [UInt8]
  ) throws(ConnectionCause) -> (version: HTTPVersion, status: HTTPResponseStatus) {
    let words = line.split(maxSplits: 1, whereSeparator: \.isBlank)
    let version = try version(words[0])
    let rest = words.count > 1 ? words[1].drop(while: \.isBlank) : []
    let digits = rest.prefix { $0.isDigit }
    guard digits.count == 3, let code = Int(String(decoding: digits, as: UTF8.self)), code >= 100
    else { throw .notHTTP("its status is not a number of three digits") }
    let reason = String(decoding: rest.dropFirst(3).trimmingBlanks, as: UTF8.self)
    // As it stood there, even where a status has a usual one.
    return (version, .custom(code: UInt(code), reasonPhrase: reason))
  }

  /// Version 2.0 and the like, which some servers claim on a connection of 1.1, are read as 1.1.
  private static func version(_ word: ArraySlice<UInt8>) throws(ConnectionCause) -> HTTPVersion {
    let text = String(decoding: word, as: UTF8.self).lowercased()
    if text == "icy" || text == "http" { return .http1_0 }
    let numbers = text.dropFirst("http/".count).split(
      separator: ".", omittingEmptySubsequences: false)
    guard text.hasPrefix("http/"), (1...2).contains(numbers.count),
      numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) })
    else { throw .notHTTP("its version is not a version of HTTP") }
    return numbers == ["1"] || numbers == ["1", "0"] || numbers[0] == "0" ? .http1_0 : .http1_1
  }

  /// A line without a colon, or with a name that is none, is passed over, as browsers do.
  private mutating func add(_ line: [UInt8]) throws(ConnectionCause) {
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.startIndex
    let name = String(decoding: line[..<colon].trimmingBlanks, as: UTF8.self)
    passesOver = !name.isToken
    guard fields.count < ResponseLimits.fields else { throw .tooManyFields }
    if !passesOver { fields.append((name, Self.text(line[(colon + 1)...]))) }
  }

  /// A user agent replaces each fold by spaces (RFC 9112 5.2).
  private mutating func fold(_ line: [UInt8]) {
    guard !passesOver, let last = fields.indices.last else { return }
    let more = Self.text(line[...])
    if !more.isEmpty { fields[last].1 += (fields[last].1.isEmpty ? "" : " ") + more }
  }

  /// A value without the white space around it; a CR alone within it is a space (RFC 9112 2.2).
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let bytes = bytes.map { $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    return String(decoding: bytes[...].trimmingBlanks, as: UTF8.self)
  }
}

extension ConnectionCause {
  static let speaksTLS = notHTTP("it speaks TLS; try https://")
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
  fileprivate var isDigit: Bool { (48...57).contains(self) }
}

extension ArraySlice<UInt8> {
  fileprivate var trimmingBlanks: ArraySlice<UInt8> {
    let rest = drop(while: \.isBlank)
    return rest[..<(rest.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? rest.startIndex)]
  }
}

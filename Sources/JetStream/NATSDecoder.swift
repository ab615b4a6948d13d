import NIOCore

/// What a node sends (NATS client protocol): one line each, a payload behind some.
enum NATSOperation: Sendable, Hashable {
  /// Who it is and what it can, as JSON: the first thing that it says.
  case info([UInt8])
  case message(NATSMessage)
  case ping
  case pong
  case ok
  /// It is about to close the connection, mostly.
  case error(String)
}

/// Bytes that are no NATS; `description` says which.
struct NATSSyntaxError: Error, Hashable, CustomStringConvertible {
  let description: String
}

/// Takes a node's bytes apart, however they are cut.
struct NATSDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = NATSOperation

  /// How long a line may be: 64 KiB; an INFO with many addresses is the longest.
  static let lineLimit = 64 << 10
  /// How much a message may carry: 8 MiB, header and all, which is more than is ever put in.
  static let payloadLimit = 8 << 20

  /// A message whose payload has not come in whole.
  private struct Announced {
    var subject: String
    var headerSize: Int
    var size: Int
  }
  private var announced: Announced?

  mutating func decode(buffer: inout ByteBuffer) throws -> NATSOperation? {
    if let announced { return try message(announced, &buffer) }
    guard let line = try Self.line(&buffer) else { return nil }
    let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    switch words.first?.uppercased() {
    case "MSG", "HMSG":
      let announced = try Self.announced(words)
      self.announced = announced
      return try message(announced, &buffer)
    case "INFO": return .info(Array(line.dropFirst(5)))
    case "PING": return .ping
    case "PONG": return .pong
    case "+OK": return .ok
    case "-ERR":
      return .error(
        String(decoding: line.dropFirst(4), as: UTF8.self)
          .split(separator: "'", omittingEmptySubsequences: true)
          .first { $0.contains { !$0.isWhitespace } }.map(String.init) ?? "an error without words")
    default: throw NATSSyntaxError(description: "it says '\(Self.start(of: line))'")
    }
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> NATSOperation? {
    try decode(buffer: &buffer)
  }

  private mutating func message(
    _ announced: Announced, _ buffer: inout ByteBuffer
  ) throws -> NATSOperation? {
    guard buffer.readableBytes >= announced.size + 2 else { return nil }
    self.announced = nil
    let header = buffer.readBytes(length: announced.headerSize) ?? []
    let payload = buffer.readBytes(length: announced.size - announced.headerSize) ?? []
    guard buffer.readBytes(length: 2) == [0x0D, 0x0A] else {
      throw NATSSyntaxError(description: "a message is longer than it says")
    }
    var message = NATSMessage(subject: announced.subject, payload: payload)
    if !header.isEmpty {
      guard let (status, lines) = NATSHeader.decode(header) else {
        throw NATSSyntaxError(description: "a message has no header where it says so")
      }
      (message.status, message.headers) = (status, lines)
    }
    return .message(message)
  }

  /// The next line, without its end; nil when it has not come in whole.
  private static func line(_ buffer: inout ByteBuffer) throws -> [UInt8]? {
    let view = buffer.readableBytesView
    guard let end = view.firstIndex(of: 0x0A) else {
      guard view.count <= lineLimit else { throw tooLong(view.prefix(40)) }
      return nil
    }
    let length = end - view.startIndex
    guard length <= lineLimit, var line = buffer.readBytes(length: length) else {
      throw tooLong(view.prefix(40))
    }
    buffer.moveReaderIndex(forwardBy: 1)
    if line.last == 0x0D { line.removeLast() }
    return line
  }

  /// `MSG subject sid [reply] size`, `HMSG subject sid [reply] header-size size`.
  private static func announced(_ words: [String]) throws -> Announced {
    let hasHeader = words[0].uppercased() == "HMSG"
    let numbers = hasHeader ? 2 : 1
    guard (3 + numbers...4 + numbers).contains(words.count), let size = Int(words[words.count - 1]),
      let headerSize = hasHeader ? Int(words[words.count - 2]) : 0,
      (0...payloadLimit).contains(size), (0...size).contains(headerSize)
    else {
      throw NATSSyntaxError(
        description: "it says '\(start(of: Array(words.joined(separator: " ").utf8)))'")
    }
    return Announced(subject: words[1], headerSize: headerSize, size: size)
  }

  private static func tooLong(_ start: some Collection<UInt8>) -> NATSSyntaxError {
    NATSSyntaxError(
      description: "it says a line of more than \(lineLimit) bytes: '\(self.start(of: start))'")
  }

  private static func start(of line: some Collection<UInt8>) -> String {
    let shown = line.prefix(40).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }
    return String(decoding: shown, as: UTF8.self) + (line.count > 40 ? "…" : "")
  }
}

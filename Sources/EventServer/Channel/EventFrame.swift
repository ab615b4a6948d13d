import EventStream

/// A block of an event stream, encoded once for all streams.
struct EventFrame: Sendable {
  /// The text as one chunk of a chunked body (RFC 9112, 7.1).
  var framed: [UInt8]
  /// Where in `framed` the text lies.
  var text: Range<Int>

  init(text bytes: [UInt8]) {
    let size = Array(String(bytes.count, radix: 16).utf8)
    framed = []
    framed.reserveCapacity(size.count + bytes.count + 4)
    framed += size
    framed += [0x0D, 0x0A]
    text = framed.count..<framed.count + bytes.count
    framed += bytes
    framed += [0x0D, 0x0A]
  }

  init(framed: [UInt8], text: Range<Int>) {
    self.framed = framed
    self.text = text
  }

  /// The frame of an event.
  init(_ event: ServerSentEvent) throws(EventStreamError) {
    self.init(text: try event.encoded())
  }

  /// The chunk that ends a body.
  static let lastChunk = Array("0\r\n\r\n".utf8)
}

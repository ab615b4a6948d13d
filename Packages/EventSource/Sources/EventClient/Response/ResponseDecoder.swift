import NIOCore
import NIOHTTP1

/// Cuts the bytes of one response into its head, its body and its end, as browsers read them.
///
/// RFC 9112, with the leniency that it allows a user agent and that browsers have: a line may end
/// in LF alone, folded field lines become one, lines that are no field are passed over, white space
/// stands around a chunk's size and extensions, and chunks win over a `Content-Length`. Interim
/// responses (1xx) are passed over; what comes behind the end is dropped. It throws a
/// ``ConnectionCause`` for what no browser reads.
struct ResponseDecoder: ByteToMessageDecoder {
  typealias InboundOut = HTTPClientResponsePart

  private enum State {
    case head
    case body(left: Int)
    case bodyUntilClose
    case chunkSize
    case chunk(left: Int)
    case chunkEnd
    case trailers
    case done
  }

  private var state = State.head
  private var head = ResponseHeadReader()
  /// How many bytes of the line at hand are known to have no end.
  private var searched = 0
  /// The bytes of all heads so far, interim ones too, or of all trailers.
  private var size = 0

  mutating func decode(
    context: ChannelHandlerContext, buffer: inout ByteBuffer
  ) throws -> DecodingState {
    while let part = try next(in: &buffer) {
      context.fireChannelRead(Self.wrapInboundOut(part))
    }
    return .needMoreData
  }

  mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    _ = try decode(context: context, buffer: &buffer)
    if seenEOF, case .bodyUntilClose = state {
      state = .done
      context.fireChannelRead(Self.wrapInboundOut(.end(nil)))
    }
    buffer.moveReaderIndex(to: buffer.writerIndex)
    return .needMoreData
  }

  /// What the next bytes complete; nil when there are too few of them.
  mutating func next(in buffer: inout ByteBuffer) throws -> HTTPClientResponsePart? {
    while true {
      switch state {
      case .head:
        if !head.hasBegun { try ResponseHeadReader.checkBeginning(buffer.readableBytesView) }
        guard let line = try line(in: &buffer, atMost: ResponseLimits.head, .headTooLarge) else {
          return nil
        }
        if let part = try take(line) { return part }
      case .body(let left):
        guard let bytes = read(left, from: &buffer) else { return left == 0 ? end() : nil }
        state = .body(left: left - bytes.readableBytes)
        return .body(bytes)
      case .bodyUntilClose:
        return read(.max, from: &buffer).map { .body($0) }
      case .chunkSize:
        size = 0
        guard let line = try line(in: &buffer, atMost: ResponseLimits.chunkLine, .chunkLineTooLong)
        else { return nil }
        let size = try Self.chunkSize(line)
        state = size == 0 ? .trailers : .chunk(left: size)
        self.size = 0
      case .chunk(let left):
        guard let bytes = read(left, from: &buffer) else { return nil }
        state = left == bytes.readableBytes ? .chunkEnd : .chunk(left: left - bytes.readableBytes)
        return .body(bytes)
      case .chunkEnd:
        size = 0
        guard let line = try line(in: &buffer, atMost: ResponseLimits.chunkLine, .chunkTooLong)
        else { return nil }
        guard line.isEmpty else { throw ConnectionCause.chunkTooLong }
        state = .chunkSize
      case .trailers:
        guard let line = try line(in: &buffer, atMost: ResponseLimits.head, .trailersTooLarge)
        else { return nil }
        if line.isEmpty { return end() }
      case .done:
        buffer.moveReaderIndex(to: buffer.writerIndex)
        return nil
      }
    }
  }

  private mutating func take(_ line: [UInt8]) throws -> HTTPClientResponsePart? {
    guard let complete = try head.take(line) else { return nil }
    head = ResponseHeadReader()
    // A 101 is no interim response: the connection is HTTP no longer.
    if (100..<200).contains(complete.status.code), complete.status.code != 101 { return nil }
    switch try BodyLength(of: complete) {
    case .none: state = .body(left: 0)
    case .bytes(let count): state = .body(left: count)
    case .chunks: state = .chunkSize
    case .untilClose: state = .bodyUntilClose
    }
    return .head(complete)
  }

  private mutating func end() -> HTTPClientResponsePart {
    state = .done
    return .end(nil)
  }

  private func read(_ count: Int, from buffer: inout ByteBuffer) -> ByteBuffer? {
    let count = min(count, buffer.readableBytes)
    return count > 0 ? buffer.readSlice(length: count) : nil
  }
}

// MARK: Lines

extension ResponseDecoder {
  /// The next line without the LF, or CR LF, at its end; nil while that has not come.
  ///
  /// Lines are counted together until `size` begins anew; past the limit it throws the problem.
  private mutating func line(
    in buffer: inout ByteBuffer, atMost limit: Int, _ problem: ConnectionCause
  ) throws -> [UInt8]? {
    let view = buffer.readableBytesView
    guard let end = view.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
      searched = view.count
      guard size + searched <= limit else { throw problem }
      return nil
    }
    searched = 0
    let length = end - view.startIndex
    size += length + 1
    guard size <= limit else { throw problem }
    var line = buffer.readBytes(length: length + 1) ?? []
    line.removeLast()
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  /// The number at the beginning of a chunk's line (RFC 9112 7.1).
  ///
  /// White space may stand behind it and around what its extensions are made of; they mean nothing
  /// here.
  static func chunkSize(_ line: [UInt8]) throws(ConnectionCause) -> Int {
    let text = line.prefix { $0 != UInt8(ascii: ";") }
    let end = text.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    guard let end else { throw .chunkSize }
    var size = 0
    for byte in text[...end] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw .chunkSize
      }
      let (product, overflows) = size.multipliedReportingOverflow(by: 16)
      guard !overflows, product <= .max - digit else { throw .chunkSize }
      size = product + digit
    }
    return size
  }
}

/// How much of a response is read before a peer counts as hostile.
enum ResponseLimits {
  /// The heads of a response together, interim ones too, in bytes; its trailers as well.
  static let head = 256 << 10
  /// The fields of one head: a collection of them ends the program at 65,536.
  static let fields = 50_000
  /// The line before a chunk, its extensions included, in bytes.
  static let chunkLine = 64 << 10
}

extension ConnectionCause {
  static let headTooLarge = notHTTP("its head is larger than \(ResponseLimits.head) bytes")
  static let tooManyFields = notHTTP("its head has more than \(ResponseLimits.fields) fields")
  static let trailersTooLarge = notHTTP("its trailers are larger than \(ResponseLimits.head) bytes")
  static let chunkLineTooLong = notHTTP(
    "the line before a chunk is longer than \(ResponseLimits.chunkLine) bytes")
  static let chunkSize = notHTTP("the size of a chunk is not a number")
  static let chunkTooLong = notHTTP("a chunk is longer than it says")
}

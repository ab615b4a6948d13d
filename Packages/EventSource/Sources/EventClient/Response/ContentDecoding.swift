import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// Undoes the content codings of a response: for each of them it puts a decoder into the pipeline
/// behind itself, and a ``DecodedPart`` behind that.
///
/// One for each connection; all of it lives on the connection's event loop.
final class ContentDecoding: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let codings: [ContentCoding]
  private let limit: Int
  /// Shared by the decoders: once one of them has failed, none does any more work.
  private let failure = Failure()
  /// The beginning of what is called deflate and may lack the two bytes that zlib puts before it.
  private var beginning: ByteBuffer?
  private var awaitsBeginning = false

  init(codings: [ContentCoding], limit: Int) {
    self.codings = codings
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !failure.hasHappened else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      // Past the decoders, as it stood on the wire.
      context.fireChannelRead(data)
      begin(ContentCodings(head.headers["content-encoding"], taught: codings.map(\.name)), context)
    case .body(let bytes) where awaitsBeginning: begin(with: bytes, context)
    case .body, .end: context.fireChannelRead(data)
    }
  }

  private func begin(_ content: ContentCodings, _ context: ChannelHandlerContext) {
    guard case .encoded(let names) = content, let first = names.first else { return }
    let pipeline = context.pipeline.syncOperations
    do {
      // Each goes right behind this one, so the last to be undone is added first.
      var next: String?
      for name in names.reversed() {
        let part = DecodedPart(of: name, before: next, limit: limit, failure)
        try pipeline.addHandlers([decoder(of: name), part], position: .after(self))
        next = name
      }
    } catch {
      failure.hasHappened = true
      return context.fireErrorCaught(error)
    }
    awaitsBeginning = first == "deflate"
    context.fireChannelRead(wrapInboundOut(.head(.marking(first))))
  }

  private func decoder(of name: String) throws -> any ChannelHandler {
    if ["gzip", "x-gzip", "deflate"].contains(name) {
      // What a reading may become is limited by DecodedPart: a stream has no size in all.
      return NIOHTTPResponseDecompressor(limit: .none)
    }
    guard let decoder = codings.last(where: { $0.name == name })?.makeDecoder() else {
      throw ConnectionCause.compressed(name)
    }
    return TaughtDecoding(decoder, failure)
  }

  /// Deflate is to be zlib's format, and comes without it from some servers; browsers read both.
  ///
  /// The decompressor reads only zlib's, so that it is given the two bytes that are missing.
  private func begin(with bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    var beginning = beginning ?? ByteBuffer()
    beginning.writeImmutableBuffer(bytes)
    guard let mark = beginning.getInteger(at: beginning.readerIndex, as: UInt16.self) else {
      self.beginning = beginning
      return
    }
    self.beginning = nil
    awaitsBeginning = false
    let isZlib = mark & 0x0F00 == 0x0800 && mark % 31 == 0
    if !isZlib { context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: [0x78, 0x01])))) }
    context.fireChannelRead(wrapInboundOut(.body(beginning)))
  }
}

/// Stands behind a decoder: it hands on what was decoded, up to the limit for one reading of the
/// socket, and begins the next decoder, if there is one.
private final class DecodedPart: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let name: String
  private let next: String?
  private let limit: Int
  private var decoded = 0
  private let failure: Failure

  init(of name: String, before next: String?, limit: Int, _ failure: Failure) {
    self.name = name
    self.next = next
    self.limit = limit
    self.failure = failure
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !failure.hasHappened else { return }
    switch unwrapInboundIn(data) {
    case .head: if let next { context.fireChannelRead(wrapInboundOut(.head(.marking(next)))) }
    case .body(let bytes):
      decoded += bytes.readableBytes
      guard decoded <= limit else { return fail(.decompressionBomb(limit: limit), context) }
      context.fireChannelRead(data)
    case .end: context.fireChannelRead(data)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    decoded = 0
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    // A stream is cut off in the middle of its coding as it is in the middle of an event.
    case let error as NIOHTTPDecompression.ExtraDecompressionError where error == .truncatedData:
      break
    case is NIOHTTPDecompression.ExtraDecompressionError, ContentDecoderError.continued:
      fail(.badCoding(name, reason: "more bytes came behind its end"), context)
    case is NIOHTTPDecompression.DecompressionError, ContentDecoderError.damaged:
      fail(.badCoding(name, reason: "its bytes are damaged"), context)
    default: context.fireErrorCaught(error)
    }
  }

  private func fail(_ problem: ConnectionCause, _ context: ChannelHandlerContext) {
    guard !failure.hasHappened else { return }
    failure.hasHappened = true
    context.fireErrorCaught(problem)
  }
}

/// Has a decoder of the configuration decode.
private final class TaughtDecoding: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let decoder: any ContentDecoder
  private let failure: Failure

  init(_ decoder: any ContentDecoder, _ failure: Failure) {
    self.decoder = decoder
    self.failure = failure
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .body(let bytes) = unwrapInboundIn(data) else {
      return context.fireChannelRead(data)
    }
    do {
      try bytes.withUnsafeReadableBytes { bytes in
        try decoder.decode(bytes) { piece in
          // Of a bomb no more is made than was found too much.
          guard !failure.hasHappened else { throw CancellationError() }
          context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: piece))))
        }
      }
    } catch let error as ContentDecoderError {
      context.fireErrorCaught(error)
    } catch {
      // The decoder that failed has told of it.
    }
  }
}

/// Whether one of the decoders of a response has failed.
private final class Failure {
  var hasHappened = false
}

extension HTTPResponseHead {
  /// Tells a decompressor what it is to undo; it goes no further than that.
  fileprivate static func marking(_ name: String) -> HTTPResponseHead {
    HTTPResponseHead(
      version: .http1_1, status: .ok,
      headers: ["Content-Encoding": name == "x-gzip" ? "gzip" : name])
  }
}

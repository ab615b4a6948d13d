import CBrotli
public import EventClient

extension ContentCoding {
  /// Brotli (RFC 7932), as `br`; its window is up to 16 MiB.
  public static let brotli = ContentCoding(name: "br") { BrotliDecoder() }
}

/// A stream of Brotli, decoded as it comes.
private final class BrotliDecoder: ContentDecoder {
  /// Made in `init`, given back in `deinit`, used by this value alone in between.
  private let state: OpaquePointer
  private var isComplete = false

  init?() {
    guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { return nil }
    self.state = state
  }

  deinit { BrotliDecoderDestroyInstance(state) }

  func decode(
    _ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var left = bytes.count
    var next = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard left > 0 else { return }
    if isComplete { throw ContentDecoderError.continued }
    while true {
      // The decoder lends its own memory for what it has made, up to its next call.
      var noRoom = 0
      let result = BrotliDecoderDecompressStream(state, &left, &next, &noRoom, nil, nil)
      guard result != BROTLI_DECODER_RESULT_ERROR else { throw ContentDecoderError.damaged }
      while BrotliDecoderHasMoreOutput(state) != 0 {
        var size = DecodedPiece.size
        let piece = BrotliDecoderTakeOutput(state, &size)
        if size > 0 { try receive(UnsafeRawBufferPointer(start: piece, count: size)) }
      }
      switch result {
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
      case BROTLI_DECODER_RESULT_SUCCESS:
        isComplete = true
        if left > 0 { throw ContentDecoderError.continued }
        return
      default: return
      }
    }
  }
}

enum DecodedPiece {
  /// How many bytes are handed over at once, at most.
  static let size = 64 << 10
}

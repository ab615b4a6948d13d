import CZstandard
public import EventClient

extension ContentCoding {
  /// Zstandard (RFC 8878), as `zstd`; its window is up to 8 MiB (RFC 9659).
  public static let zstandard = ContentCoding(name: "zstd") { ZstandardDecoder() }
}

/// A stream of Zstandard frames, decoded as it comes.
private final class ZstandardDecoder: ContentDecoder {
  private static let windowLog: Int32 = 23

  /// Made in `init`, given back in `deinit`, used by this value alone in between.
  private let stream: OpaquePointer
  private var piece = [UInt8](repeating: 0, count: DecodedPiece.size)

  init?() {
    guard let stream = ZSTD_createDStream() else { return nil }
    self.stream = stream
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowLog)
  }

  deinit { ZSTD_freeDStream(stream) }

  func decode(
    _ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    // As long as it fills the piece there may be more, even with nothing more to read.
    var isFull = false
    while input.pos < input.size || isFull {
      let capacity = piece.count
      let made = try piece.withUnsafeMutableBytes { piece in
        var output = ZSTD_outBuffer(dst: piece.baseAddress, size: capacity, pos: 0)
        let result = ZSTD_decompressStream(stream, &output, &input)
        guard ZSTD_isError(result) == 0 else { throw ContentDecoderError.damaged }
        return output.pos
      }
      isFull = made == capacity
      if made > 0 {
        try piece.withUnsafeBytes { try receive(UnsafeRawBufferPointer(rebasing: $0[..<made])) }
      }
    }
  }
}

import NIOCore
import NIOHTTP1

/// What the chunks of a request's body take beside the body itself: sizes, extensions, line ends.
///
/// NIO's parser skips chunk extensions without an end, and a client could send nothing else for
/// as long as a body may take (RFC 9112, 7.1.1).
struct BodyFraming {
  /// How large all chunk extensions of a request may be: 16 KiB, beyond that 413.
  static let limit = 16 << 10
  /// What the size of a chunk and its line ends may take on top of that: 16 bytes each.
  static let chunkLimit = 16

  private var isInBody = false
  /// A head or an end was in the bytes that came last, so that not all of them are a body's.
  private var isMixed = false
  /// Bytes of the body that came since.
  private var bodyBytes = 0
  /// Chunks that came since, or parts of them.
  private var chunks = 0
  private var excess = 0

  /// Notes what the parser made of the bytes.
  mutating func note(_ part: HTTPServerRequestPart) {
    switch part {
    case .head:
      (isInBody, isMixed, excess) = (true, true, 0)
    case .body(let bytes):
      bodyBytes += bytes.readableBytes
      chunks += 1
    case .end: (isInBody, isMixed) = (false, true)
    }
  }

  /// Whether, after so many bytes more, too many of them were none of a body's.
  mutating func isTooLarge(after count: Int) -> Bool {
    defer { (isMixed, bodyBytes, chunks) = (false, 0, 0) }
    guard isInBody, !isMixed else { return false }
    excess = max(0, excess + count - bodyBytes - chunks * Self.chunkLimit)
    return excess > Self.limit
  }
}

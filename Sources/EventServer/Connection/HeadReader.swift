import NIOCore
import NIOHTTP1

/// Gathers the first request head of a connection, and says what is to become of the bytes.
final class HeadReader {
  /// How large a request head may be: 16 KiB, beyond that 431.
  static let limit = 16 << 10

  /// What the bytes so far are.
  enum Step {
    /// Half a head.
    case incomplete
    /// A head that is as plain as they come; and the same bytes for the case that it is no stream.
    case plain(RequestHead, ByteBuffer)
    /// Something that NIO's parser is to judge.
    case odd(ByteBuffer)
    /// Nothing that can become a request.
    case refused(BareAnswer)
  }

  private var pending: ByteBuffer?

  /// Whether not one byte has come.
  var isEmpty: Bool { pending == nil }

  /// Takes what came off the socket.
  func take(_ bytes: ByteBuffer) -> Step {
    var bytes = bytes
    if pending == nil { pending = bytes } else { pending?.writeBuffer(&bytes) }
    guard let all = pending else { return .incomplete }
    switch all.withUnsafeReadableBytes({ PlainHeadParser.scan($0) }) {
    case .incomplete where all.readableBytes > Self.limit: return .refused(.tooLarge)
    case .incomplete: return .incomplete
    case .complete(let length) where length > Self.limit: return .refused(.tooLarge)
    case .complete: return judge(all)
    case .odd: return .odd(all)
    }
  }

  private func judge(_ bytes: ByteBuffer) -> Step {
    guard let head = bytes.withUnsafeReadableBytes({ PlainHeadParser.parse($0) }) else {
      return .odd(bytes)
    }
    // NIO's parser would take the whole of it for something else than HTTP.
    if case .RAW = HTTPMethod(rawValue: head.method) { return .refused(.unknownMethod) }
    return .plain(head, bytes)
  }
}

/// Undoes one content coding, as the bytes arrive.
///
/// A new one is made for every response. It is used by one thread at a time.
public protocol ContentDecoder: AnyObject {
  /// Decodes the next bytes, and hands over what they make, in pieces of at most 64 KiB.
  ///
  /// All that the bytes make is handed over before it returns, so that an event is not late; what
  /// the closure throws is thrown on at once.
  /// - Throws: ``ContentDecoderError`` when the bytes are damaged.
  func decode(
    _ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws
}

/// Why encoded bytes cannot be decoded any further.
public enum ContentDecoderError: Error, Hashable, Sendable {
  /// The bytes are not what the coding makes.
  case damaged
  /// More bytes came behind the end that the coding itself has.
  case continued
}

/// A content coding that a source is taught: its name, and what undoes it.
///
/// `gzip`, `x-gzip` and `deflate` are known to every source. Others need libraries of others, so
/// that they are modules of their own: see `BrotliAndZstandard`.
public struct ContentCoding: Sendable {
  /// As it stands in `Content-Encoding`, in small letters.
  public var name: String
  /// Makes a decoder for one response; nil when there is no memory for it.
  public var makeDecoder: @Sendable () -> (any ContentDecoder)?

  /// Names a coding.
  public init(name: String, makeDecoder: @escaping @Sendable () -> (any ContentDecoder)?) {
    self.name = name
    self.makeDecoder = makeDecoder
  }
}

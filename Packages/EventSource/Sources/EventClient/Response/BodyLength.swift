import NIOHTTP1

/// Where the body of a response ends (RFC 9112 6.3).
enum BodyLength: Equatable {
  case none
  case bytes(Int)
  case chunks
  case untilClose

  /// Chunks win over a `Content-Length`, as browsers have it, and a length that is no number counts
  /// as none.
  /// - Throws: When there are two different lengths.
  init(of head: HTTPResponseHead) throws(ConnectionCause) {
    let status = head.status.code
    if status < 200 || status == 204 || status == 304 {
      self = .none
    } else if TransferCodings(head.headers["transfer-encoding"]).isChunked {
      self = .chunks
    } else {
      let lengths = Set(
        head.headers[canonicalForm: "content-length"].compactMap { text -> Int? in
          text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
        })
      guard lengths.count < 2 else {
        throw .notHTTP("its headers disagree on where it ends")
      }
      self = lengths.first.map { .bytes($0) } ?? .untilClose
    }
  }
}

/// What `Transfer-Encoding` says was done to a body on its way.
struct TransferCodings {
  /// The codings besides `chunked` that would have to be undone, and are not.
  let unreadable: [String]
  let isChunked: Bool

  private static let compressions = [
    "gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd",
  ]

  /// Reads the values of all its lines; names that are not known mean nothing, as to browsers.
  init(_ values: [String]) {
    let names = values.flatMap { $0.split(separator: ",") }.map { element in
      element.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }
    isChunked = names.contains("chunked")
    unreadable = names.filter(Self.compressions.contains)
  }
}

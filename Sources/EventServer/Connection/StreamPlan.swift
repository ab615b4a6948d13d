/// How a stream that the gate let in is to be served.
struct StreamPlan: Sendable, Hashable {
  enum Feed: Sendable, Hashable {
    /// The personal feed at this path, for a client that has come with this `Last-Event-ID`.
    case personal(path: String, after: String?)
    /// The channel at this path.
    case channel(path: String, Resume)

    var path: String {
      switch self {
      case .personal(let path, _), .channel(let path, _): path
      }
    }
  }

  /// Where in a channel a stream begins.
  enum Resume: Sendable, Hashable {
    case live
    case after(String)
    case earliest
  }

  var feed: Feed
  /// HEAD: the response head, and no more.
  var isHeadOnly = false
  /// A client of HTTP/1.0 knows no chunks: the body ends where the connection does.
  var isChunked = true
  /// Whether the client said that the connection is for this one request.
  var closes = false
  var contentType = StreamPlan.eventStream
  var extraHeaders: [HeaderLine] = []
  /// Whether the stream begins with an event that says what the client sent (`?echo=request`).
  var echoes = false
  var lastEventID: String?

  static let mediaType = "text/event-stream"
  static let eventStream = mediaType + "; charset=utf-8"

  /// The header lines, in the order in which the article's server sends them.
  func headers(date: String, server: String) -> [HeaderLine] {
    var lines = [
      HeaderLine("date", date), HeaderLine("server", server),
      HeaderLine("cache-control", "no-cache"),
      HeaderLine("connection", closes || isHeadOnly || !isChunked ? "close" : "keep-alive"),
      HeaderLine("x-accel-buffering", "no"), HeaderLine("content-type", contentType),
    ]
    lines += extraHeaders
    if isChunked { lines.append(HeaderLine("Transfer-Encoding", "chunked")) }
    return lines
  }
}

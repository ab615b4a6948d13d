extension Connection {
  /// What a connection is doing, and in each case what belongs to that alone.
  ///
  /// ```
  /// head ───┬──────────────▶ stream ───┐
  ///         ├──▶ requests ──────┘      ├──▶ ended
  ///         └───────┴──────────────────┘
  /// ```
  enum Phase {
    /// The first request head is on its way.
    case head(HeadReader)
    /// NIO's handlers and Hummingbird answer requests, one at a time.
    case requests(HTTP1ConnectionHandler)
    /// The connection is an event stream, to its end.
    case stream(OpenStream)
    /// The channel is closed, or is about to be, with one last answer.
    case ended
  }
}

extension Connection.Phase {
  /// The reader of the first head.
  var head: HeadReader? { if case .head(let reader) = self { reader } else { nil } }

  /// The handler of requests.
  var requests: HTTP1ConnectionHandler? {
    if case .requests(let handler) = self { handler } else { nil }
  }

  /// The stream.
  var stream: OpenStream? { if case .stream(let stream) = self { stream } else { nil } }
}

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
    /// NIO's handlers and Hummingbird answer requests, one at a time; the descriptor is theirs.
    case requests(RequestChannel)
    /// The connection is an event stream, to its end.
    case stream(OpenStream)
    /// It is closed, or is about to be, with one last answer.
    case ended
  }
}

extension Connection.Phase {
  /// The reader of the first head.
  var head: HeadReader? { if case .head(let reader) = self { reader } else { nil } }

  /// The channel of requests.
  var requests: RequestChannel? {
    if case .requests(let channel) = self { channel } else { nil }
  }

  /// The stream.
  var stream: OpenStream? { if case .stream(let stream) = self { stream } else { nil } }
}

/// What is looked at of a proxy; the columns of its table, in their order.
public enum ProxyTopic: String, Sendable, CaseIterable {
  /// How long the first event of a stream takes.
  case first
  /// How late the following events are.
  case later
  /// How long the answer's head takes where the first byte of its body comes a second later.
  case opens
  /// What becomes of a stream that falls silent.
  case silence
  /// When the server learns that the reader of a stream with an event each half second left.
  case left
  /// When it learns so of a silent stream.
  case quiet
  /// What becomes of events for a reader who takes gzip.
  case gzip
  /// Whether a second reader of one URL gets a stream of its own.
  case readers
  /// Whether a reader can tell a stream that was cut from one that was ended.
  case cut
  /// How many streams run on one connection over HTTP/2, of how many that it said it allows.
  case http2

  /// How wide its column is, with the space before it.
  var width: Int {
    switch self {
    case .first, .later, .opens, .gzip, .http2: 6
    case .silence: 8
    case .left, .quiet, .readers, .cut: 7
    }
  }

  /// The head of its column.
  public var heading: String {
    switch self {
    case .readers: "two"
    case .http2: "h2"
    default: rawValue
    }
  }

  /// What its cells say, as a sentence for who reads the table.
  public var meaning: String {
    switch self {
    case .first: "ms until the first event is there"
    case .later: "ms that later events are late (median)"
    case .opens: "ms until the head is there, where the first byte comes after 1000 ms"
    case .silence:
      "when a stream is cut that is silent, its limit set to 2 s here; 'no': not in 6 s"
    case .left:
      "when the server learns that a reader left, at an event each 0.5 s; 'no': not in 6 s"
    case .quiet: "the same of a silent stream, the limit of silence set to 2 s"
    case .gzip:
      "for who takes gzip: each event at once, late by one event, none, or plain: not compressed"
    case .readers: "a second reader of one URL: own stream, or shared with old events"
    case .cut: "a stream cut in mid event: told from an end, or hidden: it looks like one"
    case .http2: "streams on one HTTP/2 connection: how many run of how many asked"
    }
  }
}

/// What the server behind a proxy says in the head of its answers.
public enum ProxyOrigin: String, Sendable, CaseIterable {
  /// The type and nothing that helps.
  case plain
  /// `Cache-Control: no-cache` and `X-Accel-Buffering: no`, as our server says them.
  case helpful

  /// The lines of the head beside its type.
  public var headers: [String] {
    switch self {
    case .plain: []
    case .helpful: ["Cache-Control: no-cache", "X-Accel-Buffering: no"]
    }
  }
}

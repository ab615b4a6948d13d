public import EventStream

/// Why an event was not published.
public enum PublishError: Error, Sendable, Hashable {
  /// A field cannot be written as it is.
  case malformed(EventStreamError)
  /// The block is larger than `limit` bytes.
  case tooLarge(limit: Int)
  /// An empty id would make clients that reconnect forget where they were.
  case emptyID
  /// The id is longer than `limit` bytes: servers and proxies refuse the request that has it.
  case idTooLong(limit: Int)
  /// No header brings such an id back: HTTP refuses it, and the client with it.
  case controlInID
  /// The log numbers the events itself, so that all who publish to it have one order.
  case ownID
  /// The log refused the event, in these words.
  case refused(String)
  /// The log could not be reached in time, or had none to decide; why is said in `reason`.
  ///
  /// It may have kept the event all the same.
  case unavailable(reason: String)
}

extension PublishError: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .malformed(let error): error.description
    case .tooLarge(let limit):
      "the event is larger than the limit of \(limit) bytes; split it, or send where to fetch it"
    case .emptyID: "'id' is empty; leave it out and the event takes the next number"
    case .idTooLong(let limit):
      "'id' is longer than the limit of \(limit) bytes, and might not fit into a Last-Event-ID; "
        + "shorten it"
    case .controlInID:
      "'id' holds a control character, which no Last-Event-ID can bring back; remove it"
    case .ownID:
      "the engine numbers the events of this channel, so that all servers have one order; leave "
        + "out 'id'"
    case .refused(let words): "the engine refused the event: \(words)"
    case .unavailable(let reason):
      "the engine did not say that it keeps the event: \(reason); send it again with the same "
        + "Idempotency-Key, and it is kept once"
    }
  }
}

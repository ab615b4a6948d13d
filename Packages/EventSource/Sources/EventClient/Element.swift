public import EventStream
public import HTTPTypes

extension EventSource {
  /// What a source tells, in the order in which it happened.
  public enum Element: Sendable {
    /// A request is about to go out.
    case connecting(url: String, lastEventID: String)
    /// The server sent the client elsewhere, and there it goes.
    ///
    /// At another origin the named headers of your own are not sent; see
    /// ``EventSource/Configuration/keptHeaders``.
    case redirected(to: String, without: [HTTPField.Name])
    /// The response is an event stream: ``EventSource/ReadyState/open``.
    case open(ResponseHead)
    /// An event was dispatched.
    case message(MessageEvent)
    /// A comment line, without its colon and one space after it. A browser shows none of it.
    case comment(String)
    /// The stream set the reconnection time.
    case reconnectionTime(Duration)
    /// The connection was lost; the source comes back by itself after `retryIn`.
    case lost(reason: ConnectionProblem, retryIn: Duration)
    /// The connection failed for good: the last element.
    case failed(reason: ConnectionProblem)
  }

  /// Raw bytes at the socket: what an onlooker without TLS would see.
  public enum Traffic: Sendable {
    /// Bytes that are about to be sent.
    case sent([UInt8])
    /// Bytes that have arrived.
    case received([UInt8])
  }
}

/// The head of a response, as it stood on the wire.
public struct ResponseHead: Hashable, Sendable {
  /// The status, such as 200.
  public var status: Int
  /// The words after the status, such as `OK`; servers may leave them out.
  public var reason: String
  /// The headers in their order, names in their capitals.
  public var headers: HTTPFields
  /// The client's own end of the connection that it came by, as in `127.0.0.1:51324`.
  public var localAddress: String?

  /// Makes a head.
  public init(
    status: Int, reason: String, headers: HTTPFields,
    localAddress: String? = nil
  ) {
    self.status = status
    self.reason = reason
    self.headers = headers
    self.localAddress = localAddress
  }
}

/// Why a connection was lost, failed, or was not made.
public enum ConnectionProblem: Error, Hashable, Sendable {
  /// The name of the host has no address.
  case unknownHost(String)
  /// Nothing listens at the address.
  case refused(by: String)
  /// The address could not be reached, for the reason that the system gives.
  case unreachable(String, reason: String)
  /// The address did not answer in time.
  case connectTimeout(String, after: Duration)
  /// The server's certificate was not accepted.
  case certificate(host: String, reason: String)
  /// The file of certificate authorities cannot be used.
  case authorities(file: String)
  /// No secure connection came about.
  case secureConnection(host: String, reason: String)
  /// The connection was reset.
  case reset
  /// The connection ended before there was a response.
  case noResponse
  /// The connection ended in the middle of the response.
  case brokenOff
  /// The response ended as a response ends.
  case ended
  /// No byte came for this long.
  case idle(Duration)
  /// What the server sent is not HTTP.
  case notHTTP(String)
  /// The system reported an error while the connection was open.
  case network(String)
  /// The status is not 200.
  case status(Int, String)
  /// The response is not `text/event-stream`, but this.
  case contentType(String?)
  /// The response is compressed, which was not asked for.
  case compressed(String)
  /// A redirect leads nowhere: its `Location` is missing, or not an http or https URL.
  case badLocation(status: Int, String?)
  /// There were more redirects than are followed.
  case tooManyRedirects(limit: Int)
  /// One event is larger than the limit.
  case eventTooLarge(limit: Int)

  /// Whether to connect again is futile, or forbidden by the standard.
  var isFinal: Bool {
    switch self {
    case .certificate, .authorities, .status, .contentType, .compressed, .badLocation,
      .tooManyRedirects,
      .eventTooLarge:
      true
    default: false
    }
  }
}

extension ConnectionProblem: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .unknownHost(let host): "the host \(host) is not known; check the name"
    case .refused(let address): "connection refused by \(address)"
    case .unreachable(let address, let reason): "\(address) cannot be reached: \(reason)"
    case .connectTimeout(let address, let time):
      "\(address) did not answer within \(time.inWords)"
    case .certificate(let host, let reason): "the certificate of \(host) \(reason)"
    case .authorities(let file): "the certificate authorities in \(file) cannot be read"
    case .secureConnection(let host, let reason): "no secure connection to \(host): \(reason)"
    case .reset: "the connection was reset by the server"
    case .noResponse: "the server closed the connection without a response"
    case .brokenOff: "the connection broke off in the middle of the response"
    case .ended: "the server ended the stream"
    case .idle(let time): "nothing came from the server for \(time.inWords)"
    case .notHTTP(let reason): "the server's answer is not HTTP: \(reason)"
    case .network(let reason): "the connection broke: \(reason)"
    case .status(let status, let reason):
      "the server answered \(status)\(reason.isEmpty ? "" : " " + reason)"
    case .contentType(nil): "the server answered without a content type, not text/event-stream"
    case .contentType(let type?): "the server answered with \(type), not text/event-stream"
    case .compressed(let coding):
      "the server compressed the stream (\(coding)), which it was not asked to"
    case .badLocation(let status, nil): "the server answered \(status) without a Location"
    case .badLocation(let status, let location?):
      "the server answered \(status) with a Location that leads nowhere: \(location)"
    case .tooManyRedirects(let limit): "the server redirected more than \(limit) times"
    case .eventTooLarge(let limit):
      "an event grew past the limit of \(limit) bytes, so the stream was closed"
    }
  }
}

/// Why a source cannot be made of what was given.
public enum EventSourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not the URL of a stream.
  case badURL(String, reason: String)
  /// A header of your own cannot be sent.
  case badHeader(String, reason: String)
  /// The method cannot be used.
  case badMethod(String)

  /// The one sentence to show.
  public var description: String {
    switch self {
    case .badURL(let url, let reason): "“\(url)” is not the URL of a stream: \(reason)"
    case .badHeader(let name, let reason): "the header “\(name)” cannot be sent: \(reason)"
    case .badMethod(let method): "“\(method)” is not a method that a stream can be asked for with"
    }
  }
}

extension Duration {
  /// `250 ms`, `3 s`, `1.5 s`.
  var inWords: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
    return "\(Double(milliseconds) / 1000) s"
  }
}

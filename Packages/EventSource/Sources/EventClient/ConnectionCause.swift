/// Why a connection was lost, failed, or was not made, with all that is known of it.
///
/// What callers see of it is a ``ConnectionProblem``.
enum ConnectionCause: Error, Hashable, Sendable {
  /// The name of the host has no address.
  case unknownHost(String)
  /// Nothing listens at the address.
  case refused(by: String)
  /// The address could not be reached, for the reason that the system gives.
  case unreachable(String, reason: String)
  /// The address did not answer in time.
  case connectTimeout(String, after: Duration)
  /// The server's certificate was not accepted.
  case certificate(host: String, CertificateFault)
  /// The file of certificate authorities cannot be used.
  case authorities(file: String)
  /// The package was built without TLS.
  case withoutTLS(url: String)
  /// No secure connection came about.
  case secureConnection(host: String, reason: String)
  /// The proxy on the way to the server refused, or was not there.
  case proxy(String, reason: String)
  /// The environment names a proxy that cannot be used.
  case proxySettings(ProxySettingsError)
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
  /// The status is not 200; what the first line of the response's body says about it.
  case status(Int, String, says: String?)
  /// The response is not `text/event-stream`, but this, and begins so.
  case contentType(String?, says: String?)
  /// The response is compressed as this list says, which cannot be undone here.
  case compressed(String)
  /// The response is compressed for its way alone (`Transfer-Encoding`), which is not undone here.
  case transferCoding(String)
  /// What was compressed as this cannot be decoded any further.
  case badCoding(String, reason: String)
  /// What one reading of the socket brought became more than this when it was decompressed.
  case decompressionBomb(limit: Int)
  /// A redirect leads nowhere: its `Location` is missing, or not an http or https URL.
  case badLocation(status: Int, String?)
  /// There were more redirects than are followed.
  case tooManyRedirects(limit: Int)
  /// One event is larger than the limit.
  case eventTooLarge(limit: Int)

  /// Whether to connect again is futile, or forbidden by the standard.
  var isFinal: Bool {
    switch self {
    case .certificate, .authorities, .withoutTLS, .proxySettings, .status, .contentType,
      .compressed, .transferCoding,
      .decompressionBomb, .badLocation, .tooManyRedirects, .eventTooLarge:
      true
    default: false
    }
  }
}

extension ConnectionCause: CustomStringConvertible {
  /// The one sentence to show.
  var description: String {
    switch self {
    case .unknownHost(let host): "the host \(host) is not known; check the name"
    case .refused(let address): "connection refused by \(address)"
    case .unreachable(let address, let reason): "\(address) cannot be reached: \(reason)"
    case .connectTimeout(let address, let time):
      "\(address) did not answer within \(time.inWords)"
    case .certificate(let host, let fault): "the certificate of \(host) \(fault)"
    case .authorities(let file): "the certificate authorities in \(file) cannot be read"
    case .withoutTLS(let url):
      "\(url) needs TLS, and this program was built without it: add the trait TLS to its "
        + "dependency on EventSource"
    case .secureConnection(let host, let reason): "no secure connection to \(host): \(reason)"
    case .proxy(let address, let reason): "the proxy \(address) \(reason)"
    case .proxySettings(let error): error.description
    case .reset: "the connection was reset by the server"
    case .noResponse: "the server closed the connection without a response"
    case .brokenOff: "the connection broke off in the middle of the response"
    case .ended: "the server ended the stream"
    case .idle(let time): "nothing came from the server for \(time.inWords)"
    case .notHTTP(let reason): "the server's answer is not HTTP: \(reason)"
    case .network(let reason): "the connection broke: \(reason)"
    case .status(let status, let reason, let says):
      "the server answered \(status)\(reason.isEmpty ? "" : " " + reason)\(Self.quote(says))"
    case .contentType(let type, let says):
      "the server answered \(type.map { "with " + $0 } ?? "without a content type"), "
        + "not text/event-stream\(Self.quote(says))"
    case .compressed(let codings):
      "the server compressed the stream (\(codings)), and that cannot be undone here"
    case .transferCoding(let codings):
      "the server compressed the stream on its way (Transfer-Encoding: \(codings)), "
        + "and that cannot be undone here"
    case .badCoding(let coding, let reason):
      "the server compressed the stream (\(coding)), and \(reason)"
    case .decompressionBomb(let limit):
      "the compressed stream grew past the limit of \(limit) bytes out of one reading, "
        + "so it was closed"
    case .badLocation(let status, nil): "the server answered \(status) without a Location"
    case .badLocation(let status, let location?):
      "the server answered \(status) with a Location that leads nowhere: \(location)"
    case .tooManyRedirects(let limit): "the server redirected more than \(limit) times"
    case .eventTooLarge(let limit):
      "an event grew past the limit of \(limit) bytes, so the stream was closed"
    }
  }
}

extension ConnectionCause {
  /// The same, with what the response's body says.
  func saying(_ line: String?) -> ConnectionCause {
    switch self {
    case .status(let status, let reason, _): .status(status, reason, says: line)
    case .contentType(let type, _): .contentType(type, says: line)
    default: self
    }
  }

  /// Whether the response's body is about what went wrong, and no stream that cannot be read.
  var isWrongAnswer: Bool {
    switch self {
    case .status, .contentType: true
    default: false
    }
  }

  private static func quote(_ line: String?) -> String { line.map { "; it says: " + $0 } ?? "" }
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

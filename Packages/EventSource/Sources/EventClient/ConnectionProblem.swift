/// Why a connection was lost, failed, or was not made.
public struct ConnectionProblem: Error, Hashable, Sendable, CustomStringConvertible {
  let cause: ConnectionCause

  init(_ cause: ConnectionCause) { self.cause = cause }

  /// What kind of problem it is.
  public var code: Code { cause.code }
  /// The one sentence to show.
  public var description: String { cause.description }
  /// Whether to connect again is futile, or forbidden by the standard.
  public var isFinal: Bool { cause.isFinal }

  /// The status of the response, when that is what the problem is about.
  public var status: Int? {
    switch cause {
    case .status(let status, _, _), .badLocation(let status, _): status
    default: nil
    }
  }
}

extension ConnectionProblem {
  /// What the body of a wrong answer says, when that is what the problem is about: its first line,
  /// without control characters, cut after 200 characters; of JSON all of it counts as one line.
  public var says: String? {
    switch cause {
    case .status(_, _, let says), .contentType(_, let says): says
    default: nil
    }
  }
}

extension ConnectionProblem {
  /// A kind of problem; new kinds may come with any version.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind, as in `refused`.
    public let description: String

    /// The name of the host has no address.
    public static let unknownHost = Code(description: "unknownHost")
    /// Nothing listens at the address.
    public static let refused = Code(description: "refused")
    /// The address could not be reached.
    public static let unreachable = Code(description: "unreachable")
    /// The address did not answer in time.
    public static let connectTimeout = Code(description: "connectTimeout")
    /// The server's certificate is made out to another name.
    public static let certificateOfOtherName = Code(description: "certificateOfOtherName")
    /// No authority that is trusted has signed the server's certificate.
    public static let certificateOfUnknownAuthority = Code(
      description: "certificateOfUnknownAuthority")
    /// The server's certificate, or one that it rests on, is no longer valid.
    public static let certificateExpired = Code(description: "certificateExpired")
    /// The server's certificate, or one that it rests on, is not valid yet.
    public static let certificateNotYetValid = Code(description: "certificateNotYetValid")
    /// The certificate authorities to trust cannot be read.
    public static let authorities = Code(description: "authorities")
    /// The URL is https, and the package was built without its trait TLS.
    public static let withoutTLS = Code(description: "withoutTLS")
    /// No secure connection came about.
    public static let secureConnection = Code(description: "secureConnection")
    /// The proxy on the way to the server refused, or was not there.
    public static let proxy = Code(description: "proxy")
    /// The environment names a proxy that cannot be used.
    public static let proxySettings = Code(description: "proxySettings")
    /// The connection was reset.
    public static let reset = Code(description: "reset")
    /// The connection ended before there was a response.
    public static let noResponse = Code(description: "noResponse")
    /// The connection ended in the middle of the response.
    public static let brokenOff = Code(description: "brokenOff")
    /// The response ended as a response ends.
    public static let ended = Code(description: "ended")
    /// No byte came for the idle time-out.
    public static let idle = Code(description: "idle")
    /// What the server sent is not HTTP.
    public static let notHTTP = Code(description: "notHTTP")
    /// The system reported an error while the connection was open.
    public static let network = Code(description: "network")
    /// The status is not 200: see ``ConnectionProblem/status``.
    public static let status = Code(description: "status")
    /// The response is not `text/event-stream`.
    public static let contentType = Code(description: "contentType")
    /// The response is compressed in a way that cannot be undone.
    public static let compressed = Code(description: "compressed")
    /// The response is compressed for its way alone, by `Transfer-Encoding`.
    public static let transferCoding = Code(description: "transferCoding")
    /// What was compressed is damaged.
    public static let badCoding = Code(description: "badCoding")
    /// What was compressed grew past the limit of one reading.
    public static let decompressionBomb = Code(description: "decompressionBomb")
    /// A redirect leads nowhere.
    public static let badLocation = Code(description: "badLocation")
    /// There were more redirects than are followed.
    public static let tooManyRedirects = Code(description: "tooManyRedirects")
    /// One event is larger than the limit.
    public static let eventTooLarge = Code(description: "eventTooLarge")
  }
}

extension ConnectionCause {
  /// The kind that callers are told of.
  var code: ConnectionProblem.Code {
    switch self {
    case .unknownHost: .unknownHost
    case .refused: .refused
    case .unreachable: .unreachable
    case .connectTimeout: .connectTimeout
    case .certificate(_, .otherName): .certificateOfOtherName
    case .certificate(_, .unknownAuthority): .certificateOfUnknownAuthority
    case .certificate(_, .expired): .certificateExpired
    case .certificate(_, .notYetValid): .certificateNotYetValid
    case .authorities: .authorities
    case .withoutTLS: .withoutTLS
    case .secureConnection: .secureConnection
    case .proxy: .proxy
    case .proxySettings: .proxySettings
    case .reset: .reset
    case .noResponse: .noResponse
    case .brokenOff: .brokenOff
    case .ended: .ended
    case .idle: .idle
    case .notHTTP: .notHTTP
    case .network: .network
    case .status: .status
    case .contentType: .contentType
    case .compressed: .compressed
    case .transferCoding: .transferCoding
    case .badCoding: .badCoding
    case .decompressionBomb: .decompressionBomb
    case .badLocation: .badLocation
    case .tooManyRedirects: .tooManyRedirects
    case .eventTooLarge: .eventTooLarge
    }
  }
}

import EventStream
public import HTTPTypes

extension EventSource {
  /// How a source connects, and what it does beyond the standard.
  ///
  /// As it stands it does what a browser does. What a browser's `EventSource` cannot do is off
  /// until set: another method and a body, own headers, a back-off, an idle time-out, an end
  /// marker, giving up.
  public struct Configuration: Sendable {
    /// The most redirects that are followed for one connection (Fetch, HTTP-redirect fetch).
    public static let redirectLimit = 20
    /// The longest wait before connecting again; a stream may ask for more and does not get it.
    public static let longestWait = Duration.seconds(24 * 60 * 60)

    /// The method; a redirect may change it to GET as browsers do.
    public var method = "GET"
    /// Headers of your own; one of the same name replaces what the client would send.
    ///
    /// After a redirect to another origin most of them stay behind: see ``keptHeaders``. What
    /// a person typed becomes one by ``addHeader(_:_:)``.
    public var headers = HTTPFields()
    /// Names of own headers that may follow to another origin, besides those that always do.
    ///
    /// Those are ``headersForAnyOrigin``: they say what is wanted, and not who wants it. Name
    /// nothing that is a secret of the first server's.
    public var keptHeaders: [HTTPField.Name] = []
    /// The own headers that follow a redirect to any origin.
    public static let headersForAnyOrigin: [HTTPField.Name] = [
      .accept, .acceptLanguage, .cacheControl, .contentType, .lastEventID, .mcpProtocolVersion,
    ]
    /// What the client calls itself to servers and proxies; an empty one is not sent.
    public var userAgent = "EventSource/0.1"
    /// The body of the request, which is sent again with every new connection.
    public var body: [UInt8]?
    /// Whether a request that does something (a POST) is sent again after the stream ended well.
    ///
    /// Without it such a stream is at its end when the server ends it: the last element is
    /// ``EventSource/Element/failed(reason:)`` with ``ConnectionProblem/Code/ended``. One that broke is
    /// asked for again, whatever its method.
    public var repeatsActions = false
    /// The last event ID to begin with.
    public var lastEventID = ""
    /// The wait before a lost connection is made anew, until the stream sets another.
    public var reconnectionTime = Duration.seconds(3)
    /// The shortest wait after a stream, or a try, that lived less than ``shortLife``.
    ///
    /// It spares a server that asks for a reconnection time of nothing and ends its streams at once;
    /// the standard lets a client wait longer.
    public var shortestWait = Duration.milliseconds(100)
    /// A stream, or a try, that lived as long as this is followed by the reconnection time itself.
    public static let shortLife = Duration.seconds(1)
    /// Whether a lost connection is made anew; if not, it is a failure.
    public var reconnects = true
    /// Lets the wait grow while connections fail, and spreads it.
    public var backoff: Backoff?
    /// After this long without a byte the connection counts as lost.
    ///
    /// Comments count as bytes: a server's heartbeat keeps the connection alive.
    public var idleTimeout: Duration?
    /// An event with exactly this data ends the stream for good, and is not delivered.
    public var endMarker: String?
    /// How many bytes one event may have; one that has more is a failure.
    public var eventSizeLimit = EventStreamParser.eventSizeLimit
    /// How many bytes what one reading of the socket brought (64 KiB at most, as a rule) may become
    /// when it is decompressed (32 MiB); more is a decompression bomb, and a failure.
    public var decompressionLimit = 32 << 20
    /// Codings of `Content-Encoding` that can be undone, besides gzip and deflate.
    ///
    /// None of them is asked for: the request says `Accept-Encoding: identity`, unless a header of
    /// your own says more.
    public var contentCodings: [ContentCoding] = []
    /// How long resolving the name, connecting and the TLS handshake may take together, or asking a
    /// proxy for a way through.
    public var connectTimeout = Duration.seconds(10)
    /// The proxies to go through; none unless given.
    public var proxies = ProxySettings()
    /// Whether a server's certificate has to be in order; if not, any machine on the way may answer in its place.
    public var verifiesCertificates = true
    /// Who is trusted to vouch for a server.
    public var trustRoots = TrustRoots.system
    /// What the waits for a reconnection are measured by.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Sees every byte, before it is sent or after it was received, on a thread of the network.
    public var tap: (@Sendable (Traffic) -> Void)?

    /// Is told the client's own end of each connection, as in `127.0.0.1:51324`, before the first byte
    /// of the request is sent; on a thread of the network.
    public var connectTap: (@Sendable (_ localAddress: String) -> Void)?

    /// Sees the bytes of the stream itself, freed of HTTP's chunks, before they are parsed.
    public var streamTap: (@Sendable ([UInt8]) -> Void)?

    /// The configuration that behaves as the standard says.
    public init() {}
  }
}

/// Who is trusted to sign the certificates of servers.
public enum TrustRoots: Hashable, Sendable {
  /// The authorities that the system trusts.
  case system
  /// Those in this PEM file, and no others.
  case file(String)
  /// Those in this PEM text, and no others.
  case pem(String)
}

/// A wait that grows with every connection lost in a row, and is spread by chance.
///
/// Many clients that lost the same server would otherwise come back in the same instant. The
/// wait is never shorter than the reconnection time, so the standard is kept: it allows to wait
/// longer. It begins anew with the first event received.
public struct Backoff: Sendable {
  /// The longest wait, unless the reconnection time itself is longer.
  public var ceiling: Duration
  /// A number from 0 up to 1; a test may supply its own.
  public var random: @Sendable () -> Double

  /// Makes a back-off.
  public init(
    ceiling: Duration = .seconds(30),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.ceiling = ceiling
    self.random = random
  }

  /// How long to wait after the `losses`th loss in a row: between the reconnection time and
  /// twice that, four times that, and so on up to the ceiling.
  func wait(_ reconnectionTime: Duration, losses: Int) -> Duration {
    let doublings = min(max(losses, 1), Self.mostDoublings)
    let longest = min(reconnectionTime * (1 << doublings), max(ceiling, reconnectionTime))
    return reconnectionTime + (longest - reconnectionTime) * min(max(random(), 0), 1)
  }

  private static let mostDoublings = 20
}

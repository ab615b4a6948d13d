public import NIOCore
import NIOPosix

extension RoutedServer {
  /// What a server is told when it is made; every value has a sensible default.
  public struct Configuration: Sendable {
    /// The address to listen on; on a loopback address the `Host` of every request is checked.
    ///
    /// `localhost` is all of them that the machine has: 127.0.0.1 and ::1.
    public var host = "127.0.0.1"
    /// Names by which a server on a loopback address may be asked for beside its own, like that of
    /// a proxy which hands on the `Host` it got.
    public var allowedHosts: [String] = []
    /// The port to listen on; 0 for any free one.
    public var port = 8080
    /// What every answer says in `server`.
    public var serverName = "sse-workbook"
    /// The reconnection time in milliseconds, told once at the start of each stream; nil: untold.
    public var retry: Int?
    /// The longest silence on a stream: then a comment goes out.
    public var heartbeat: Duration = .seconds(15)
    /// The clock of heartbeats and faults; protective time-outs stay real.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Origins whose pages may read the streams, `*` for all; without any, no CORS header is sent.
    public var corsOrigins: [String] = []
    /// Whether such a page may send cookies and passwords along; it means nothing to `*`.
    public var corsCredentials = false
    /// How long the clients' return is to be spread out when the server stops; zero: untold.
    public var grace: Duration = .zero
    /// How many connections may be open before streams are refused; nil: what the descriptors of
    /// the process allow.
    public var connectionLimit: Int?
    /// Whether subscribers in step get their events in one pass over their descriptors; else each is
    /// served by itself.
    public var writesDirectly = true
    /// The event loops to run on.
    public var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    /// Sees everything that happens, on the event loop where it happens; nil costs nothing.
    public var tap: (@Sendable (Happening) -> Void)?

    /// How long a request head may take, in real time; tests shorten it.
    package var headTimeout = Connection.headTimeout
    /// How long a request body may take, in real time; tests shorten it.
    package var bodyTimeout = RequestTimer.bodyTimeout
    /// How many connections more are let in, to be answered and closed; tests make it small.
    package var connectionReserve: Int?
    /// How many subscribers of a channel get events in one pass; tests make it small.
    package var portionSize = Shard.portionSize

    /// Makes a configuration of defaults.
    public init() {}
  }
}

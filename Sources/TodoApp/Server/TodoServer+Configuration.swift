public import EventServer
public import NIOCore
import NIOPosix

extension TodoServer {
  /// What a server is told when it is made; every value has a sensible default.
  public struct Configuration: Sendable {
    /// Where the list is kept.
    public var database = TodoDatabase.memory
    /// Whether a list in memory numbers its events 1, 2, 3 without an epoch (``ChangeID``).
    ///
    /// For learners, whose client ends with the list. A reader that outlives such a list takes the
    /// numbers of the next one for those of its own.
    public var countsPlainly = false
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// Names by which a server on a loopback address may be asked for beside its own.
    public var allowedHosts: [String] = []
    /// The port to listen on; 0 for any free one.
    public var port = 9090
    /// The reconnection time in milliseconds, told at the start of each stream; nil: untold.
    public var retry: Int?
    /// The longest silence on a stream: then a comment goes out.
    public var heartbeat = Duration.seconds(15)
    /// The clock of heartbeats and of the pauses in which a database is waited for.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// How often the database is tried at the start, a second apart, before the start fails.
    public var attempts = TodoServer.attempts
    /// Origins whose pages may read and write; empty: this server's own page only.
    public var corsOrigins: [String] = []
    /// How long the clients' return is to be spread out when the server stops.
    public var grace = Duration.zero
    /// The event loops to run on.
    public var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    /// Sees everything that happens; nil costs nothing.
    public var tap: (@Sendable (Happening) -> Void)?

    /// Makes a configuration of defaults.
    public init() {}
  }

  /// What a server tells its tap, in the order in which it happens.
  public enum Happening: Sendable, Hashable {
    /// What happened on a connection.
    case server(RoutedServer.Happening)
    /// A row was added, changed or removed, by any program; its event goes out next.
    case row(TodoChange)
    /// The database is not there yet; the next attempt comes in a second.
    case waiting(attempt: Int, of: Int, reason: String)
    /// The database went away; readers keep their streams.
    case lost(reason: String)
    /// It is there again; what happened meanwhile follows.
    case found
    /// One sentence for the operator of the server: a row that cannot be shown, a database that
    /// does not ring.
    case notice(String)
  }

  var streamConfiguration: RoutedServer.Configuration {
    var streams = RoutedServer.Configuration()
    streams.host = configuration.host
    streams.allowedHosts = configuration.allowedHosts
    streams.port = configuration.port
    streams.retry = configuration.retry
    streams.heartbeat = configuration.heartbeat
    streams.clock = configuration.clock
    streams.corsOrigins = configuration.corsOrigins
    streams.grace = configuration.grace
    streams.eventLoopGroup = configuration.eventLoopGroup
    if let tap = configuration.tap { streams.tap = { tap(.server($0)) } }
    return streams
  }
}

import Synchronization

/// What a server is doing, in figures.
public struct Status: Sendable, Hashable {
  /// A channel's figures.
  public struct Channel: Sendable, Hashable {
    /// Where it is served.
    public var path: String
    /// Streams that are open on it.
    public var streams: Int
    /// Events that a resume can still get.
    public var history: Int
    /// The bytes of these.
    public var historyBytes: Int
    /// The id of the newest event; nil before the first.
    public var newestID: String?
  }

  /// Streams that are open.
  public var streams = 0
  /// Of these, the ones that are behind or looked at closely, each served by itself.
  public var lagging = 0
  /// Streams that were closed because their reader was too slow.
  public var droppedForSlowness = 0
  /// Connections that are open, streams among them.
  public var connections = 0
  /// Connections so far.
  public var connectionsSoFar = 0
  /// Events delivered, each counted once for every stream that it went to.
  public var eventsOut = 0
  /// Bytes of events delivered, chunk framing included.
  public var bytesOut = 0
  /// Since the server started.
  public var uptime = Duration.zero
  /// The channels, by their path.
  public var channels: [Channel] = []

  /// All zero: what a server that does not run is doing.
  public init() {}
}

extension RoutedServer {
  /// What the server is doing at this moment.
  public func status() -> Status {
    let written = loops.map(\.written).reduce((0, 0)) { ($0.0 + $1.events, $0.1 + $1.bytes) }
    var status = Status()
    status.streams = openStreams
    status.lagging = loops.reduce(0) { $0 + $1.lagging }
    status.droppedForSlowness = counters.dropped.load(ordering: .relaxed)
    status.connections = counters.open.load(ordering: .relaxed)
    status.connectionsSoFar = counters.connections.load(ordering: .relaxed)
    (status.eventsOut, status.bytesOut) = written
    status.uptime = schedule.now
    status.channels = channels.values.sorted { $0.path < $1.path }.map(\.status)
    return status
  }
}

extension EventChannel {
  /// The channel's figures at this moment.
  public var status: Status.Channel {
    state.withLock { state in
      Status.Channel(
        path: path, streams: state.subscribers, history: state.log.historyCount,
        historyBytes: state.log.historyBytes, newestID: state.newestID)
    }
  }
}

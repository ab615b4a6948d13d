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

  /// The figures as one JSON object.
  public var json: String {
    let channels = channels.map { channel in
      let newest = channel.newestID.map { JSONText.quoted($0) } ?? "null"
      return #"{"path":\#(JSONText.quoted(channel.path)),"streams":\#(channel.streams),"#
        + #""history":\#(channel.history),"historyBytes":\#(channel.historyBytes),"#
        + #""newestId":\#(newest)}"#
    }
    return #"{"streams":\#(streams),"lagging":\#(lagging),"#
      + #""droppedForSlowness":\#(droppedForSlowness),"connections":\#(connections),"#
      + #""connectionsSoFar":\#(connectionsSoFar),"eventsOut":\#(eventsOut),"#
      + #""bytesOut":\#(bytesOut),"uptimeSeconds":\#(uptime.components.seconds),"#
      + #""channels":[\#(channels.joined(separator: ","))]}"#
  }
}

extension RoutedServer {
  /// What the server is doing at this moment.
  public func status() -> Status {
    let written = loops.map(\.written).reduce((0, 0)) { ($0.0 + $1.events, $0.1 + $1.bytes) }
    return Status(
      streams: openStreams, lagging: loops.reduce(0) { $0 + $1.lagging },
      droppedForSlowness: counters.dropped.load(ordering: .relaxed),
      connections: counters.open.load(ordering: .relaxed),
      connectionsSoFar: counters.connections.load(ordering: .relaxed), eventsOut: written.0,
      bytesOut: written.1, uptime: schedule.now,
      channels: channels.values.sorted { $0.path < $1.path }.map(\.status))
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

internal import Observations

/// Which client and which connection of a server the panes follow.
struct Followed: Sendable {
  /// The client that was the last to be seen for the first time; nil before there is one.
  var client: Int?
  private var connection: Endpoint?

  /// Follows what there is to follow now.
  ///
  /// - Parameters:
  ///   - streams: How things stand.
  ///   - observation: What brought it about; nil after a gap.
  /// - Returns: Whether it is another connection than before.
  mutating func follow(_ streams: StreamsState, after observation: Observation? = nil) -> Bool {
    if let observation, observation.side == .client, observation.source == streams.newestClient {
      client = observation.source
    }
    guard let next = self.next(streams, observation), next != connection else { return false }
    defer { connection = next }
    return connection != nil
  }

  /// The client's connection; without a client, the newest of all.
  private func next(_ streams: StreamsState, _ observation: Observation?) -> Endpoint? {
    if let client { return streams.clients[client]?.connection }
    guard let observation, case .accepted = observation.happening else { return nil }
    return Endpoint(observation)
  }

  /// Whether an observation is of what is followed.
  ///
  /// A connection by the proxy counts while the client waits for one: its request tells whose it is.
  func includes(_ observation: Observation, in streams: StreamsState) -> Bool {
    if observation.side == .client { return client == nil || client == observation.source }
    let end = Endpoint(observation)
    if observation.source == 0 || connection == nil || connection == end { return true }
    guard let client, streams.usesProxy(client), streams.clients[client]?.connection == nil
    else { return false }
    return streams.connections[end]?.client == nil
  }
}

internal import Observations

/// A connection of the server, or a client.
struct Connection: Sendable, Hashable {
  var side: Observation.Side
  var source: Int

  init(_ observation: Observation) {
    side = observation.side
    source = observation.source
  }
}

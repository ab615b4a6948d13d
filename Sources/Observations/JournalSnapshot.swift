/// How things stood when the oldest observation that is kept was made.
///
/// Of everything that a journal lets go, the few observations that tell what was there: who
/// listened, which connections were open, which faults were set, and how the newest client fared.
/// There are never more than a few for each open connection.
struct JournalSnapshot: Sendable {
  private var listening: [Observation.Side: Observation] = [:]
  private var ends: [Endpoint: [Observation]] = [:]
  private var faults: [String: Observation] = [:]
  private var newestClient: Endpoint?

  /// They, in the order in which they were recorded.
  var observations: [Observation] {
    ([Array(listening.values), Array(faults.values)] + ends.values).joined()
      .sorted { $0.number < $1.number }
  }

  /// Takes in what is let go.
  mutating func note(_ observation: Observation) {
    let end = Endpoint(observation)
    switch observation.happening {
    case .serverStarted, .proxyStarted, .serverStopped, .proxyStopped: begin(observation)
    case .fault(let kind, let channel, _):
      if channel == nil { faults = [:] }
      faults[channel ?? ""] = kind == "none" ? nil : observation
    case .accepted: ends[end] = [observation]
    case .ended: ends[end] = nil
    case .connecting: connect(end, observation)
    case .response, .open, .lost: ends[end] = (ends[end]?.prefix(1) ?? []) + [observation]
    case .closed, .failed: ends[end] = end == newestClient ? [observation] : nil
    default: break
    }
  }

  /// A server that starts, and one that stops, has no connections and no faults.
  private mutating func begin(_ observation: Observation) {
    listening[observation.side] = observation
    ends = ends.filter { $0.key.side != observation.side }
    faults = faults.filter { $0.value.side != observation.side }
  }

  /// Of clients that are at their end only the newest matters.
  private mutating func connect(_ client: Endpoint, _ observation: Observation) {
    if let old = newestClient, old != client, isAtEnd(old) { ends[old] = nil }
    if ends[client] == nil { newestClient = client }
    ends[client] = [observation]
  }

  private func isAtEnd(_ client: Endpoint) -> Bool {
    switch ends[client]?.last?.happening {
    case .closed, .failed: true
    default: false
    }
  }
}

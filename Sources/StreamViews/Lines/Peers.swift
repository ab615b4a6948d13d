internal import Observations

/// Who is there: the clients that are not closed, and the connections of the server.
struct Peers: Sendable {
  private var present: Set<Endpoint> = []

  /// Takes an observation in, and says whether its side has several at that moment.
  mutating func areSeveral(with observation: Observation) -> Bool {
    let connection = Endpoint(observation)
    switch observation.happening {
    case .connecting, .accepted: present.insert(connection)
    default: break
    }
    let count = present.count { $0.side == connection.side }
    switch observation.happening {
    case .failed, .closed, .ended: present.remove(connection)
    default: break
    }
    return observation.source > 0 && count > 1
  }
}

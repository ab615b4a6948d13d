import Observations

/// Which streams are open, as far as the journal tells.
///
/// Both ends count, whoever serves: a stream is over when the client and the server have noticed,
/// so that what the later of them says still stands beside what the other said.
struct OpenStreams {
  private var ends: Set<Endpoint> = []

  var areOpen: Bool { !ends.isEmpty }

  mutating func note(_ observation: Observation) {
    let end = Endpoint(observation)
    switch observation.happening {
    case .connecting, .accepted: ends.insert(end)
    case .failed, .closed, .ended: ends.remove(end)
    case .serverStopped: ends = ends.filter { $0.side != observation.side }
    default: break
    }
  }
}

import Observations

/// Which connections of a server are those of a page in the browser: no panes go up for them.
///
/// They are those that are accepted while a page is watched. A client that comes back meanwhile is
/// among them; its own side still puts the panes up.
struct BrowsedPages {
  private var isOpen = false
  private var connections: Set<Endpoint> = []

  /// Takes note of it, and says whether it is a server's for a page.
  mutating func own(_ observation: Observation) -> Bool {
    let connection = Endpoint(observation)
    switch (observation.side, observation.happening) {
    case (.browser, .browsing): isOpen = true
    case (.browser, .browsed), (.learner, .refused), (.learner, .command): isOpen = false
    case (_, .accepted) where isOpen: connections.insert(connection)
    case (_, .ended): return connections.remove(connection) != nil
    default: break
    }
    return connections.contains(connection)
  }

  /// Whether it is known to be a server's for a page.
  func owns(_ observation: Observation) -> Bool { connections.contains(Endpoint(observation)) }
}

internal import Observations

/// Which client and which connection of the server the panes follow, and that they belong together.
///
/// A client and the server do not know each other's numbers; a connection that is accepted belongs
/// to the client that has waited longest to be.
struct StreamLink: Sendable {
  private var waiting: [Int] = []
  private var known: Set<Int> = []
  private var client: Int?
  private var source: Endpoint?

  /// A client is about to connect.
  ///
  /// One that was never seen is followed from now on.
  mutating func connecting(_ number: Int) {
    if known.insert(number).inserted { client = number }
    waiting.removeAll { $0 == number }
    waiting.append(number)
  }

  /// The server accepted a connection.
  ///
  /// - Returns: Whether another connection is followed from now on.
  mutating func accepted(_ connection: Endpoint) -> Bool {
    let owner = waiting.isEmpty ? nil : waiting.removeFirst()
    guard owner == client else { return false }
    defer { source = connection }
    return source != nil
  }

  func follows(client number: Int) -> Bool { client == nil || client == number }
  func follows(_ connection: Endpoint) -> Bool { source == nil || source == connection }
}

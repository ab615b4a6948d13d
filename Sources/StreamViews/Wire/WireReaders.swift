internal import Observations

/// The raw bytes of all connections, both directions, as lines.
///
/// Fed with everything, also while raw bytes are not shown: a layout that begins to show them in the
/// middle knows where in a message it is.
struct WireReaders: Sendable {
  private struct Pair: Sendable {
    var received = WireReader(mark: "<")
    var sent = WireReader(mark: ">")
  }

  private var pairs: [Endpoint: Pair] = [:]

  /// Whether raw bytes of this connection have been seen.
  func knows(_ connection: Endpoint) -> Bool { pairs[connection] != nil }

  mutating func lines(for observation: Observation, isShown: Bool) -> [WireReader.Line] {
    let connection = Endpoint(observation)
    switch observation.happening {
    case .received(let bytes):
      return pairs[connection, default: Pair()].received.append(bytes, isShown: isShown)
    case .sent(let bytes):
      return pairs[connection, default: Pair()].sent.append(bytes, isShown: isShown)
    case let happening where happening.endsConnection:
      guard var pair = pairs.removeValue(forKey: connection) else { return [] }
      return pair.received.finish() + pair.sent.finish()
    default: return []
    }
  }
}

internal import EventStream
internal import Observations

/// What an append-only layout shows of an observation, without saying whose it is.
///
/// Keeps the unfinished line of each connection, so that what was written in pieces reads as lines.
struct SideRows: Sendable {
  private var written: [Connection: StreamLines] = [:]
  private var wires = Wires()

  mutating func rows(for observation: Observation, wire: Bool) -> [Row] {
    let connection = Connection(observation)
    let raw = wires.lines(for: observation, isShown: wire).map(\.row)
    switch observation.happening {
    case .received, .sent: return wire ? raw : []
    case .wrote(let bytes):
      let lines = written[connection, default: StreamLines()].append(bytes)
      return wire && wires.knows(connection) ? [] : lines.map(\.markedRow)
    case .request, .response:
      return wire && wires.knows(connection) ? [] : Wording.rows(for: observation.happening)
    case .ended:
      var lines = written.removeValue(forKey: connection)
      let tail = lines?.flush().map { [$0.row.appending("  (cut off)", .bad)] } ?? []
      return (wire ? raw : tail) + Wording.rows(for: observation.happening)
    case .lost, .failed, .closed:
      return (wire ? raw : []) + Wording.rows(for: observation.happening)
    default: return Wording.rows(for: observation.happening)
    }
  }
}

/// A connection of the server, or a client.
struct Connection: Sendable, Hashable {
  var side: Observation.Side
  var source: Int

  init(_ observation: Observation) {
    side = observation.side
    source = observation.source
  }
}

/// The raw bytes of all connections, both directions, as lines.
///
/// Fed with everything, also while nobody looks: who begins to look in the middle sees where in a
/// message he is.
struct Wires: Sendable {
  private struct Pair: Sendable {
    var received = WireReader(mark: "<")
    var sent = WireReader(mark: ">")
  }

  private var pairs: [Connection: Pair] = [:]

  /// Whether raw bytes of this connection have been seen.
  func knows(_ connection: Connection) -> Bool { pairs[connection] != nil }

  mutating func lines(for observation: Observation, isShown: Bool) -> [WireReader.Line] {
    let connection = Connection(observation)
    switch observation.happening {
    case .received(let bytes):
      return pairs[connection, default: Pair()].received.append(bytes, isShown: isShown)
    case .sent(let bytes):
      return pairs[connection, default: Pair()].sent.append(bytes, isShown: isShown)
    case .ended, .lost, .failed, .closed:
      guard var pair = pairs.removeValue(forKey: connection) else { return [] }
      return pair.received.finish() + pair.sent.finish()
    default: return []
    }
  }
}

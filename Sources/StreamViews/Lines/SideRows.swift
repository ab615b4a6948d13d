internal import EventStream
internal import Observations
internal import Terminal

/// What an append-only layout shows of an observation, without saying whose it is.
///
/// Keeps the unfinished line of each connection, so that what was written in pieces reads as lines.
struct SideRows: Sendable {
  private var written: [Endpoint: EventStreamLines] = [:]
  private var wires: WireReaders

  init(following wires: WireReaders = WireReaders()) {
    self.wires = wires
  }

  mutating func rows(for observation: Observation, wire: Bool) -> [Row] {
    let connection = Endpoint(observation)
    let raw = wires.lines(for: observation, isShown: wire).map(\.row)
    switch observation.happening {
    case .received, .sent: return wire ? raw : []
    case .wrote(let bytes):
      let lines = written[connection, default: .forShowing].consume(bytes)
      return wire && wires.knows(connection) ? [] : lines.map(\.markedRow)
    case .request, .response:
      return wire && wires.knows(connection) ? [] : Wording.rows(for: observation.happening)
    case let happening where happening.endsConnection:
      var lines = written.removeValue(forKey: connection)
      let tail = lines?.finish().map { [$0.row.appending("  (cut off)", .bad)] } ?? []
      return (wire ? raw : tail) + Wording.rows(for: observation.happening)
    default: return Wording.rows(for: observation.happening)
    }
  }
}

internal import EventStream
internal import Observations

/// What an append-only layout shows of an observation, without saying whose it is.
///
/// Keeps the unfinished line of each connection, so that what was written in pieces reads as lines.
struct SideRows {
  private struct Source: Hashable {
    var side: Observation.Side
    var number: Int
  }

  private var written: [Source: StreamLines] = [:]

  mutating func rows(for observation: Observation, wire: Bool) -> [Row] {
    let source = Source(side: observation.side, number: observation.source)
    switch observation.happening {
    case .wrote(let bytes):
      if wire { return [] }
      return written[source, default: StreamLines()].append(bytes).map(\.row)
    case .received(let bytes): return wire ? raw(bytes, "<") : []
    case .sent(let bytes): return wire ? raw(bytes, ">") : []
    case .ended:
      var lines = written.removeValue(forKey: source)
      let tail = lines?.flush()
      let cut = tail.map { [$0.row.appending("  (cut off)", .bad)] } ?? []
      return cut + Wording.rows(for: observation.happening)
    default: return Wording.rows(for: observation.happening)
    }
  }

  private func raw(_ bytes: [UInt8], _ direction: String) -> [Row] {
    var lines = StreamLines()
    let all = lines.append(bytes) + (lines.flush().map { [$0] } ?? [])
    return all.map { Row("\(direction) ", .faint).appending($0.text).appending($0.end, .faint) }
  }
}

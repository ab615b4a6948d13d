/// How things stood when the oldest observation that is kept was made.
///
/// Of everything that a journal lets go, the few observations that tell what was there: what
/// ``StreamsState`` keeps of the streams, and how the learner wanted to see them. There are never
/// more than a few for each open connection.
struct JournalSnapshot: Sendable {
  private var streams = StreamsState()
  private var view: [Happening.Kind: Observation] = [:]

  /// They, in the order in which they were recorded.
  var observations: [Observation] {
    (streams.observations + view.values).sorted { $0.number < $1.number }
  }

  /// Takes in what is let go.
  mutating func note(_ observation: Observation) {
    streams.take(observation)
    switch observation.happening {
    case .layout: view[.layout] = observation
    case .wire: view[.wire] = observation
    case .typedAhead: view[.typedAhead] = observation
    case .clearingAway: view[.clearingAway] = observation
    case .clearedAway: view[.clearingAway] = nil
    default: break
    }
  }
}

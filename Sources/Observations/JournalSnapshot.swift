/// How things stood when the oldest observation that is kept was made.
///
/// Of everything that a journal lets go, the few observations that tell what was there: what
/// ``StreamsState`` keeps of the streams, and how the learner wanted to see them. There are never
/// more than a few for each open connection.
struct JournalSnapshot: Sendable {
  private var streams = StreamsState()
  private var view = ViewState()
  /// What has set the view, by its side.
  private var viewTold: [ViewState.Aspect: Observation] = [:]

  /// They, in the order in which they were recorded.
  var observations: [Observation] {
    (streams.observations + viewTold.values).sorted { $0.number < $1.number }
  }

  /// Takes in what is let go.
  mutating func note(_ observation: Observation) {
    streams.take(observation)
    guard let aspect = view.aspect(setBy: observation.happening) else { return }
    viewTold[aspect] = observation
    // What has been put away is of no interest, as if nothing had been.
    if !view.isClearingAway { viewTold[.clearing] = nil }
  }
}

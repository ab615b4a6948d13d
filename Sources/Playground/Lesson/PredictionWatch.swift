import Observations
import Synchronization
import Workbook

/// What comes true of the page's predictions while its console runs.
///
/// It is told of everything as it happens, on the thread that records it: a console may bring more
/// than the journal keeps.
final class PredictionWatch: Sendable {
  private struct State {
    var truths: [String: PredictionTruth] = [:]
    /// The number of the last observation that was noted; they are noted in their order.
    var seen = 0
    /// Observations that another thread told of before the one in front of them.
    var early: [Int: Observation] = [:]

    mutating func note(_ observation: Observation) {
      for id in truths.keys { truths[id]?.note(observation) }
      seen = observation.number
    }
  }

  private let state = Mutex(State())

  /// Begins anew, with the console whose first command comes after this observation.
  func begin(_ predictions: [Prediction], after number: Int) {
    let truths = predictions.map { ($0.id, PredictionTruth($0)) }
    state.withLock {
      $0 = State(truths: Dictionary(truths, uniquingKeysWith: { $1 }), seen: number)
    }
  }

  /// Is told of an observation by the thread that recorded it.
  ///
  /// Two threads may come in another order than that of the journal, which may have let go of the
  /// observation by then.
  func take(_ observation: Observation) {
    state.withLock { state in
      guard !state.truths.isEmpty, observation.number > state.seen else { return }
      state.early[observation.number] = observation
      while let next = state.early.removeValue(forKey: state.seen + 1) { state.note(next) }
    }
  }

  /// Takes in what the journal has and no thread has told of yet.
  func look(in journal: Journal) {
    state.withLock { state in
      guard !state.truths.isEmpty else { return }
      for observation in journal.observations(from: state.seen + 1) {
        state.early[observation.number] = observation
      }
      for next in state.early.values.sorted(by: { $0.number < $1.number }) { state.note(next) }
      state.early = [:]
    }
  }

  /// What came, by what has been looked at.
  func answer(to prediction: Prediction) -> Answer? {
    state.withLock { $0.truths[prediction.id]?.answer }
  }
}

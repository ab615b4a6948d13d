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
    var seen = 0
  }

  private let state = Mutex(State())

  /// Begins anew, with the console whose first command comes after this observation.
  func begin(_ predictions: [Prediction], after number: Int) {
    let truths = predictions.map { ($0.id, PredictionTruth($0)) }
    state.withLock {
      $0 = State(truths: Dictionary(truths, uniquingKeysWith: { $1 }), seen: number)
    }
  }

  /// Looks at what has happened since it last did.
  func look(in journal: Journal) {
    state.withLock { state in
      guard !state.truths.isEmpty else { return }
      for observation in journal.observations(from: state.seen + 1) {
        state.seen = observation.number
        for id in state.truths.keys { state.truths[id]?.note(observation) }
      }
    }
  }

  /// What came, by what has been looked at.
  func answer(to prediction: Prediction) -> Answer? {
    state.withLock { $0.truths[prediction.id]?.answer }
  }
}

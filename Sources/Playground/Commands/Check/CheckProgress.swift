import Conformance
import Synchronization
import Terminal

/// How far a run of checks is: a bar, and in a shell's terminal one row that is written over.
final class CheckProgress: Sendable {
  private let show: @Sendable (ProgressBar, Outcome) -> Void
  private let state = Mutex((done: 0, failed: 0, count: 0))

  init(count: Int, show: @escaping @Sendable (ProgressBar, Outcome) -> Void) {
    self.show = show
    expect(count)
  }

  /// So many more are to be done.
  func expect(_ more: Int) { state.withLock { $0.count += more } }

  /// Counts one that is done.
  func add(_ outcome: Outcome) {
    let (done, failed, count) = state.withLock { state in
      state.done += 1
      if outcome.isFailure { state.failed += 1 }
      return state
    }
    show(ProgressBar(done: done, total: count, label: "\(failed) failed"), outcome)
  }
}

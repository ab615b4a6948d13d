import Conformance
import Synchronization

/// One row that says how far a run of checks is; without a terminal it says nothing.
final class CheckProgress: Sendable {
  private let count: Int
  private let output: Output?
  private let state = Mutex((done: 0, failed: 0))

  init(count: Int, output: Output?) {
    self.count = count
    self.output = output
  }

  func add(_ outcome: Outcome) {
    let (done, failed) = state.withLock { state in
      state.done += 1
      if outcome.isFailure { state.failed += 1 }
      return state
    }
    output?.overwrite("\(done) of \(count)  \(failed) failed  \(outcome.check.id.prefix(40))")
  }

  func clear() { output?.overwrite("") }
}

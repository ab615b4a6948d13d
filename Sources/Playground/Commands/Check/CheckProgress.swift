import Conformance
import Glibc
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

  /// In a shell's terminal, where it is one row; elsewhere nothing is shown.
  convenience init(count: Int, in shell: Shell) {
    let isSeen = isatty(2) == 1
    self.init(count: count) { bar, outcome in
      guard isSeen else { return }
      shell.error.overwrite(
        "\(bar.done) of \(bar.total)  \(bar.label)  \(outcome.check.id.prefix(40))")
    }
  }

  /// Takes the row away from a shell's terminal.
  static func clear(in shell: Shell) {
    if isatty(2) == 1 { shell.error.overwrite("") }
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

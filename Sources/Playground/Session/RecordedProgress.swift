import Observations
import Synchronization
import Terminal

/// Writes into the journal how far work is, each time that a bar of it would look otherwise.
final class RecordedProgress: Sendable {
  private let journal: Journal
  private let shown = Mutex<ProgressBar?>(nil)

  init(_ journal: Journal) { self.journal = journal }

  /// How far it is now; nil when there is nothing to wait for.
  func show(_ bar: ProgressBar?) {
    shown.withLock { shown in
      guard shown != bar else { return }
      shown = bar
      journal.record(.learner, bar.map(Happening.init) ?? .progressEnded)
    }
  }
}

extension Happening {
  /// How far work is, as the journal keeps it.
  init(_ bar: ProgressBar) {
    self = .progress(done: bar.done, total: bar.total, label: bar.label)
  }
}

import Observations
import Synchronization
import Terminal

/// Shows how far a command is that takes longer than a moment; of a quick one nothing is seen.
final class DelayedProgress: Sendable {
  /// How long a prompt may stay away without a word: a second.
  private static let moment: Duration = .seconds(1)

  private struct State {
    var bar: ProgressBar?
    var isShown = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let progress: RecordedProgress

  /// Begins to count.
  init(in journal: Journal) {
    progress = RecordedProgress(journal)
    Task { [weak self] in
      try? await Task.sleep(for: Self.moment)
      self?.momentHasPassed()
    }
  }

  /// How far it is now.
  func say(_ bar: ProgressBar) {
    state.withLock { state in
      state.bar = bar
      if state.isShown { progress.show(bar) }
    }
  }

  /// It is done.
  func end() {
    state.withLock { state in
      state.isOver = true
      if state.isShown { progress.show(nil) }
    }
  }

  private func momentHasPassed() {
    state.withLock { state in
      guard !state.isOver, let bar = state.bar else { return }
      state.isShown = true
      progress.show(bar)
    }
  }
}

import Observations
import Synchronization
import StreamViews
import Terminal

/// Prints what happens as plain lines, in the order of the journal.
final class JournalPrinter: Sendable {
  private let journal: Journal
  private let view: View
  private let output: Output
  private let state: Mutex<(printed: Int, layout: PlainLayout)>

  /// Prints a journal; spoken, nothing is in it that a screen reader would spell out.
  init(journal: Journal, view: View, output: Output, isSpoken: Bool = false) {
    let layout = PlainLayout(learner: true, prefix: isSpoken ? .spoken : .columns)
    state = Mutex((printed: 0, layout: layout))
    self.journal = journal
    self.view = view
    self.output = output
  }

  /// Prints what has happened, and then as things happen, until cancelled.
  func run() async {
    let changes = journal.changes()
    drain()
    for await _ in changes { drain() }
  }

  /// Prints what has not been printed yet.
  func drain() {
    state.withLock { state in
      state.layout.wire = view.wire
      let slice = journal.slice(from: state.printed + 1)
      for row in state.layout.skip(slice) { output.row(row) }
      for observation in slice.observations {
        for row in state.layout.rows(for: observation) { output.row(row) }
        state.printed = observation.number
      }
    }
  }
}

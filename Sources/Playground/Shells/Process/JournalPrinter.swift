import Observations
import Synchronization
import StreamViews
import Terminal

/// Prints what happens, in the order of the journal.
final class JournalPrinter: Sendable {
  /// How it is printed.
  enum Form {
    /// As lines that say whose they are; spoken, nothing is in them that a screen reader would
    /// spell out.
    case lines(isSpoken: Bool = false)
    /// As one JSON object a line, with all that was observed.
    case json
    /// What is said to the person at the shell, and nothing of what the streams do.
    case sentences
  }

  private struct State {
    var printed = 0
    var view = ViewState()
    var layout: PlainLayout
  }

  private let journal: Journal
  private let output: Output
  private let form: Form
  private let wants: @Sendable (Observation) -> Bool
  private let state: Mutex<State>

  /// Prints a journal; an observation that is not wanted has no lines, but as JSON all have one.
  init(
    journal: Journal, output: Output, as form: Form = .lines(),
    where wants: @escaping @Sendable (Observation) -> Bool = { _ in true }
  ) {
    var isSpoken = false
    if case .lines(true) = form { isSpoken = true }
    let layout = PlainLayout(learner: true, prefix: isSpoken ? .spoken : .columns)
    state = Mutex(State(layout: layout))
    self.journal = journal
    self.form = form
    self.output = output
    self.wants = wants
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
      let slice = journal.slice(from: state.printed + 1)
      switch form {
      case .lines: print(slice, &state)
      case .json:
        output.lines { put in for line in ObservationLine.lines(of: slice) { put(line) } }
      case .sentences:
        for observation in slice.observations {
          guard case .answered(let lines) = observation.happening else { continue }
          for line in lines { output.sentence(line) }
        }
      }
      state.printed = slice.observations.last?.number ?? state.printed
    }
  }

  private func print(_ slice: JournalSlice, _ state: inout State) {
    for row in state.layout.skip(slice) { output.row(row) }
    for observation in slice.standing { state.view.take(observation.happening) }
    for observation in slice.observations where wants(observation) {
      state.view.take(observation.happening)
      state.layout.wire = state.view.wire
      for row in state.layout.rows(for: observation) { output.row(row) }
    }
  }
}

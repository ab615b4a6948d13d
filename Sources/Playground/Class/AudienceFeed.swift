import Classroom
import Observations
import StreamViews
import Synchronization
import Terminal
import VisibleText

/// What of a session a class is shown: a viewer of the journal like any other.
///
/// Each observation that has something to show is the line that `--json` prints, with the rows that
/// it has in a plain layout beside it: `{"number":7,…,"rows":["client │ event  message …"]}`. Pages
/// come as their Markdown, which a phone lays out for its own width. What stands ready, what the
/// learner's screen looks like, raw bytes (unless `wire` shows them) and what a teacher is told of
/// single learners stay on the wall.
final class AudienceFeed: Sendable {
  /// How large a line may be; of a larger one is said how large it is.
  static let lineLimit = 256 << 10

  private struct State {
    var shown: Int
    var view = ViewState()
    var layout = PlainLayout(learner: true)
    var privacy = WallPrivacy()
  }

  private let journal: Journal
  private let state: Mutex<State>
  private let show: @Sendable (String) -> Void

  /// Shows what is recorded from now on; what was recorded before tells how things stand.
  init(journal: Journal, show: @escaping @Sendable (String) -> Void) {
    self.journal = journal
    self.show = show
    var state = State(shown: 0)
    _ = Self.lines(of: journal.slice(from: 1), &state)
    self.state = Mutex(state)
  }

  /// Shows things as they happen, until cancelled.
  func run() async {
    let changes = journal.changes()
    drain()
    for await _ in changes { drain() }
  }

  /// Shows what has not been shown yet.
  func drain() {
    state.withLock { state in
      for line in Self.lines(of: journal.slice(from: state.shown + 1), &state) { show(line) }
    }
  }

  private static func lines(of slice: JournalSlice, _ state: inout State) -> [String] {
    var lines: [String] = []
    let missing = state.layout.skip(slice)
    for observation in slice.standing { state.view.take(observation.happening) }
    if !missing.isEmpty { lines.append(line(missing.map(\.text), before: slice)) }
    for observation in slice.observations {
      state.shown = observation.number
      state.view.take(observation.happening)
      state.layout.wire = state.view.wire
      let rows = state.layout.rows(for: observation).map(\.text)
      let isWithheld = state.privacy.withholds(observation)
      guard !isWithheld, !isPutAway(observation, state.view) else { continue }
      if let line = line(of: observation, rows) { lines.append(line) }
    }
    return lines
  }

  /// Whether it is the end of something of which the wall shows no end.
  private static func isPutAway(_ observation: Observation, _ view: ViewState) -> Bool {
    view.isClearingAway && observation.side != .learner
  }

  /// An observation as a line; nil when there is nothing to show.
  private static func line(of observation: Observation, _ rows: [String]) -> String? {
    var rows = rows
    switch observation.happening {
    case .page(let text) where text.isEmpty: return nil
    case .page, .predicted: rows = []
    case .figures: break
    default: if rows.isEmpty { return nil }
    }
    let text = ObservationLine.text(of: observation).dropLast() + ",\"rows\":\(array(rows))}"
    guard text.utf8.count <= lineLimit else {
      let note = "… an observation of \(text.utf8.count) bytes, too large to be shown here"
      return JSONText.object([
        ("number", String(observation.number)), ("kind", JSONText.quoted("left-out")),
        ("rows", array([note])),
      ])
    }
    return String(text)
  }

  private static func line(_ rows: [String], before slice: JournalSlice) -> String {
    JSONText.object([("missing", String(slice.missing)), ("rows", array(rows))])
  }

  private static func array(_ rows: [String]) -> String {
    "[" + rows.map { JSONText.quoted($0) }.joined(separator: ",") + "]"
  }
}

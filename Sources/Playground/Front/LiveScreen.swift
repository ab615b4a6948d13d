import Observations
import Synchronization
import Terminal

/// Shows on a terminal what happens, in the layout that the learner chose.
///
/// Panes are up while a stream is; when it ends they become ordinary text above the prompt.
final class LiveScreen: Sendable {
  fileprivate struct State {
    var shown = 0
    var size: Size
    var layout = View.Layout.panes
    var panes = PanesLayout()
    var plain = PlainLayout(learner: true)
    var columns = ColumnsLayout(width: Size.standard.columns)
    var streams = OpenStreams()
    var panesAreUp = false
    var reading = Reading()
    /// A page is being read: the panes make room until something is done.
    var panesAreFolded = false
    var pages = BrowsedPages()
    /// What runs is put away for something new; nobody wants to see it end.
    var isClearingAway = false
  }

  private let stage: Stage
  private let journal: Journal
  private let view: View
  /// Whether long texts go by screenfuls; where nothing is drawn, the terminal's own pages do.
  private let isPaged: Bool
  private let state: Mutex<State>

  /// Shows a journal; a plain screen draws nothing and says whose a line is in words.
  init(stage: Stage, journal: Journal, view: View, size: Size, isPlain: Bool = false) {
    self.stage = stage
    self.journal = journal
    self.view = view
    isPaged = !isPlain
    var state = State(size: size)
    if isPlain { state.plain = PlainLayout(learner: true, prefix: .spoken) }
    self.state = Mutex(state)
  }

  /// Shows things as they happen, until cancelled.
  func run() async {
    for await _ in journal.changes() { drain() }
  }

  /// Shows what has not been shown yet.
  func drain() {
    state.withLock { state in
      state.apply(view)
      if view.layout != .panes { lowerPanes(&state) }
      for observation in journal.observations(from: state.shown + 1) {
        state.shown = observation.number
        show(observation, &state)
      }
      settlePanes(&state)
    }
  }

  /// Shows the rest, and takes the panes down for good.
  func finish() {
    drain()
    state.withLock { state in
      if state.panesAreUp { lowerPanes(&state) }
    }
  }

  /// Leaves the panes' place to something new: what they show is not kept, nor how it ends.
  ///
  /// - Parameter isBeginning: True before it ends, false when it has.
  func clearAway(_ isBeginning: Bool) {
    if isBeginning { state.withLock { $0.isClearingAway = view.layout == .panes } }
    drain()
    guard !isBeginning else { return }
    state.withLock { state in
      guard state.isClearingAway else { return }
      if state.panesAreUp { stage.hidePanes([]) }
      state.panesAreUp = false
      state.panes.startOver()
      state.isClearingAway = false
    }
  }

  /// Lays out for another size from now on.
  func resize(to size: Size) {
    state.withLock { $0.size = size }
  }

  private func show(_ observation: Observation, _ state: inout State) {
    let isPages = state.pages.own(observation)
    if !isPages { state.streams.note(observation) }
    if observation.side == .learner || observation.side == .browser {
      return talk(observation, &state)
    }
    let isUnderWay = state.streams.areOpen || !state.panes.isEmpty
    // Also where it is shown otherwise: panes that go up later know how both sides stand.
    state.panes.add(observation)
    if state.isClearingAway { return }
    if view.layout == .panes, state.panesAreUp || isUnderWay { return }
    state.panes.forgetExchanges()
    switch view.layout {
    case .panes where isPages: break  // What the server did for a page is in what the page heard.
    case .columns: stage.print(state.columns.rows(for: observation))
    case .panes, .plain: stage.print(state.plain.rows(for: observation))
    }
  }

  /// What the learner entered and was answered.
  private func talk(_ observation: Observation, _ state: inout State) {
    let rows = state.plain.rows(for: observation).flatMap { $0.wrapped(to: state.size.columns) }
    switch observation.happening {
    case .command(let line):
      // The line itself is on the screen already, where it was typed.
      state.reading.begin()
      let doesSomething = CommandLanguage.isCommand(line) && !CommandLanguage.isReading(line)
      if doesSomething { state.panesAreFolded = false }
    case .page:
      makeRoom(&state)
      stage.print(isPaged ? state.reading.page(rows, on: state.size) : rows)
    case .answered where isPaged:
      if rows.count > state.rowsAbovePanes { makeRoom(&state) }
      stage.print(state.reading.answer(rows, on: state.size))
    default: stage.print(rows)
    }
  }

  /// Whether there is more to read of what has been shown.
  var hasMore: Bool { state.withLock(\.reading.goesOn) }

  /// Shows the next screenful of it.
  func showMore() {
    state.withLock { state in
      makeRoom(&state)
      stage.print(state.reading.next(on: state.size))
    }
  }

  /// Puts the panes up or takes them down, as the streams and the layout want it.
  private func settlePanes(_ state: inout State) {
    if state.isClearingAway {
      // What stands there goes when all of it has ended.
    } else if view.layout == .panes, state.panesAreFolded {
      // What goes on meanwhile is shown when the page has been read.
    } else if view.layout != .panes || !state.streams.areOpen {
      lowerPanes(&state)
    } else if !state.panesAreUp {
      state.panesAreUp = true
      stage.showPanes { [weak self] size, now in
        self?.state.withLock { $0.panes.frame(size: size, now: now) }
      }
    }
    if state.panesAreUp { stage.poke() }
  }

  /// Takes the panes away for a page; what they show is kept, and goes on.
  private func makeRoom(_ state: inout State) {
    state.panesAreFolded = true
    guard state.panesAreUp else { return }
    stage.hidePanes([])
    state.panesAreUp = false
  }

  /// Turns what the panes show, or would show, into ordinary text.
  private func lowerPanes(_ state: inout State) {
    let rows = state.panes.transcript(width: state.size.columns)
    if state.panesAreUp { stage.hidePanes(rows) } else { stage.print(rows) }
    state.panesAreUp = false
    if state.streams.areOpen { state.panes.forgetExchanges() } else { state.panes.startOver() }
  }
}

extension LiveScreen.State {
  fileprivate mutating func apply(_ view: View) {
    // Who wants to see it differently wants to see it.
    if view.layout != layout || view.wire != panes.wire { panesAreFolded = false }
    layout = view.layout
    panes.wire = view.wire
    plain.wire = view.wire
    columns.wire = view.wire
    columns.width = size.columns
    plain.width = size.columns
  }

  /// How many rows an answer may have to be seen as a whole above the panes.
  fileprivate var rowsAbovePanes: Int {
    let height = panesAreUp ? panes.frame(size: size, now: .zero)?.count ?? 0 : 0
    return size.textRows - height
  }
}

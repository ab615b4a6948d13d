import Observations
import Synchronization
import StreamViews
import Terminal

/// Shows on a terminal what happens, in the layout that the learner chose.
///
/// Panes are up while a stream is; when it ends they become ordinary text above the prompt.
final class LiveScreen: Sendable {
  /// What stands right above the prompt.
  fileprivate enum AbovePrompt {
    case empty, panes
    /// One row in their place.
    case fold
  }

  fileprivate struct State {
    var shown = 0
    var size: Size
    var layout = View.Layout.panes
    var panes = PanesLayout()
    var plain = PlainLayout(learner: true)
    var columns = ColumnsLayout(width: Size.standard.columns)
    var streams = OpenStreams()
    var abovePrompt = AbovePrompt.empty
    var pager = Pager()
    /// A page is being read: the panes make room until something is done.
    var panesAreFolded = false
    var pages = BrowsedPages()
    /// What runs is put away for something new; nobody wants to see it end.
    var isClearingAway = false
  }

  private let output: PaneOutput
  private let journal: Journal
  private let view: View
  /// Whether long texts go by screenfuls; where nothing is drawn, the terminal's own pages do.
  private let isPaged: Bool
  private let state: Mutex<State>

  /// Shows a journal; a plain screen draws nothing and says whose a line is in words.
  init(
    output: PaneOutput, journal: Journal, view: View, size: Size, isPlain: Bool = false,
    hasColor: Bool = true
  ) {
    self.output = output
    self.journal = journal
    self.view = view
    isPaged = !isPlain
    var state = State(size: size)
    if isPlain { state.plain = PlainLayout(learner: true, prefix: .spoken) }
    // A screen reader would spell them out.
    state.plain.marksCode = !hasColor && !isPlain
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
      let slice = journal.slice(from: state.shown + 1)
      if slice.missing > 0 { skip(slice, &state) }
      for observation in slice.observations {
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
      switch state.abovePrompt {
      case .empty: break
      case .panes: lowerPanes(&state)
      case .fold: output.hidePanes([])
      }
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
      empty(&state)
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
    if view.layout == .panes, state.abovePrompt == .panes || isUnderWay { return }
    state.panes.forgetExchanges()
    switch view.layout {
    case .panes where isPages: break  // What the server did for a page is in what the page heard.
    case .columns: output.print(state.columns.rows(for: observation))
    case .panes, .plain: output.print(state.plain.rows(for: observation))
    }
  }

  /// Goes on after what the journal let go before it could be shown.
  private func skip(_ slice: JournalSlice, _ state: inout State) {
    state.streams = OpenStreams()
    for observation in slice.standing where !state.pages.owns(observation) {
      state.streams.note(observation)
    }
    state.panes.skip(slice)
    let (columns, plain) = (state.columns.skip(slice), state.plain.skip(slice))
    switch view.layout {
    case .panes: break  // They say so themselves, now or when they go up.
    case .columns: output.print(columns)
    case .plain: output.print(plain)
    }
  }

  /// What the learner entered and was answered.
  private func talk(_ observation: Observation, _ state: inout State) {
    let rows = state.plain.rows(for: observation).flatMap { $0.wrapped(to: state.size.columns) }
    switch observation.happening {
    case .command(let line):
      // The line itself is on the screen already, where it was typed.
      state.pager.begin()
      if CommandLanguage.looksAtStreams(line) { state.panesAreFolded = false }
    case .page:
      makeRoom(&state)
      state.panes.markFold()
      output.print(isPaged ? state.pager.page(rows, on: state.size) : rows)
    case .answered where isPaged:
      if rows.count > state.rowsAbovePanes { makeRoom(&state) }
      output.print(state.pager.answer(rows, on: state.size))
    default: output.print(rows)
    }
  }

  /// Whether there is more to read of what has been shown.
  var hasMore: Bool { state.withLock(\.pager.goesOn) }

  /// Shows the next screenful of it.
  func showMore() {
    state.withLock { state in
      makeRoom(&state)
      output.print(state.pager.next(on: state.size))
    }
  }

  /// Brings folded panes back: what they made room for has been read.
  func unfold() {
    state.withLock { $0.panesAreFolded = false }
  }

  /// Puts the panes up or takes them down, as the streams and the layout want it.
  private func settlePanes(_ state: inout State) {
    if state.isClearingAway {
      // What stands there goes when all of it has ended.
    } else if view.layout == .panes, state.panesAreFolded {
      // What goes on meanwhile is shown when the page has been read; that it does, in one row.
      if state.foldedRow != nil { fill(.fold, &state) }
    } else if view.layout != .panes || !state.streams.areOpen {
      lowerPanes(&state)
    } else {
      fill(.panes, &state)
    }
    if state.abovePrompt != .empty { output.poke() }
  }

  /// Puts panes, or the row in their place, above the prompt.
  private func fill(_ wanted: AbovePrompt, _ state: inout State) {
    guard state.abovePrompt != wanted else { return }
    state.abovePrompt = wanted
    output.showPanes { [weak self] size, now in
      self?.state.withLock { state in
        if wanted == .panes { return state.panes.frame(size: size, now: now) }
        if state.isClearingAway { return nil }
        return state.panes.foldedRow(width: size.columns, now: now).map { [$0] }
      }
    }
  }

  /// Takes them away without a trace.
  private func empty(_ state: inout State) {
    if state.abovePrompt != .empty { output.hidePanes([]) }
    state.abovePrompt = .empty
  }

  /// Takes the panes away for a page; what they show is kept, and goes on.
  private func makeRoom(_ state: inout State) {
    if !state.panesAreFolded { state.panes.markFold() }
    state.panesAreFolded = true
    empty(&state)
  }

  /// Turns what the panes show, or would show, into ordinary text.
  private func lowerPanes(_ state: inout State) {
    let rows = state.panes.transcript(width: state.size.columns)
    if state.abovePrompt == .empty { output.print(rows) } else { output.hidePanes(rows) }
    state.abovePrompt = .empty
    if state.streams.areOpen { state.panes.forgetExchanges() } else { state.panes.startOver() }
  }
}

extension LiveScreen.State {
  fileprivate mutating func apply(_ view: View) {
    if layout != view.layout {
      columns.takeOver(from: panes)
      plain.takeOver(from: panes)
    }
    layout = view.layout
    panes.wire = view.wire
    plain.wire = view.wire
    columns.wire = view.wire
    columns.width = size.columns
    plain.width = size.columns
  }

  /// The row in place of the panes, if there is anything to say.
  fileprivate var foldedRow: Row? { panes.foldedRow(width: size.columns, now: .zero) }

  /// How many rows an answer may have to be seen as a whole above the panes.
  fileprivate var rowsAbovePanes: Int {
    let height = abovePrompt == .panes ? panes.frame(size: size, now: .zero)?.count ?? 0 : 0
    return size.textRows - height
  }
}

import Observations
import Synchronization
import StreamViews
import Terminal

/// Shows on a terminal what happens, in the layout that the learner chose.
///
/// Panes are up while a stream is; when it ends they become ordinary text above the prompt. It has
/// nothing but the journal: how to lay out, what stands ready and what is put away is in there, too.
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
    var view = ViewState()
    var panes = PanesLayout()
    var plain = PlainLayout(learner: true)
    var columns = ColumnsLayout(width: Size.standard.columns)
    var streams = StreamsState()
    var abovePrompt = AbovePrompt.empty
    var pager = Pager()
    /// A page is being read: the panes make room until something is done.
    var panesAreFolded = false
    /// What runs is put away for something new; nobody wants to see it end.
    var isClearingAway = false
    /// How the class stands, while there is one: right above the prompt.
    var attendance: Row?
    /// Where no bar can be painted.
    var progress = ProgressLines()
  }

  private let output: PaneOutput
  private let journal: Journal
  /// Whether long texts go by screenfuls; where nothing is drawn, the terminal's own pages do.
  private let isPaged: Bool
  private let state: Mutex<State>

  /// Shows a journal; a plain screen draws nothing and says whose a line is in words.
  init(
    output: PaneOutput, journal: Journal, size: Size, isPlain: Bool = false, hasColor: Bool = true
  ) {
    self.output = output
    self.journal = journal
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
  ///
  /// Pages are laid out before the lock is taken: the editor's thread waits for it to draw a frame.
  func drain() {
    let (shown, layout) = state.withLock { state in
      state.fit()
      return (state.shown, state.plain)
    }
    let slice = journal.slice(from: shown + 1)
    let pages = LaidOutPages(of: slice.observations, in: layout)
    state.withLock { show(slice, from: shown, pages, &$0) }
  }

  /// Shows a slice of the journal that begins behind `start`, as far as it has not been shown.
  private func show(
    _ slice: JournalSlice, from start: Int, _ pages: LaidOutPages, _ state: inout State
  ) {
    state.fit()
    // Another task may have shown some of it.
    if slice.missing > 0, state.shown == start { skip(slice, &state) }
    for observation in slice.observations where observation.number > state.shown {
      state.shown = observation.number
      show(observation, pages, &state)
    }
    settlePanes(&state)
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

  /// Leaves the panes' place to something new: what they showed is not kept, nor how it ended.
  private func clearAway(_ state: inout State) {
    guard state.isClearingAway else { return }
    empty(&state)
    state.panes.startOver()
    state.isClearingAway = false
  }

  /// Lays out for another size from now on.
  func resize(to size: Size) {
    state.withLock { $0.size = size }
  }

  private func show(_ observation: Observation, _ pages: LaidOutPages, _ state: inout State) {
    let isPages = state.streams.takePages(observation)
    if observation.side == .learner || observation.side == .browser {
      return talk(observation, pages, &state)
    }
    let isUnderWay = state.streams.isAnyOpen || !state.panes.isEmpty
    // Also where it is shown otherwise: panes that go up later know how both sides stand.
    state.panes.add(observation)
    if state.isClearingAway { return }
    if state.view.layout == .panes, state.abovePrompt == .panes || isUnderWay { return }
    state.panes.forgetExchanges()
    switch state.view.layout {
    case .panes where isPages: break  // What the server did for a page is in what the page heard.
    case .columns: output.print(state.columns.rows(for: observation))
    case .panes, .plain: output.print(state.plain.rows(for: observation))
    }
  }

  /// Goes on after what the journal let go before it could be shown.
  private func skip(_ slice: JournalSlice, _ state: inout State) {
    state.streams.skip(slice)
    for observation in slice.standing { look(observation.happening, &state) }
    state.panes.skip(slice)
    let (columns, plain) = (state.columns.skip(slice), state.plain.skip(slice))
    switch state.view.layout {
    case .panes: break  // They say so themselves, now or when they go up.
    case .columns: output.print(columns)
    case .plain: output.print(plain)
    }
  }

  /// What the learner entered and was answered.
  private func talk(_ observation: Observation, _ pages: LaidOutPages, _ state: inout State) {
    let laidOut = pages.rows(of: observation, in: state.plain) ?? state.plain.rows(for: observation)
    let rows = laidOut.flatMap { $0.wrapped(to: state.size.columns) }
    switch observation.happening {
    // The line itself is on the screen already, where it was typed.
    case .command(_, origin: .typed): state.pager.begin()
    case .command(_, origin: .prepared): break
    case .page:
      makeRoom(&state)
      state.panes.markFold()
      output.print(isPaged ? state.pager.page(rows, on: state.size) : rows)
    case .answered where isPaged, .figures where isPaged,
      .command(_, origin: .shown) where isPaged:
      if rows.count > state.rowsAbovePanes { makeRoom(&state) }
      output.print(state.pager.answer(rows, on: state.size))
    case .readOn: showMore(&state)
    case .turnedToStreams: state.panesAreFolded = false
    case .screenCleared: output.clear()
    case .progress(let done, let total, let label):
      show(ProgressBar(done: done, total: total, label: label), &state)
    case .progressEnded: if isPaged { output.showStatus(state.attendance) }
    case .attended(let figures):
      state.attendance = AttendanceRow.row(of: figures)
      if isPaged { output.showStatus(state.attendance) }
    case .clearedAway: clearAway(&state)
    case .layout, .wire, .typedAhead, .clearingAway: look(observation.happening, &state)
    default: output.print(rows)
    }
  }

  /// How the learner wants to see things from now on.
  private func look(_ happening: Happening, _ state: inout State) {
    let before = state.view.layout
    state.view.take(happening)
    if case .clearingAway = happening { state.isClearingAway = state.view.layout == .panes }
    if state.view.layout != before { state.takeOver() }
    state.fit()
    if state.view.layout != .panes, before == .panes { lowerPanes(&state) }
  }

  /// A bar above the prompt; where nothing is drawn, a line at every tenth.
  private func show(_ bar: ProgressBar, _ state: inout State) {
    if isPaged { return output.showStatus(bar.row()) }
    if let row = state.progress.row(for: bar) { output.print([row]) }
  }

  /// Whether there is more to read of what has been shown.
  var hasMore: Bool { state.withLock(\.pager.goesOn) }

  /// What the next prompt begins with; who has not read to the end is not hurried on to it.
  var ready: String { state.withLock { $0.pager.goesOn ? "" : $0.view.typedAhead } }

  /// The number of the newest observation that has been shown.
  var shown: Int { state.withLock(\.shown) }

  /// Shows the next screenful of what is being read.
  private func showMore(_ state: inout State) {
    guard state.pager.goesOn else { return }
    makeRoom(&state)
    output.print(state.pager.next(on: state.size))
  }

  /// Puts the panes up or takes them down, as the streams and the layout want it.
  private func settlePanes(_ state: inout State) {
    if state.isClearingAway {
      // What stands there goes when all of it has ended.
    } else if state.view.layout == .panes, state.panesAreFolded {
      // What goes on meanwhile is shown when the page has been read; that it does, in one row.
      if state.foldedRow != nil { fill(.fold, &state) }
    } else if state.view.layout != .panes || !state.streams.isAnyOpen {
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
    if state.streams.isAnyOpen { state.panes.forgetExchanges() } else { state.panes.startOver() }
  }
}

/// Pages of Markdown, laid out before they are shown.
private struct LaidOutPages {
  private let width: Int
  private var rows: [Int: [Row]] = [:]

  init(of observations: [Observation], in layout: PlainLayout) {
    width = layout.width
    for observation in observations where observation.isPage {
      var layout = layout
      rows[observation.number] = layout.rows(for: observation)
    }
  }

  /// The rows of a page; nil for what is none, and when the screen has another width by now.
  func rows(of observation: Observation, in layout: PlainLayout) -> [Row]? {
    layout.width == width ? rows[observation.number] : nil
  }
}

extension Observation {
  /// Whether it is Markdown, which takes time to lay out.
  fileprivate var isPage: Bool {
    switch happening {
    case .page, .predicted: side == .learner
    default: false
    }
  }
}

extension LiveScreen.State {
  /// Another layout goes on where the panes have been.
  fileprivate mutating func takeOver() {
    columns.takeOver(from: panes)
    plain.takeOver(from: panes)
  }

  /// Has the layouts fit the screen, and show the wire or not.
  fileprivate mutating func fit() {
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

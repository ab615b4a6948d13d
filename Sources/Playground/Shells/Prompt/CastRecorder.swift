import Observations
import StreamViews
import Synchronization
import Terminal

/// Draws a journal on a terminal that is not there, and says what would have been written to one.
///
/// It is a second viewer of the journal: a ``LiveScreen`` that is handed one observation after the
/// other. Panes are painted as often as at the prompt at most. A typed line appears as a whole, at
/// the time of its Enter: how it was typed, the journal does not know.
struct CastRecorder {
  /// More rows than any text has.
  private static let endless = 1_000_000

  /// The size of the screen.
  let size: Size
  private let paper: CastPaper
  private let journal = Journal(elapsed: { .zero })
  private let live: LiveScreen

  /// Starts with an empty screen; nil: an ordinary one, on which nothing stops to be read on.
  init(on screen: Size?) {
    size = screen ?? .standard
    paper = CastPaper(size: size)
    // A text is cut to what a screen holds where somebody goes on with Enter.
    let text = screen ?? Size(columns: size.columns, rows: Self.endless)
    live = LiveScreen(output: paper.output, journal: journal, size: text)
  }

  /// What an observation makes the terminal show; empty when it changes nothing that is seen.
  func draw(_ observation: Observation) -> String {
    draw(JournalSlice(observations: [observation], missing: 0, standing: []))
  }

  /// The same for what has been let go.
  func draw(_ slice: JournalSlice) -> String {
    for case .command(let line, origin: .typed) in slice.observations.map(\.happening) {
      paper.print([Row("sse> ", .prompt).appending(line)])
    }
    journal.follow(slice)
    live.drain()
    paper.paint(at: slice.observations.last?.time ?? .zero)
    return paper.written()
  }

  /// What is not painted yet, since it came too early: the picture as it stands.
  func settle() -> String {
    paper.paint(at: nil)
    return paper.written()
  }

  /// The last picture of the panes, which may have come too early to be painted, and their end.
  func finish() -> String {
    live.finish()
    paper.paint(at: nil)
    return paper.written()
  }

  /// A journal as a recording.
  static func recording(of slice: JournalSlice, on screen: Size?) -> Cast {
    let recorder = CastRecorder(on: screen)
    var cast = Cast(size: recorder.size)
    if slice.missing > 0 {
      let gap = JournalSlice(observations: [], missing: slice.missing, standing: slice.standing)
      cast.write(recorder.draw(gap), at: slice.observations.first?.time ?? .zero)
    }
    for observation in slice.observations {
      cast.write(recorder.draw(observation), at: observation.time)
    }
    cast.write(recorder.finish(), at: slice.observations.last?.time ?? .zero)
    return cast
  }
}

/// Where the screen of a recording is drawn.
private final class CastPaper: Sendable {
  private struct State {
    var screen: RecordedScreen
    var frame: (@Sendable (Size, Duration) -> [Row]?)?
    /// What stands right above the prompt while something takes long.
    var status: Row?
    var isStale = false
    var nextFrame = Duration.zero
  }

  private static let interval = Duration.seconds(1) / Console.framesPerSecond

  private let size: Size
  private let state: Mutex<State>

  init(size: Size) {
    self.size = size
    state = Mutex(State(screen: RecordedScreen(size: size)))
  }

  var output: PaneOutput {
    PaneOutput(
      print: { self.print($0) },
      showPanes: { frame in self.change { $0.frame = frame } },
      hidePanes: { rows in
        self.change { state in
          state.frame = nil
          state.screen.show(panes: [], leaving: rows)
        }
      },
      showStatus: { row in self.change { $0.status = row } },
      clear: { self.change { $0.screen.clear() } }, poke: { self.change { _ in } })
  }

  func print(_ rows: [Row]) { state.withLock { $0.screen.print(rows) } }

  func written() -> String { state.withLock { $0.screen.written() } }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      body(&state)
      state.isStale = true
    }
  }

  /// Paints what stands above the prompt, if it may look different and its time has come; nil: now.
  ///
  /// Not within ``output``: what draws a frame waits for the lock under which that is called.
  func paint(at time: Duration?) {
    let frame: (@Sendable (Size, Duration) -> [Row]?)?? = state.withLock { state in
      guard state.isStale, time.map({ $0 >= state.nextFrame }) ?? true else { return nil }
      state.isStale = false
      state.nextFrame = (time ?? .zero) + Self.interval
      return .some(state.frame)
    }
    guard let frame else { return }
    let panes = frame?(size, time ?? .zero) ?? []
    state.withLock { state in
      state.screen.show(panes: panes + [state.status].compactMap(\.self))
    }
  }
}

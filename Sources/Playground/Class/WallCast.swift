import EventStream
import Observations
import StreamViews
import Synchronization
import Terminal

/// The terminal of the wall as an event stream, for asciinema-player: a viewer of the journal that
/// draws nothing before somebody follows.
///
/// Each connection begins with the screen as it stands, whatever its `Last-Event-ID`, since the player
/// starts a new picture; then comes what is drawn, a new size as an object, and at the end `done`.
final class WallCast: Sendable {
  /// How many events may wait for one viewer.
  ///
  /// One who is further behind is let go: the browser comes back, and begins with the screen as it is.
  static let queueLimit = 1_000

  private struct State {
    var feed: CastFeed
    var recorder: CastRecorder
    var privacy = WallPrivacy()
    var shown = 0
    var viewers: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var viewersSoFar = 0
    var isOver = false

    init(size: Size?) {
      feed = CastFeed(size: size ?? .standard)
      recorder = CastRecorder(on: size)
    }
  }

  private let journal: Journal
  private let size: @Sendable () -> Size?
  private let state: Mutex<State?>

  /// A cast of a journal; nothing is drawn yet.
  ///
  /// `size` is that of the wall's terminal now; nil: an ordinary one.
  init(journal: Journal, size: @escaping @Sendable () -> Size?) {
    self.journal = journal
    self.size = size
    state = Mutex(nil)
  }

  /// What one more connection is sent: the screen as it stands, then what happens.
  func follow() -> AsyncStream<[UInt8]> {
    let (stream, viewer) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.queueLimit))
    let place = state.withLock { state -> Int? in
      var current = state ?? State(size: size())
      defer { state = current }
      draw(&current)
      settle(&current)
      send(current.feed.opening, to: viewer)
      guard !current.isOver else {
        send(CastFeed.done, to: viewer)
        return nil
      }
      current.viewersSoFar += 1
      current.viewers[current.viewersSoFar] = viewer
      return current.viewersSoFar
    }
    guard let place else {
      viewer.finish()
      return stream
    }
    // In a task: one may be let go under the lock.
    viewer.onTermination = { [weak self] _ in Task { [weak self] in self?.leave(place) } }
    return stream
  }

  private func leave(_ place: Int) { state.withLock { $0?.viewers[place] = nil } }

  /// Draws things as they happen, until cancelled.
  func run() async {
    for await _ in journal.changes() {
      whenFollowed(draw)
      // The last picture of many may have come too early to be painted.
      try? await Task.sleep(for: Self.frame)
      whenFollowed(settle)
    }
  }

  /// How long a picture that is not painted at once may wait for its turn.
  private static let frame = Duration.seconds(1) / Console.framesPerSecond

  private func whenFollowed(_ work: (inout State) -> Void) {
    state.withLock { state in
      guard state?.viewers.isEmpty == false, var current = state else { return }
      work(&current)
      state = current
    }
  }

  /// Paints what is not painted yet.
  private func settle(_ state: inout State) {
    let time = journal.observations(from: state.shown).last?.time ?? .zero
    guard let event = state.feed.write(state.recorder.settle(), at: time) else { return }
    for viewer in state.viewers.values { send(event, to: viewer) }
  }

  /// The wall is gone: every player stops.
  func finish() {
    let viewers = state.withLock { state -> [AsyncStream<[UInt8]>.Continuation] in
      guard var current = state else { return [] }
      defer { state = current }
      draw(&current)
      current.isOver = true
      for viewer in current.viewers.values { send(CastFeed.done, to: viewer) }
      defer { current.viewers = [:] }
      return Array(current.viewers.values)
    }
    for viewer in viewers { viewer.finish() }
  }

  /// Draws what has happened since, for all who follow.
  private func draw(_ state: inout State) {
    let slice = journal.slice(from: state.shown + 1)
    let now = slice.observations.last?.time ?? .zero
    let size = size()
    var events: [ServerSentEvent] = []
    if (size ?? .standard) != state.recorder.size {
      // The player keeps its picture, which was drawn for another width: it gets all of it anew.
      events.append(state.feed.resize(to: size ?? .standard, at: now))
      var anew = State(size: size)
      _ = write(journal.slice(from: 1), &anew)
      (state.feed, state.recorder, state.privacy) = (anew.feed, anew.recorder, anew.privacy)
      state.shown = anew.shown
      events.append(state.feed.opening)
    } else {
      events += write(slice, &state)
    }
    for event in events { for viewer in state.viewers.values { send(event, to: viewer) } }
  }

  private func write(_ slice: JournalSlice, _ state: inout State) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    if slice.missing > 0 {
      let gap = JournalSlice(observations: [], missing: slice.missing, standing: slice.standing)
      let time = slice.observations.first?.time ?? .zero
      if let event = state.feed.write(state.recorder.draw(gap), at: time) { events.append(event) }
    }
    for observation in slice.observations {
      state.shown = observation.number
      guard !state.privacy.withholds(observation) else { continue }
      let text = state.recorder.draw(observation)
      if let event = state.feed.write(text, at: observation.time) { events.append(event) }
    }
    return events
  }

  private func send(
    _ event: ServerSentEvent, to viewer: AsyncStream<[UInt8]>.Continuation
  ) {
    // Neither its data nor its name can have what no event may have.
    guard let bytes = try? event.encoded() else { return }
    if case .dropped = viewer.yield(bytes) { viewer.finish() }
  }
}

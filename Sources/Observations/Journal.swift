import EventStream
import Synchronization

/// The one record of what happened, in the order in which it happened.
///
/// Appended to synchronously, from any thread. It keeps the newest ``observationLimit``
/// observations or so many bytes of them, ``byteLimit`` unless told otherwise, whichever is less;
/// the oldest go first and ``dropped`` counts them.
public final class Journal: Sendable {
  /// How many observations are kept.
  public static let observationLimit = 100_000
  /// How many bytes of payload (text and raw bytes) are kept: 32 MiB.
  public static let byteLimit = 32 << 20

  fileprivate struct Waiter {
    var test: @Sendable (Observation) -> Bool
    var resume: @Sendable (Observation?) -> Void
  }

  fileprivate struct State {
    var kept: [Observation] = []
    var first = 0
    var bytes = 0
    var last = 0
    var listeners: [Int: @Sendable (Observation) -> Void] = [:]
    var waiters: [Int: Waiter] = [:]
    var nextID = 0
    /// How things stood before what is kept.
    var standing = JournalSnapshot()
    let byteLimit: Int
  }

  private let state: Mutex<State>
  private let elapsed: @Sendable () -> Duration

  /// Starts an empty journal.
  /// - Parameters:
  ///   - byteLimit: How many bytes of payload are kept.
  ///   - elapsed: The time since the journal began; the default reads a clock that never goes back.
  public init(byteLimit: Int = Journal.byteLimit, elapsed: (@Sendable () -> Duration)? = nil) {
    state = Mutex(State(byteLimit: byteLimit))
    let start = ContinuousClock.now
    self.elapsed = elapsed ?? { ContinuousClock.now - start }
  }

  /// Writes down what happened.
  public func record(_ side: Observation.Side, source: Int = 0, _ happening: Happening) {
    record(side, source: source, happening, at: nil)
  }

  /// Writes down what another journal has, for a viewer that has only what it says.
  ///
  /// The time of each observation stays; its number is this journal's. What is missing there is
  /// missing here.
  public func follow(_ slice: JournalSlice) {
    if slice.missing > 0 { state.withLock { $0.skip(slice) } }
    for seen in slice.observations {
      record(seen.side, source: seen.source, seen.happening, at: seen.time)
    }
  }

  private func record(
    _ side: Observation.Side, source: Int, _ happening: Happening, at time: Duration?
  ) {
    let (observation, listeners, met) = state.withLock { state in
      state.last += 1
      let observation = Observation(
        number: state.last, time: time ?? elapsed(), side: side, source: source,
        happening: happening)
      state.append(observation)
      let met = state.waiters.filter { $0.value.test(observation) }
      for id in met.keys { state.waiters[id] = nil }
      return (observation, Array(state.listeners.values), met)
    }
    for listener in listeners { listener(observation) }
    for waiter in met.values { waiter.resume(observation) }
  }

  /// The number of the newest observation; 0 when nothing has happened yet.
  public var last: Int { state.withLock { $0.last } }

  /// How many observations have been let go to stay within the limits.
  public var dropped: Int { state.withLock { $0.oldest - 1 } }

  /// The observations that are still kept, from `number` on.
  public func observations(from number: Int = 1) -> [Observation] {
    state.withLock { $0.observations(from: number) }
  }

  /// The same, with what a reader that has not kept up must know.
  public func slice(from number: Int) -> JournalSlice {
    state.withLock { state in
      let missing = max(0, state.oldest - number)
      return JournalSlice(
        observations: state.observations(from: number), missing: missing,
        standing: missing > 0 ? state.standing.observations : [])
    }
  }

  /// Calls `listener` for each observation to come, until the returned closure is called.
  ///
  /// It is called on the thread that records, so it must be quick; it may read the journal. Two
  /// threads may call it at once: a listener that needs the order reads ``observations(from:)``.
  public func listen(
    _ listener: @escaping @Sendable (Observation) -> Void
  ) -> @Sendable () -> Void {
    let id = state.withLock { state in
      state.nextID += 1
      state.listeners[state.nextID] = listener
      return state.nextID
    }
    return { [weak self] in self?.state.withLock { $0.listeners[id] = nil } }
  }

  /// Wakes its reader when something has happened since it last looked; once for many.
  public func changes() -> AsyncStream<Void> {
    let (wake, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let stop = listen { _ in continuation.yield() }
    continuation.onTermination = { _ in stop() }
    return wake
  }

  /// Waits for an observation that passes the test.
  ///
  /// Looks at those kept from `number` on first, then at those to come. Returns nil when the
  /// task is cancelled.
  public func first(
    from number: Int = 1, where test: @escaping @Sendable (Observation) -> Bool
  ) async -> Observation? {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let found: Observation?? = state.withLock { state in
          let from = state.first + max(0, number - state.oldest)
          if let known = state.kept.dropFirst(from).first(where: test) { return .some(known) }
          if Task.isCancelled { return .some(nil) }
          state.waiters[id] = Waiter(test: test) { continuation.resume(returning: $0) }
          return nil
        }
        if let found { continuation.resume(returning: found) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
      waiter?.resume(nil)
    }
  }
}

extension Journal.State {
  /// The number of the oldest observation that is kept, or would be.
  fileprivate var oldest: Int { last - (kept.count - first) + 1 }

  fileprivate func observations(from number: Int) -> [Observation] {
    Array(kept.dropFirst(first + max(0, number - oldest)))
  }

  /// Lets go of all that is kept, and of what has never been here.
  fileprivate mutating func skip(_ slice: JournalSlice) {
    for observation in kept.dropFirst(first) + slice.standing { standing.note(observation) }
    (kept, first, bytes) = ([], 0, 0)
    last += slice.missing
  }

  fileprivate mutating func append(_ observation: Observation) {
    kept.append(observation)
    bytes += observation.happening.weight
    while kept.count - first > Journal.observationLimit
      || (bytes > byteLimit && kept.count - first > 1)
    {
      bytes -= kept[first].happening.weight
      standing.note(kept[first])
      kept[first] = Observation(number: 0, time: .zero, side: .learner, happening: .closed)
      first += 1
    }
    // Moving the rest down is paid for by as many appends.
    if first > 1024, first * 2 > kept.count {
      kept.removeFirst(first)
      first = 0
    }
  }
}

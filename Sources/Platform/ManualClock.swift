import Synchronization

/// A clock that stands still until it is told to move on.
///
/// Replays and tests give it to server and client in the place of the real one, so that an hour of
/// heartbeats takes no time and nothing depends on how busy the machine is.
public final class ManualClock: Clock, Sendable {
  /// A point in its time, counted from its making.
  public struct Instant: InstantProtocol {
    /// How long after the clock was made.
    public var offset: Duration

    /// The instant this much later.
    public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    /// How long from here to there.
    public func duration(to other: Instant) -> Duration { other.offset - offset }
    /// Whether it comes before.
    public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  fileprivate struct Sleeper {
    var deadline: Instant
    var continuation: CheckedContinuation<Void, any Error>
  }

  fileprivate struct State {
    var now = Instant(offset: .zero)
    var sleepers: [Int: Sleeper] = [:]
    var nextID = 0
    var keepsTime = false
  }

  private let state = Mutex(State())

  /// Makes a clock that shows zero.
  public init() {}

  /// What it shows.
  public var now: Instant { state.withLock(\.now) }
  /// Every instant is distinct to it.
  public var minimumResolution: Duration { .zero }

  /// Sleeps until the clock has been moved to the deadline.
  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.now >= deadline { return .success(()) }
          state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves on to the next moment at which a task wakes, unless that lies beyond the limit.
  /// - Returns: False when no task sleeps, or none wakes soon enough.
  @discardableResult
  public func advanceToNext(notBeyond limit: Instant? = nil) -> Bool {
    let woken: [Sleeper] = state.withLock { state in
      guard let next = state.sleepers.values.map(\.deadline).min() else { return [] }
      if let limit, next > limit { return [] }
      state.now = max(state.now, next)
      return state.takeDue()
    }
    for sleeper in woken { sleeper.continuation.resume() }
    return !woken.isEmpty
  }

  /// What it shows as a time of day, if it was made at noon.
  public var timeOfDay: String {
    let seconds = 12 * 3600 + Int(now.offset.components.seconds)
    let parts = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  /// Whether it goes as fast as the real one at the moment.
  public var keepsTime: Bool { state.withLock(\.keepsTime) }

  /// How finely it follows the real clock while it keeps time.
  private static let tick = Duration.milliseconds(5)

  /// Goes as fast as the real clock while the work lasts.
  ///
  /// A program of others, such as a proxy, lives in real time; so must what happens around it.
  public func keepingTime<Value>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
  ) async rethrows -> Value {
    state.withLock { $0.keepsTime = true }
    let following = Task {
      var last = ContinuousClock.now
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.tick)
        let now = ContinuousClock.now
        advance(by: now - last)
        last = now
      }
    }
    defer {
      following.cancel()
      state.withLock { $0.keepsTime = false }
    }
    return try await work()
  }

  /// Moves on by this much.
  public func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      return state.takeDue()
    }
    for sleeper in woken { sleeper.continuation.resume() }
  }
}

extension ManualClock.State {
  fileprivate mutating func takeDue() -> [ManualClock.Sleeper] {
    let due = sleepers.filter { $0.value.deadline <= now }
    for id in due.keys { sleepers[id] = nil }
    return due.sorted { $0.key < $1.key }.map(\.value)
  }
}

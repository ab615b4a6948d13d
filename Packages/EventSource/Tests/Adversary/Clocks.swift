import Synchronization

/// A clock on which every sleep is over at once, and which remembers how long they were.
public final class InstantClock: Clock, Sendable {
  /// A point in the clock's time.
  public struct Instant: InstantProtocol {
    var offset = Duration.zero

    /// The instant so much later.
    public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    /// How much later another instant is.
    public func duration(to other: Instant) -> Duration { other.offset - offset }
    /// Whether one instant is before another.
    public static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
  }

  private let state = Mutex((now: Instant(), sleeps: [Duration]()))

  /// Makes a clock at its beginning.
  public init() {}

  /// Its time: the sum of all sleeps.
  public var now: Instant { state.withLock(\.now) }
  /// None: it is exact.
  public var minimumResolution: Duration { .zero }
  /// How long the sleeps were, in their order.
  public var sleeps: [Duration] { state.withLock(\.sleeps) }

  /// Lets time pass in which nobody sleeps.
  public func advance(by duration: Duration) {
    state.withLock { $0.now = $0.now.advanced(by: duration) }
  }

  /// Puts the clock forward and returns.
  public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.sleeps.append(state.now.duration(to: deadline))
      state.now = max(state.now, deadline)
    }
  }
}

/// A clock that never gets there: a sleep ends only when it is cancelled.
public final class StandingClock: Clock, Sendable {
  private let asleep = AsyncStream.makeStream(of: Void.self)

  /// Makes a clock.
  public init() {}

  /// Always the same.
  public var now: InstantClock.Instant { InstantClock.Instant() }
  /// None: it is exact.
  public var minimumResolution: Duration { .zero }

  /// Waits until its task is cancelled.
  public func sleep(until deadline: InstantClock.Instant, tolerance: Duration?) async throws {
    asleep.continuation.yield()
    try await Task.sleep(for: .seconds(600))
  }

  /// Returns once a task sleeps.
  public func waitUntilAsleep() async { for await _ in asleep.stream { return } }
}

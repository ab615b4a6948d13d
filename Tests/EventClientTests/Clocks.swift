import EventClient
import Synchronization

/// A clock on which every sleep is over at once, and which remembers how long they were.
final class InstantClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var offset = Duration.zero
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
  }

  private let state = Mutex((now: Instant(), sleeps: [Duration]()))

  var now: Instant { state.withLock(\.now) }
  var minimumResolution: Duration { .zero }
  var sleeps: [Duration] { state.withLock(\.sleeps) }

  /// Lets time pass in which nobody sleeps.
  func advance(by duration: Duration) {
    state.withLock { $0.now = $0.now.advanced(by: duration) }
  }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.sleeps.append(state.now.duration(to: deadline))
      state.now = max(state.now, deadline)
    }
  }
}

/// A clock that never gets there: a sleep ends only when it is cancelled.
final class StandingClock: Clock, Sendable {
  private let asleep = AsyncStream.makeStream(of: Void.self)
  var now: InstantClock.Instant { InstantClock.Instant() }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: InstantClock.Instant, tolerance: Duration?) async throws {
    asleep.continuation.yield()
    try await Task.sleep(for: .seconds(600))
  }

  /// Returns once somebody sleeps.
  func waitUntilAsleep() async { for await _ in asleep.stream { return } }
}

import HeapModule
import Synchronization

/// What is to be done when, by the one clock of a server.
///
/// A single task sleeps until the earliest deadline, so that a clock moved by hand moves
/// everything, and an idle server has no task at all.
final class Schedule: Sendable {
  private struct Entry: Comparable {
    var due: Duration
    var number: Int
    var action: @Sendable () -> Void

    /// The earlier one, or of equals the one that came first, is the smaller.
    static func < (one: Entry, other: Entry) -> Bool {
      (one.due, one.number) < (other.due, other.number)
    }
    static func == (one: Entry, other: Entry) -> Bool { one.number == other.number }
  }

  private struct State {
    var heap = Heap<Entry>()
    var count = 0
    var sleeper: (due: Duration, task: Task<Void, Never>)?
    var isStopped = false
  }

  private let state = Mutex(State())
  private let elapsed: @Sendable () -> Duration
  private let sleep: @Sendable (_ until: Duration) async throws -> Void

  init(clock: any Clock<Duration>) {
    (elapsed, sleep) = Self.timeline(of: clock)
  }

  /// The time since the schedule was made.
  var now: Duration { elapsed() }

  /// Does `action` at `due`, on no particular thread; it must not block.
  func at(_ due: Duration, _ action: @escaping @Sendable () -> Void) {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.count += 1
      state.heap.insert(Entry(due: due, number: state.count, action: action))
      arm(&state)
    }
  }

  /// Forgets all that is still to be done.
  func stop() {
    let sleeper = state.withLock { state in
      state.isStopped = true
      state.heap = Heap()
      defer { state.sleeper = nil }
      return state.sleeper?.task
    }
    sleeper?.cancel()
  }

  /// Sees to it that a task sleeps until the earliest deadline and no later.
  private func arm(_ state: inout State) {
    guard let due = state.heap.min?.due, due < state.sleeper?.due ?? .seconds(Int64.max) else {
      return
    }
    state.sleeper?.task.cancel()
    state.sleeper = (due, Task { [self] in await wait(until: due) })
  }

  private func wait(until due: Duration) async {
    do { try await sleep(due) } catch { return }
    let now = elapsed()
    let actions = state.withLock { state in
      // A sleeper that was replaced at the last moment leaves the work to the new one.
      guard state.sleeper?.due == due else { return [Entry]() }
      state.sleeper = nil
      var actions: [Entry] = []
      while let first = state.heap.min, first.due <= now {
        actions.append(state.heap.removeMin())
      }
      arm(&state)
      return actions
    }
    for entry in actions { entry.action() }
  }

  private static func timeline<C: Clock<Duration>>(
    of clock: C
  ) -> (@Sendable () -> Duration, @Sendable (Duration) async throws -> Void) {
    let start = clock.now
    return (
      { start.duration(to: clock.now) },
      { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    )
  }
}

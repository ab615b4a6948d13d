import Observations
import Synchronization

/// When something happened that `wait` can wait for, remembered longer than the journal may keep
/// it: a few large events are all that fits there.
///
/// Neither the journal nor `StreamsState` can be asked: the journal lets go of what is past, and the
/// state is what holds now, not when something was first so. A goal may have been met by an event
/// that is long gone, or of a client that is, and `wait` counts from the mark of its script.
final class WaitIndex: Sendable {
  /// So many are remembered of each goal, at least; the oldest go first.
  static let limit = Journal.observationLimit

  private let numbers = Mutex<[StreamMilestone: [Int]]>([:])

  /// Takes note of an observation, from any thread.
  func note(_ observation: Observation) {
    guard let goal = StreamMilestone(observation) else { return }
    numbers.withLock { numbers in
      var seen = numbers.removeValue(forKey: goal) ?? []
      let isInOrder = (seen.last ?? 0) < observation.number
      seen.append(observation.number)
      if !isInOrder { seen.sort() }
      if seen.count > 2 * Self.limit { seen.removeFirst(Self.limit) }
      numbers[goal] = seen
    }
  }

  /// The number of the first observation after this one that meets the goal.
  func first(_ goal: StreamMilestone, after number: Int) -> Int? {
    numbers.withLock { $0[goal]?.first { $0 > number } }
  }

  /// Whether the newest client has failed for good.
  var clientHasFailed: Bool {
    numbers.withLock { ($0[.failed]?.last ?? 0) > ($0[.retry]?.last ?? 0) }
  }
}

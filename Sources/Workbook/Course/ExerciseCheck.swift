public import Observations

/// Whether what happened is what a task waits for.
///
/// Depends on the observations since the page began and on nothing else: any way that leads there
/// counts, and nothing that was typed is looked at. The expectations must be met in their order;
/// other things may happen in between. What happens later is noted later: nothing is looked at
/// twice.
public struct ExerciseCheck: Sendable, Hashable {
  /// The observations that met the expectations, one for each that was met.
  ///
  /// They are kept here, for a journal may let them go.
  public private(set) var seen: [Observation] = []
  /// What happened first that must not; nil when nothing did before the task was solved.
  public private(set) var ruledOut: Observation?

  private let excluded: [Expectation]
  private var open: ArraySlice<Expectation>

  /// Looks for the expectations in what happened, up to what must not happen.
  public init(
    _ expectations: [Expectation], without excluded: [Expectation] = [],
    in observations: some Sequence<Observation>
  ) {
    open = expectations.flatMap { Array(repeating: $0, count: max($0.times, 1)) }[...]
    self.excluded = excluded
    note(observations)
  }

  /// Their numbers.
  public var met: [Int] { seen.map(\.number) }

  /// The first expectation that is still to be met; nil when all are.
  public var missing: Expectation? { open.first }

  /// How many things must happen in all.
  public var total: Int { seen.count + open.count }

  /// Whether the task is solved.
  public var isSolved: Bool { open.isEmpty }

  /// Takes in what happened next.
  public mutating func note(_ observations: some Sequence<Observation>) {
    for observation in observations {
      guard ruledOut == nil, let next = open.first else { return }
      if excluded.contains(where: { $0.matches(observation) }) {
        ruledOut = observation
      } else if next.matches(observation) {
        seen.append(observation)
        open.removeFirst()
      }
    }
  }
}

extension ExerciseCheck {
  /// Looks whether what happened solves a task.
  public init(_ exercise: Exercise, in observations: some Sequence<Observation>) {
    self.init(exercise.expect, without: exercise.without, in: observations)
  }
}

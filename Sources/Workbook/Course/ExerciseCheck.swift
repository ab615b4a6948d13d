public import Observations

/// Whether what happened is what a task waits for.
///
/// A pure function of the observations since the page began: any way that leads there counts, and
/// nothing that was typed is looked at. The expectations must be met in their order; other things
/// may happen in between.
public struct ExerciseCheck: Sendable, Hashable {
  /// The observations that met the expectations, one for each that was met.
  public let met: [Observation]
  /// The first expectation that is still to be met; nil when all are.
  public let missing: Expectation?

  /// What happened first that must not; nil when nothing did before the task was solved.
  public let ruledOut: Observation?

  /// Whether the task is solved.
  public var isSolved: Bool { missing == nil }

  /// Looks whether what happened solves a task.
  public init(_ exercise: Exercise, in observations: some Sequence<Observation>) {
    self.init(exercise.expect, without: exercise.without, in: observations)
  }

  /// Looks for the expectations in what happened, up to what must not happen.
  public init(
    _ expectations: [Expectation], without excluded: [Expectation] = [],
    in observations: some Sequence<Observation>
  ) {
    var ruledOut: Observation?
    var met: [Observation] = []
    var open = expectations.flatMap { Array(repeating: $0, count: max($0.times, 1)) }[...]
    for observation in observations {
      guard let next = open.first else { break }
      if excluded.contains(where: { $0.matches(observation) }) {
        ruledOut = observation
        break
      }
      guard next.matches(observation) else { continue }
      met.append(observation)
      open.removeFirst()
    }
    self.met = met
    self.ruledOut = ruledOut
    missing = open.first
  }
}

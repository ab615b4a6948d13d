public import Observations

/// How far a task is, in words: what has happened of it, what is missing, and what came instead.
///
/// A pure function of the task and of what happened since it began.
public struct ExerciseReport: Sendable, Hashable {
  /// One thing that must happen, so often.
  public struct Step: Sendable, Hashable {
    /// What must happen.
    public let expectation: Expectation
    /// What met it, in order.
    public fileprivate(set) var met: [Observation] = []

    /// How often it must happen.
    public var times: Int { max(expectation.times, 1) }
    /// Whether it has happened so often.
    public var isDone: Bool { met.count >= times }
    /// The fields that matter; of an event without any, its data.
    fileprivate var names: [String] {
      let named = unique(expectation.fields.map(\.name))
      return named.isEmpty && expectation.kind == "event" ? ["data"] : named
    }
  }

  /// What must happen, in its order.
  public let steps: [Step]
  /// What came closest to the step that is missing first, after the step before it; nil when
  /// nothing did.
  public let closest: Observation?
  /// What met that step before its time; nil when nothing did.
  public let tooEarly: Observation?
  /// What must not have happened; nil when nothing of that did.
  public let ruledOut: Observation?
  /// What of it is told: the fields that rule it out.
  private let ruledOutNames: [String]
  /// What the author foresaw, if that is what happened last.
  public let miss: Exercise.Miss?

  /// Looks at what happened since a task began.
  public init(_ exercise: Exercise, in observations: [Observation]) {
    self.init(exercise, ExerciseCheck(exercise, in: observations), in: observations)
  }

  /// Looks at what is left of what happened since a task began, and at the check that saw all of it.
  public init(_ exercise: Exercise, _ check: ExerciseCheck, in observations: [Observation]) {
    var steps = exercise.expect.map { Step(expectation: $0) }
    let numbers = Set(check.met)
    var met = check.seen[...]
    for index in steps.indices {
      steps[index].met = Array(met.prefix(steps[index].times))
      met = met.dropFirst(steps[index].times)
    }
    self.steps = steps
    ruledOut = check.ruledOut
    ruledOutNames =
      check.ruledOut.flatMap { seen in exercise.without.first { $0.matches(seen) } }
      .map { unique($0.fields.map(\.name)) } ?? []
    let last = check.met.last ?? 0
    let missing = steps.first { !$0.isDone }?.expectation
    let later = observations.filter { $0.number > last }
    closest = missing.flatMap { $0.closest(of: later) }
    tooEarly = missing.flatMap { missing in
      observations.last {
        $0.number <= last && !numbers.contains($0.number) && missing.matches($0)
      }
    }
    let newest = closest
    miss =
      check.isSolved
      ? nil
      : exercise.misses.first { $0.happened(in: observations, noSoonerThan: newest) }
  }

  /// Whether anything has come of it, or near it, after the observation with this number.
  public func isBegun(after number: Int) -> Bool {
    let near = steps.flatMap(\.met) + [closest, tooEarly].compactMap(\.self)
    return miss != nil || near.contains { $0.number > number }
  }

  /// Whether all has happened.
  public var isSolved: Bool { steps.allSatisfy(\.isDone) && ruledOut == nil }
}

extension Exercise.Miss {
  /// Whether this is what somebody tried last: who has got nearer since in the same kind of thing
  /// is not told of it again.
  fileprivate func happened(
    in observations: [Observation], noSoonerThan newest: Observation?
  ) -> Bool {
    guard let last = expect.last, ExerciseCheck(expect, in: observations).isSolved else {
      return false
    }
    guard let newest, newest.happening.kind == last.kind else { return true }
    return observations.contains { $0.number >= newest.number && last.matches($0) }
  }
}

extension ExerciseReport {
  /// How many steps are told of what was done; of more, the last ones.
  private static let toldLimit = 3

  /// What the learner did, for a task that is solved: "the client got an event with …".
  public var deed: String {
    let told = steps.map { Self.words(of: $0) }
    let last = told.suffix(Self.toldLimit).joined(separator: ", then ")
    return told.count > Self.toldLimit ? "at last \(last)" : last
  }

  /// What is done and what is missing, a sentence each; the nearest thing that came instead is set
  /// against what was wanted.
  public var sentences: [String] {
    if let ruledOutWords { return ["Not meant by it: \(ruledOutWords)."] }
    var found: [String] = []
    let isOne = steps.count == 1 && steps[0].times == 1
    if !isOne {
      for (index, step) in steps.enumerated() { found.append("\(index + 1). \(line(of: step))") }
    }
    guard let missing = steps.first(where: { !$0.isDone }) else { return found }
    let wanted = Self.wanted(missing)
    if let closest {
      found.append("Seen: \(closest.words(naming: missing.names)); wanted: \(wanted).")
    } else if let tooEarly {
      let early = tooEarly.words(naming: missing.names)
      found.append("Seen before its turn: \(early). Let it happen once more.")
    } else if isOne {
      found.append("Wanted: \(wanted); nothing of that kind has been seen yet.")
    }
    if let because = miss?.because { found.append("Nearly: \(because.trimming(\.isWhitespace)).") }
    return found
  }

  /// What must not have happened and did, in words; nil when nothing of that did.
  public var ruledOutWords: String? { ruledOut?.words(naming: ruledOutNames) }

  private func line(of step: Step) -> String {
    if step.isDone { return "done: \(Self.words(of: step))" }
    let count = step.times > 1 ? " (\(step.met.count) of \(step.times) seen)" : ""
    return "missing: \(step.expectation.words)\(count)"
  }

  private static func wanted(_ step: Step) -> String {
    let count = step.times > 1 ? "\(step.times) times that " : ""
    return count + step.expectation.words
  }

  private static func words(of step: Step) -> String {
    guard let last = step.met.last else { return step.expectation.words }
    let words = last.words(naming: step.names)
    return step.met.count > 1 ? "\(step.met.count) times \(words)" : words
  }
}

extension Expectation {
  /// The observation of this kind that comes closest: the one that meets most fields, of several
  /// the newest.
  fileprivate func closest(of observations: [Observation]) -> Observation? {
    let same = observations.filter {
      $0.happening.kind == kind && (side == nil || side == $0.side.rawValue)
    }
    return same.map { ($0, hits(in: $0)) }.reduce(nil) { best, next -> (Observation, Int)? in
      guard let best, best.1 > next.1 else { return next }
      return best
    }?.0
  }

  private func hits(in observation: Observation) -> Int {
    fields.count { wanted in
      wanted.matches(observation.happening.fields.filter { $0.name == wanted.name }.map(\.value))
    }
  }
}

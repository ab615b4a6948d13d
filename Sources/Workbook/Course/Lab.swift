public import Observations

/// The live processes that a course works on, as closures: the engine knows no server, no client
/// and no terminal.
public struct Lab: Sendable {
  /// What a command did.
  public struct Outcome: Sendable, Hashable {
    /// The lines it answered with.
    public let lines: [String]
    /// Whether it did what was asked; false when it was refused.
    public let succeeded: Bool

    /// Makes an outcome.
    public init(lines: [String] = [], succeeded: Bool = true) {
      self.lines = lines
      self.succeeded = succeeded
    }
  }

  /// Runs a command line and returns when its effect was observed.
  public var run: @Sendable (_ line: String) async -> Outcome
  /// What happened after the observation with this number.
  public var observations: @Sendable (_ number: Int) -> [Observation]
  /// The number of the newest observation.
  public var mark: @Sendable () -> Int
  /// Ends everything that runs, as if the program had just been started.
  public var reset: @Sendable () async -> Void

  /// Makes a lab.
  public init(
    run: @escaping @Sendable (_ line: String) async -> Outcome,
    observations: @escaping @Sendable (_ number: Int) -> [Observation],
    mark: @escaping @Sendable () -> Int,
    reset: @escaping @Sendable () async -> Void
  ) {
    self.run = run
    self.observations = observations
    self.mark = mark
    self.reset = reset
  }
}

extension Lab {
  /// Plays a script from a fresh start and says how far it solved an exercise.
  public func report(on exercise: Exercise, playing commands: [String]) async -> ExerciseReport {
    await reset()
    for line in exercise.setup { _ = await run(line) }
    let start = mark()
    for line in commands { _ = await run(line) }
    return ExerciseReport(exercise, in: observations(start))
  }
}

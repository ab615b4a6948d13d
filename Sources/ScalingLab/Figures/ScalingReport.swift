public import ScalingFigures

/// The outcome of a run: its steps, what was left out, and the machine it ran on.
public struct ScalingReport: Sendable, Hashable {
  /// The steps in the order in which they were taken.
  public var steps: [ScalingStep]
  /// The sentences about what was left out.
  public var notes: [String]
  /// The machine.
  public var machine: MachineLimits

  /// Puts a report together, of a run or of steps that were kept.
  public init(steps: [ScalingStep], notes: [String] = [], machine: MachineLimits) {
    self.steps = steps
    self.notes = notes
    self.machine = machine
  }

  /// The models that have at least one step, in the order of the run.
  public var models: [String] {
    steps.reduce(into: []) { if !$0.contains($1.model) { $0.append($1.model) } }
  }

  /// The steps of one model.
  public func steps(of model: String) -> [ScalingStep] { steps.filter { $0.model == model } }
}

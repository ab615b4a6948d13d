/// A run of the laboratory: the same load on each model in turn, figures taken at every step.
public struct ScalingRun: Sendable {
  /// What the run does.
  public let plan: ScalingPlan

  /// Prepares a run; throws ``ScalingError`` if the plan asks for nothing.
  public init(_ plan: ScalingPlan) throws(ScalingError) {
    guard let fewest = plan.clients.first, fewest > 0 else { throw .noClients }
    guard !plan.models.isEmpty else { throw .noModels }
    self.plan = plan
  }

  /// Runs, reporting as it goes, and returns when no process, socket or file of it is left.
  ///
  /// That holds when the task is cancelled, too: then it throws `CancellationError` after clearing
  /// up. A model that cannot run is a note, not an error; a report may be without steps.
  @discardableResult
  public func run(
    _ report: @escaping @Sendable (ScalingProgress) async -> Void
  ) async throws -> ScalingReport {
    let machine = MachineLimits.ofThisMachine()
    var result = ScalingReport(steps: [], machine: machine)
    for model in plan.models {
      try Task.checkCancellation()
      let trial = ModelTrial(model: model, plan: plan, machine: machine, report: report)
      let outcome = try await trial.run()
      result.steps += outcome.steps
      result.notes += outcome.notes
    }
    return result
  }
}

public import ScalingFigures

/// What one more stream costs a model, taken from the steps of a run.
public struct StreamCost: Sendable, Hashable {
  /// The model.
  public var model: String
  /// What the server takes before the first stream, in bytes.
  public var base: Double
  /// What each stream adds, in bytes.
  public var perStream: Double

  /// The fewest streams between two steps that show a slope; with less it would be noise.
  public static let fewestStreams = 100

  /// Takes the cost out of the steps of one model; `nil` if they do not show it.
  ///
  /// A pooled model pays for its workers, so its cost is its memory over the streams at its wall;
  /// with fewer streams the idle workers would be charged to them. A model without a pool has a
  /// base, and its cost is the slope between its smallest and its largest step. What a pool of
  /// database connections runs out of is no memory, so that model has no such cost.
  public init?(of steps: [ScalingStep]) {
    guard let model = steps.first?.model,
      let most = steps.max(by: { $0.served < $1.served }), most.served > 0,
      let memory = most.pssBytes, model != ScalingModel.todoPool.rawValue
    else { return nil }
    self.model = model
    if ScalingModel(rawValue: model)?.hasPool == true {
      base = 0
      perStream = Double(memory) / Double(most.served)
      return
    }
    guard let fewest = steps.min(by: { $0.served < $1.served }), let first = fewest.pssBytes,
      most.served - fewest.served >= Self.fewestStreams, memory > first
    else { return nil }
    perStream = Double(memory - first) / Double(most.served - fewest.served)
    base = max(0, Double(first) - perStream * Double(fewest.served))
  }
}

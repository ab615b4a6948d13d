public import ScalingFigures

/// Why the laboratory cannot do what it was asked; `description` is the one sentence to show.
public enum ScalingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The plan names no number of clients, or one that is not positive.
  case noClients
  /// The plan names no model.
  case noModels
  /// The server of a model did not start; `reason` is its own sentence.
  case serverFailed(model: ScalingModel, reason: String)
  /// The server of a model ended before it was told to.
  case serverEnded(model: ScalingModel)
  /// Line `line` of an earlier run is not one of its steps.
  case unreadableStep(line: Int)
  /// A descriptor, socket or thread could not be had; `reason` is the system's word for it.
  case system(call: String, reason: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .noClients:
      "There is no number of clients to try: name at least one, such as --clients 10,50."
    case .noModels:
      "There is no model to try: name at least one, such as --models process,async."
    case .serverFailed(let model, let reason):
      "The server of the model \(model.rawValue) did not start: \(reason)"
    case .serverEnded(let model):
      "The server of the model \(model.rawValue) ended by itself; try fewer clients."
    case .unreadableStep(let line):
      "Line \(line) is not a step of a run; give what `sse scale --json` printed."
    case .system(let call, let reason):
      "The system refused \(call): \(reason); close other programs and try again."
    }
  }
}

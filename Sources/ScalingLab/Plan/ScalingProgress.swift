public import ScalingFigures

/// What a run reports while it goes on.
public enum ScalingProgress: Sendable, Hashable {
  /// The server of a model is being started.
  case starting(ScalingModel)
  /// Clients connect: of `clients` so many have got their first event.
  case connecting(ScalingModel, clients: Int, served: Int)
  /// All is quiet; the figures of the step are being taken.
  case measuring(ScalingModel, clients: Int, served: Int)
  /// A step is done.
  case step(ScalingStep)
  /// Something was left out or cut short; the sentence says what, why and what to do.
  case note(String)

  /// The progress as one plain line; a step is a row of ``ScalingTable``.
  public var line: String {
    switch self {
    case .starting(let model): "\(model.rawValue): starting, \(model.summary)"
    case .connecting(let model, let clients, let served):
      "\(model.rawValue): \(grouped(clients)) clients connect, \(grouped(served)) are served"
    case .measuring(let model, let clients, let served):
      "\(model.rawValue): \(grouped(clients)) clients, \(grouped(served)) served, measuring"
    case .step(let step): ScalingTable.row(of: step)
    case .note(let sentence): sentence
    }
  }
}

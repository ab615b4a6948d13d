/// A way to lay figures of a run out as text, for whoever has nothing but the figures.
public enum ScalingSheet: String, Sendable, CaseIterable {
  /// The head of the table of steps.
  case head = "scale-head"
  /// A step, as a row of that table.
  case step = "scale-step"
  /// The picture of the streams served, with a blank line above.
  case served = "scale-served"
  /// The picture of the ordinary request's delay, likewise.
  case ordinary = "scale-ordinary"
  /// The picture of the memory, likewise.
  case memory = "scale-memory"
  /// The table of costs with its head, likewise.
  case costs = "scale-costs"

  /// The lines of these steps, at most 80 columns wide.
  public func lines(of steps: [ScalingStep]) -> [String] {
    switch self {
    case .head: [ScalingTable.heading]
    case .step: steps.map(ScalingTable.row)
    case .served: [""] + TextPlot.rows(of: .served(of: steps))
    case .ordinary: [""] + TextPlot.rows(of: .ordinary(of: steps))
    case .memory: [""] + TextPlot.rows(of: .memory(of: steps))
    case .costs: ["", ScalingTable.costHeading] + steps.map(ScalingTable.cost)
    }
  }
}

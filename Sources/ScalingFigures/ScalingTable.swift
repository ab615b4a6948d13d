/// The figures of a run as rows of plain text, at most 80 columns wide.
public enum ScalingTable {
  /// The heading over the rows of ``row(of:)``.
  public static let heading =
    "model".left(9) + "asked".right(7) + "served".right(8) + "silent".right(8)
    + "refused".right(8) + "request ms".right(12) + "median ms".right(10) + "p99 ms".right(8)
    + "memory".right(9)

  /// What happened to the clients of one step; times in milliseconds.
  public static func row(of step: ScalingStep) -> String {
    step.model.left(9) + grouped(step.clients).right(7) + grouped(step.served).right(8)
      + grouped(step.silent).right(8) + grouped(step.refused).right(8)
      + (step.ordinaryMs.map { rounded($0) } ?? "no answer").right(12)
      + (step.delayMedianMs.map(rounded) ?? "-").right(10)
      + (step.delayP99Ms.map(rounded) ?? "-").right(8)
      + (step.pssBytes.map(bytes) ?? "-").right(9)
  }

  /// The heading over the rows of ``cost(of:)``.
  public static let costHeading =
    "model".left(9) + "served".right(8) + "processes".right(11) + "threads".right(9)
    + "memory".right(9) + "per stream".right(12) + "ms CPU / 1,000 events".right(22)

  /// What one step cost the server.
  public static func cost(of step: ScalingStep) -> String {
    step.model.left(9) + grouped(step.served).right(8) + grouped(step.processes).right(11)
      + grouped(step.threads).right(9) + (step.pssBytes.map(bytes) ?? "-").right(9)
      + (step.bytesPerStream.map(bytes) ?? "-").right(12)
      + (step.cpuMsPer1000.map(rounded) ?? "-").right(22)
  }

  /// Both tables of all steps.
  public static func rows(of steps: [ScalingStep]) -> [String] {
    [heading] + steps.map(row) + [""] + [costHeading] + steps.map(cost)
  }
}

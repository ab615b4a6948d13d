import ScalingFigures

/// What a machine would hold in one model: a calculation from measured costs, not a measurement.
public struct ScalingPrediction: Sendable, Hashable {
  /// The model.
  public var model: String
  /// The streams that the machine would hold; to two digits where memory is the limit, since what a
  /// stream costs was measured no more exactly.
  public var streams: Int
  /// What runs out first.
  public var limit: String
  /// The calculation, with its figures.
  public var formula: String

  /// The kernel's own memory for the server's end of a connection, which PSS does not count.
  ///
  /// About 6 kB for both ends of a loopback connection were measured; half of it is the server's.
  public static let kernelBytesPerStream = 3_000.0

  /// Calculates for one model; `nil` if it is none of those whose limit is understood.
  ///
  /// `descriptors` of `nil` means that the limit of open files is raised as needed.
  public init?(_ cost: StreamCost, memory: Int, processes: Int?, descriptors: Int?) {
    guard let model = ScalingModel(rawValue: cost.model) else { return nil }
    let each = cost.perStream + Self.kernelBytesPerStream
    let fit = roundedDown(Int(max(0, Double(memory) - cost.base) / each))
    let isPooled = model == .process || model == .apache
    let ceiling = isPooled ? processes : descriptors.map { $0 - MachineLimits.descriptorReserve }
    self.model = cost.model
    streams = min(fit, ceiling ?? Int.max)
    limit = streams == fit ? "memory" : isPooled ? "processes" : "descriptors"
    let room = cost.base > 0 ? "(\(bytes(memory)) - \(bytes(Int(cost.base))))" : bytes(memory)
    let quotient = "\(room) / \(bytes(Int(each))) = about \(grouped(fit))"
    let word = isPooled ? "processes" : "descriptors"
    formula = ceiling.map { "min(\(quotient), \(grouped($0)) \(word))" } ?? quotient
  }

  /// The calculation for every model of a report, as lines under a heading that says what it is.
  ///
  /// `memory` and `processes` describe an imagined machine; without them it is this one.
  public static func lines(
    from report: ScalingReport, memory: Int?, processes: Int?
  ) -> [String] {
    let isImagined = memory != nil || processes != nil
    let machine = report.machine
    var lines = [
      isImagined
        ? "An imagined machine would hold (calculated, not measured):"
        : "This machine would hold (calculated, not measured):"
    ]
    for model in report.models {
      guard let cost = StreamCost(of: report.steps(of: model)),
        let prediction = ScalingPrediction(
          cost, memory: memory ?? machine.memory, processes: processes ?? machine.processes,
          descriptors: isImagined ? nil : machine.descriptors)
      else {
        lines.append("  \(model): its steps do not show what a stream costs.")
        continue
      }
      let isRounded = prediction.limit == "memory"
      let streams = (isRounded ? "about " : "") + grouped(prediction.streams)
      lines.append(
        "  \(model.left(9)) \(streams.right(16)) streams, "
          + "then \(prediction.limit) \(isRounded ? "runs" : "run") out")
      lines.append("            = \(prediction.formula)")
    }
    return lines + [
      "  formula: streams = (memory - server at rest) / cost of one more stream;",
      "  the cost is the measured PSS and 3 kB of the kernel's; at most one stream",
      "  for each process (process, apache) or descriptor (async).",
    ]
  }
}

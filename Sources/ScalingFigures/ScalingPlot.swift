/// A picture of one side of a run, before it is drawn as text or as SVG.
public struct ScalingPlot: Sendable {
  /// The points of one model, in ascending order of clients.
  package struct Series: Sendable {
    package var model: String
    package var mark: Character
    /// `y` is `nil` where there was nothing to measure: an ordinary request without an answer.
    package var points: [(x: Double, y: Double?)]
  }

  /// What the picture shows.
  public let title: String
  package let xLabel: String
  /// What a point without a value means.
  package let absence: String
  package let series: [Series]
  package let label: @Sendable (Double) -> String

  package var xAxis: LogAxis {
    LogAxis(holding: series.flatMap { $0.points.map(\.x) }, toPowers: false)
  }
  package var yAxis: LogAxis {
    LogAxis(holding: series.flatMap { $0.points.compactMap(\.y) }, toPowers: true)
  }
  package var hasAbsence: Bool { series.contains { $0.points.contains { $0.y == nil } } }

  /// The three pictures of a run.
  public static func all(of steps: [ScalingStep]) -> [ScalingPlot] {
    [served(of: steps), ordinary(of: steps), memory(of: steps)]
  }

  /// Streams served against streams asked for: where a curve turns flat, clients wait.
  public static func served(of steps: [ScalingStep]) -> ScalingPlot {
    ScalingPlot(
      title: "Streams served, against streams asked for", xLabel: "streams asked for",
      absence: "none", series: series(of: steps) { Double($0.served) },
      label: { grouped(Int($0.rounded())) })
  }

  /// The delay of the ordinary request against streams asked for.
  public static func ordinary(of steps: [ScalingStep]) -> ScalingPlot {
    ScalingPlot(
      title: "Delay of an ordinary request beside them, in milliseconds",
      xLabel: "streams asked for", absence: "no answer",
      series: series(of: steps) { $0.ordinaryMs }, label: { $0 < 1 ? "\($0)" : grouped(Int($0)) })
  }

  /// Memory against streams served.
  public static func memory(of steps: [ScalingStep]) -> ScalingPlot {
    ScalingPlot(
      title: "Memory of the server, against streams asked for", xLabel: "streams asked for",
      absence: "unknown", series: series(of: steps) { $0.pssBytes.map(Double.init) },
      label: { bytes(Int($0)) })
  }

  private static func series(
    of steps: [ScalingStep], _ value: (ScalingStep) -> Double?
  ) -> [Series] {
    let models: [String] = steps.reduce(into: []) {
      if !$0.contains($1.model) { $0.append($1.model) }
    }
    return models.map { model in
      Series(
        model: model, mark: ScalingModel(rawValue: model)?.mark ?? "?",
        points: steps.filter { $0.model == model }.map { (Double($0.clients), value($0)) })
    }
  }
}

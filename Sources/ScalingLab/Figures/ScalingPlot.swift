/// A picture of one side of a run, before it is drawn as text or as SVG.
public struct ScalingPlot: Sendable {
  /// The points of one model, in ascending order of clients.
  struct Series: Sendable {
    var model: String
    var mark: Character
    /// `y` is `nil` where there was nothing to measure: an ordinary request without an answer.
    var points: [(x: Double, y: Double?)]
  }

  /// What the picture shows.
  public let title: String
  let xLabel: String
  /// What a point without a value means.
  let absence: String
  let series: [Series]
  let label: @Sendable (Double) -> String

  var xAxis: LogAxis { LogAxis(holding: series.flatMap { $0.points.map(\.x) }, toPowers: false) }
  var yAxis: LogAxis {
    LogAxis(holding: series.flatMap { $0.points.compactMap(\.y) }, toPowers: true)
  }
  var hasAbsence: Bool { series.contains { $0.points.contains { $0.y == nil } } }

  /// The three pictures of a run.
  public static func all(of report: ScalingReport) -> [ScalingPlot] {
    [served(of: report), ordinary(of: report), memory(of: report)]
  }

  /// Streams served against streams asked for: where a curve turns flat, clients wait.
  public static func served(of report: ScalingReport) -> ScalingPlot {
    ScalingPlot(
      title: "Streams served, against streams asked for", xLabel: "streams asked for",
      absence: "none", series: series(of: report) { Double($0.served) },
      label: { grouped(Int($0.rounded())) })
  }

  /// The delay of the ordinary request against streams asked for.
  public static func ordinary(of report: ScalingReport) -> ScalingPlot {
    ScalingPlot(
      title: "Delay of an ordinary request beside them, in milliseconds",
      xLabel: "streams asked for", absence: "no answer",
      series: series(of: report) { $0.ordinaryMs }, label: { $0 < 1 ? "\($0)" : grouped(Int($0)) })
  }

  /// Memory against streams served.
  public static func memory(of report: ScalingReport) -> ScalingPlot {
    ScalingPlot(
      title: "Memory of the server, against streams asked for", xLabel: "streams asked for",
      absence: "unknown", series: series(of: report) { $0.pssBytes.map(Double.init) },
      label: { bytes(Int($0)) })
  }

  private static func series(
    of report: ScalingReport, _ value: (ScalingStep) -> Double?
  ) -> [Series] {
    report.models.map { model in
      Series(
        model: model, mark: ScalingModel(rawValue: model)?.mark ?? "?",
        points: report.steps(of: model).map { (Double($0.clients), value($0)) })
    }
  }
}

import ScalingFigures

/// Draws a run as one SVG picture for a slide: three plots, one below the other.
public enum ScalingSVG {
  static let width = 760.0
  static let plotHeight = 320.0
  private static let left = 96.0
  private static let right = 112.0
  private static let above = 44.0
  private static let below = 48.0
  private static let markSize = 16.0

  /// The whole picture, which needs no style sheet, font or script from elsewhere.
  public static func picture(of report: ScalingReport) -> String {
    let plots = ScalingPlot.all(of: report.steps)
    let height = plotHeight * Double(plots.count)
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(text(width)) \(text(height))" \
      width="\(text(width))" height="\(text(height))" font-family="sans-serif" font-size="13" \
      role="img" aria-label="How servers of event streams scale">
      """,
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (index, plot) in plots.enumerated() {
      parts.append("<g transform=\"translate(0 \(text(plotHeight * Double(index))))\">")
      parts += frame(of: plot) + plot.series.flatMap { curve($0, in: plot) }
      parts += marks(in: plot) + names(in: plot)
      parts.append("</g>")
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private static func x(_ value: Double, _ plot: ScalingPlot) -> Double {
    left + plot.xAxis.position(of: value) * (width - left - right)
  }

  /// A point without a value lies on a line of its own above the scale.
  private static func y(_ value: Double?, _ plot: ScalingPlot) -> Double {
    let top = above + (plot.hasAbsence ? 28 : 0)
    guard let value else { return above }
    return top + (1 - plot.yAxis.position(of: value)) * (plotHeight - below - top)
  }

  private static func frame(of plot: ScalingPlot) -> [String] {
    var parts = [label(plot.title, at: left, 22, "font-weight=\"bold\" font-size=\"15\"")]
    for tick in plot.yAxis.ticks {
      let height = y(tick, plot)
      parts.append(rule(left, height, width - right, height))
      parts.append(label(plot.label(tick), at: left - 8, height + 4, "text-anchor=\"end\""))
    }
    if plot.hasAbsence {
      parts.append(rule(left, above, width - right, above, dashed: true))
      parts.append(label(plot.absence, at: left - 8, above + 4, "text-anchor=\"end\""))
    }
    for tick in plot.xAxis.ticks {
      let place = x(tick, plot)
      parts.append(rule(place, above, place, plotHeight - below))
      parts.append(
        label(
          grouped(Int(tick.rounded())), at: place, plotHeight - below + 18, "text-anchor=\"middle\""
        ))
    }
    parts.append(
      label(plot.xLabel, at: width / 2, plotHeight - below + 36, "text-anchor=\"middle\""))
    return parts
  }

  private static func colour(of model: String) -> String {
    ScalingModel(rawValue: model)?.colour ?? "#555555"
  }

  private static func curve(_ series: ScalingPlot.Series, in plot: ScalingPlot) -> [String] {
    series.points.split(whereSeparator: { $0.y == nil }).map { run in
      let places = run.map { "\(text(x($0.x, plot))),\(text(y($0.y, plot)))" }
      return "<polyline points=\"\(places.joined(separator: " "))\" fill=\"none\" "
        + "stroke=\"\(colour(of: series.model))\" stroke-width=\"2\"/>"
    }
  }

  /// The marks of all points; where several fall on one place they stand side by side.
  private static func marks(in plot: ScalingPlot) -> [String] {
    var taken: [(across: Double, down: Double)] = []
    return plot.series.flatMap { series in
      series.points.flatMap { point in
        let down = y(point.y, plot)
        var across = x(point.x, plot)
        while taken.contains(where: {
          abs($0.across - across) < markSize && abs($0.down - down) < markSize
        }) {
          across += markSize
        }
        taken.append((across, down))
        return [
          "<circle cx=\"\(text(across))\" cy=\"\(text(down))\" r=\"8\" "
            + "fill=\"\(colour(of: series.model))\"/>",
          label(
            String(series.mark), at: across, down + 4,
            "text-anchor=\"middle\" font-size=\"11\" fill=\"white\""),
        ]
      }
    }
  }

  /// The names at the ends of the curves, moved apart where they would cover each other.
  private static func names(in plot: ScalingPlot) -> [String] {
    let ends = plot.series.compactMap { series in
      series.points.last.map { (model: series.model, down: y($0.y, plot)) }
    }
    var free = 0.0
    return ends.sorted { $0.down < $1.down }.map { end in
      let down = max(end.down, free)
      free = down + 15
      return label(
        end.model, at: width - right + 30, down + 4, "fill=\"\(colour(of: end.model))\"")
    }
  }

  private static func rule(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, dashed: Bool = false
  ) -> String {
    "<line x1=\"\(text(x1))\" y1=\"\(text(y1))\" x2=\"\(text(x2))\" y2=\"\(text(y2))\" "
      + "stroke=\"#cccccc\"\(dashed ? " stroke-dasharray=\"4 4\"" : "")/>"
  }

  private static func label(
    _ words: String, at x: Double, _ y: Double, _ attributes: String
  ) -> String {
    "<text x=\"\(text(x))\" y=\"\(text(y))\" \(attributes)>\(escaped(words))</text>"
  }

  private static func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension ScalingModel {
  /// A colour that stays apart from the others for the colour-blind (Okabe and Ito).
  var colour: String {
    switch self {
    case .process: "#D55E00"
    case .async: "#0072B2"
    case .apache: "#009E73"
    case .todo: "#CC79A7"
    case .todoPool: "#8C6D00"
    }
  }
}

/// Text as it stands in HTML and XML.
func escaped(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}

/// Draws a ``ScalingPlot`` with letters: 80 columns, no colour needed.
public struct TextPlot: Sendable {
  /// The width of a row.
  static let width = 80
  /// The columns before the picture: the labels of the upright axis.
  static let margin = 11
  /// The rows of the picture.
  static let height = 11

  private let plot: ScalingPlot
  private var cells: [[Character]]

  /// The rows of the picture, with its title above and its legend below.
  public static func rows(of plot: ScalingPlot) -> [String] {
    guard !plot.series.isEmpty else { return [] }
    var drawing = TextPlot(plot)
    drawing.drawLines()
    drawing.drawMarks()
    return [plot.title] + drawing.body + drawing.foot
  }

  private init(_ plot: ScalingPlot) {
    self.plot = plot
    let columns = Self.width - Self.margin
    cells = Array(repeating: Array(repeating: " ", count: columns), count: Self.height)
  }

  private var columns: Int { Self.width - Self.margin - 1 }
  /// The top row is kept for points without a value, where there are any.
  private var top: Int { plot.hasAbsence ? 1 : 0 }

  private func column(_ x: Double) -> Int {
    Int((plot.xAxis.position(of: x) * Double(columns)).rounded())
  }

  private func row(_ y: Double?) -> Int {
    guard let y else { return 0 }
    let span = Double(Self.height - 1 - top)
    return top + Int(((1 - plot.yAxis.position(of: y)) * span).rounded())
  }

  private mutating func drawLines() {
    for points in plot.series.map(\.points) {
      for (from, to) in zip(points, points.dropFirst()) where from.y != nil && to.y != nil {
        let (left, right) = (column(from.x), column(to.x))
        for place in left..<max(left + 1, right) {
          let share = Double(place - left) / Double(max(1, right - left))
          let height = Double(row(from.y)) + share * Double(row(to.y) - row(from.y))
          cells[Int(height.rounded())][place] = "."
        }
      }
    }
  }

  private mutating func drawMarks() {
    for series in plot.series {
      for point in series.points {
        let (line, place) = (row(point.y), column(point.x))
        let there = cells[line][place]
        let isFree = there == " " || there == "." || there == series.mark
        cells[line][place] = isFree ? series.mark : "*"
      }
    }
  }

  private var body: [String] {
    var labels: [Int: String] = [:]
    for tick in plot.yAxis.ticks { labels[row(tick)] = plot.label(tick) }
    if plot.hasAbsence { labels[0] = plot.absence }
    return cells.enumerated().map { index, line in
      trimmed((labels[index] ?? "").right(Self.margin - 2) + " |" + String(line))
    }
  }

  private var foot: [String] {
    var ticks = Array(repeating: Character(" "), count: Self.width)
    for tick in plot.xAxis.ticks {
      let text = Array(grouped(Int(tick.rounded())))
      let middle = Self.margin + column(tick) - text.count / 2
      let start = min(middle, Self.width - text.count)
      for (offset, character) in text.enumerated() { ticks[start + offset] = character }
    }
    let several = plot.series.count > 1 ? ["* several at once"] : []
    let legend = plot.series.map { "\($0.mark) \($0.model)" } + several
    return [
      "".right(Self.margin - 1) + "+" + String(repeating: "-", count: columns + 1),
      trimmed(String(ticks)), "".right(Self.margin) + legend.joined(separator: "   "),
    ]
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

import ScalingFigures

/// A run as one HTML page: the pictures, the words and both tables.
public enum ScalingHTML {
  /// The page, which needs nothing from elsewhere.
  public static func page(of report: ScalingReport) -> String {
    let words = ScalingWords.sentences(of: report).map { "<p>\(escaped($0))</p>" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>One process per stream, or one loop for all</title>
      <style>
      body { font-family: sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
      svg { max-width: 100%; height: auto; }
      .wide { overflow-x: auto; }
      table { white-space: nowrap; border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #cccccc; }
      th:first-child, td:first-child { text-align: left; }
      </style>
      </head>
      <body>
      <h1>One process per stream, or one loop for all</h1>
      \(words.joined(separator: "\n"))
      \(ScalingSVG.picture(of: report))<div class="wide"><table>
      <tr>\(cells("th", headings))</tr>
      \(report.steps.map { "<tr>\(cells("td", values(of: $0)))</tr>" }.joined(separator: "\n"))
      </table></div>
      </body>
      </html>

      """
  }

  private static let headings = [
    "model", "asked", "served", "silent", "refused", "request (ms)", "processes", "threads",
    "memory", "per stream", "CPU ms / 1,000 events", "delay median (ms)", "delay p99 (ms)",
  ]

  private static func values(of step: ScalingStep) -> [String] {
    [
      step.model, grouped(step.clients), grouped(step.served), grouped(step.silent),
      grouped(step.refused), step.ordinaryMs.map(rounded) ?? "no answer",
      grouped(step.processes), grouped(step.threads), step.pssBytes.map(bytes) ?? "-",
      step.bytesPerStream.map(bytes) ?? "-", step.cpuMsPer1000.map(rounded) ?? "-",
      step.delayMedianMs.map(rounded) ?? "-", step.delayP99Ms.map(rounded) ?? "-",
    ]
  }

  private static func cells(_ element: String, _ texts: [String]) -> String {
    texts.map { "<\(element)>\(escaped($0))</\(element)>" }.joined()
  }
}

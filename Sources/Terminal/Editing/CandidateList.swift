/// The list that Tab prints when several words fit.
enum CandidateList {
  /// The most rows it takes; it ends in a row that says how many more there are.
  static let rowLimit = 12

  static func rows(_ candidates: [Completion.Candidate], size: Size) -> [Row] {
    let limit = max(2, min(rowLimit, size.rows - 3))
    let hasSummaries = candidates.contains { !$0.summary.isEmpty }
    let rows = hasSummaries ? described(candidates) : inColumns(candidates, width: size.columns)
    if rows.count <= limit { return rows.map { $0.cut(to: size.columns) } }
    let left = rows.count - (limit - 1)
    let more = Row("… \(left) more rows; type another letter", .faint)
    return rows.prefix(limit - 1).map { $0.cut(to: size.columns) } + [more]
  }

  private static func described(_ candidates: [Completion.Candidate]) -> [Row] {
    let width = candidates.map(\.text.displayWidth).max() ?? 0
    return candidates.map {
      Row("  ").appending($0.text, .code).appending($0.summary, .plain, column: width + 4)
    }
  }

  private static func inColumns(_ candidates: [Completion.Candidate], width: Int) -> [Row] {
    let cell = (candidates.map(\.text.displayWidth).max() ?? 0) + 2
    let columns = max(1, (width - 2) / cell)
    let height = (candidates.count + columns - 1) / columns
    return (0..<height).map { index in
      var row = Row("  ")
      for (place, item) in stride(from: index, to: candidates.count, by: height).enumerated() {
        row.append(candidates[item].text, .code, column: 2 + place * cell)
      }
      return row
    }
  }
}

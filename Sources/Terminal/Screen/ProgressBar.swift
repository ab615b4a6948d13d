/// How far long work is, as a row: `[#####-----] 50/100  opening streams`.
public struct ProgressBar: Sendable, Hashable {
  /// How much is done.
  public var done: Int
  /// How much there is to do.
  public var total: Int
  /// What is being done.
  public var label: String

  /// Makes a bar.
  public init(done: Int, total: Int, label: String = "") {
    self.done = done
    self.total = total
    self.label = label
  }

  /// The bar in so many cells.
  public func row(width: Int = 80) -> Row {
    let counts = " \(min(done, total))/\(total)"
    let cells = max(4, min(30, width - counts.count - label.displayWidth - 5))
    let filled = total > 0 ? max(0, min(cells, cells * done / total)) : cells
    var row = Row("[").appending(String(repeating: "#", count: filled), .good)
    row.append(String(repeating: "-", count: cells - filled), .faint)
    row.append("]\(counts)")
    if !label.isEmpty { row.append("  \(label)") }
    return row.cut(to: width)
  }
}

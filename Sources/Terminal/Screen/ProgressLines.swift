/// When to print a line about long work, where no bar can be painted: at every tenth of it.
public struct ProgressLines: Sendable {
  private var tenth = -1
  private var label = ""

  /// Begins before the work does.
  public init() {}

  /// The row to print now, or nil when it is too soon for another.
  ///
  /// Work with another label is other work.
  public mutating func row(for bar: ProgressBar) -> Row? {
    if bar.label != label { (tenth, label) = (-1, bar.label) }
    let tenth = bar.total > 0 ? 10 * min(bar.done, bar.total) / bar.total : 10
    guard tenth > self.tenth else { return nil }
    self.tenth = tenth
    return Row("\(bar.done) of \(bar.total)\(bar.label.isEmpty ? "" : "  \(bar.label)")")
  }
}

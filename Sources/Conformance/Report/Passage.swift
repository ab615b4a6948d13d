/// What the checks of a server found through a proxy, held against what they found directly.
public struct Passage: Sendable {
  /// A check that found something else through the proxy.
  public struct Change: Sendable {
    /// What it found directly.
    public var directly: Report.Standing
    /// What it found through the proxy.
    public var outcome: Outcome
    /// What it found once the proxy had the lines with which streams work; nil: that was not tried.
    public var mended: Outcome?

    /// Whether those lines bring back what was found directly.
    public var isMended: Bool { directly == .passed ? mended?.isPass == true : false }
  }

  /// A line of a proxy's configuration that makes a difference.
  public struct Line: Sendable, Hashable {
    /// As it stands in its file.
    public var text: String
    /// What it does.
    public var why: String

    /// Describes one.
    public init(text: String, why: String) {
      self.text = text
      self.why = why
    }
  }

  /// The name of the proxy.
  public var proxy: String
  /// What was found through it, as it is shipped.
  public var report: Report
  /// The checks that found something else.
  public var changes: [Change]
  /// What a mended configuration has beyond that.
  public var lines: [Line]

  /// Compares two runs of one server; `mended` is a run of the changed checks alone.
  public init(
    proxy: String, direct: Report, through report: Report, mended: [Outcome] = [],
    lines: [Line] = []
  ) {
    self.proxy = proxy
    self.report = report
    self.lines = lines
    let before = Dictionary(
      direct.outcomes.map { ($0.check.id, direct.standing(of: $0)) },
      uniquingKeysWith: { first, _ in first })
    let after = Dictionary(
      mended.map { ($0.check.id, $0) }, uniquingKeysWith: { first, _ in first })
    changes = report.worstFirst.compactMap { standing, outcome in
      guard let directly = before[outcome.check.id], directly != standing else { return nil }
      return Change(directly: directly, outcome: outcome, mended: after[outcome.check.id])
    }
  }

  /// The lines for a terminal, a log or the prompt.
  public var text: [String] {
    let same = report.outcomes.count - changes.count
    var rows = [
      "through \(proxy), as it is shipped: \(same) of \(report.outcomes.count) checks as directly"
        + (changes.isEmpty ? "" : ", \(changes.count) change:")
    ]
    for change in changes {
      let standing = report.standing(of: change.outcome)
      rows.append("  \(TextReport.padded(standing.word))  \(change.outcome.check.id)")
      switch change.outcome.verdict {
      case .failed(let failure): rows.append("    \(failure.sentence)")
      case .cannotRun(let reason): rows.append("    \(reason)")
      case .passed: rows.append("    directly: \(change.directly.word)")
      }
    }
    let mended = changes.filter(\.isMended)
    if !mended.isEmpty {
      rows.append(
        "  \(mended.count) of \(changes.count) pass once \(proxy) has these lines"
          + " ('proxy config --with \(proxy) --mended' shows the whole):")
      for line in lines { rows += ["    \(line.text)", "      \(line.why)"] }
    }
    let left = changes.filter { $0.directly == .passed && $0.mended != nil && !$0.isMended }
    if !left.isEmpty {
      rows.append("  no line of it that is known here mends:")
      rows += left.map { "    \($0.outcome.check.id)" }
    }
    return rows
  }
}

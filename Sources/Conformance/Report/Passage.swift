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
    let before = Self.standings(in: direct)
    let after = Dictionary(
      mended.map { ($0.check.id, $0) }, uniquingKeysWith: { first, _ in first })
    changes = report.worstFirst.compactMap { standing, outcome in
      guard let directly = before[outcome.check.id], directly != standing else { return nil }
      return Change(directly: directly, outcome: outcome, mended: after[outcome.check.id])
    }
  }

  /// Those of a run's outcomes that stand otherwise than directly.
  public static func changed(_ outcomes: [Outcome], from direct: Report) -> [Outcome] {
    let before = standings(in: direct)
    return outcomes.filter { outcome in
      before[outcome.check.id].map { $0 != direct.standing(of: outcome) } ?? false
    }
  }

  private static func standings(in report: Report) -> [String: Report.Standing] {
    Dictionary(
      report.outcomes.map { ($0.check.id, report.standing(of: $0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The lines for a terminal, a log or the prompt.
  public var text: [String] {
    let same = report.outcomes.count - changes.count
    var rows = [
      "through \(proxy), as it is shipped: \(same) of \(TextReport.checks(report.outcomes.count)) as directly"
        + (changes.isEmpty
          ? "" : ", \(changes.count) \(changes.count == 1 ? "changes" : "change"):")
    ]
    for change in changes {
      let standing = report.standing(of: change.outcome)
      let row = "  \(TextReport.padded(standing.word))  \(change.outcome.check.id)"
      switch change.outcome.verdict {
      case .failed(let failure): rows += [row, "    \(failure.sentence)"]
      case .cannotRun: continue
      case .passed: rows += [row, "    directly: \(change.directly.word)"]
      }
    }
    rows += notRun
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

  /// What could not be asked through it, by reasons: of a proxy that lets nothing through, nearly all.
  private var notRun: [String] {
    var counts: [(reason: String, count: Int)] = []
    for case .cannotRun(let reason) in changes.map(\.outcome.verdict) {
      if let place = counts.firstIndex(where: { $0.reason == reason }) {
        counts[place].count += 1
      } else {
        counts.append((reason, 1))
      }
    }
    return counts.flatMap { reason, count in
      ["  \(TextReport.padded("not run"))  \(TextReport.checks(count))", "    \(reason)"]
    }
  }
}

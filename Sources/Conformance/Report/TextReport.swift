/// A report as lines for a terminal, a log or the prompt.
public struct TextReport: Sendable {
  let report: Report

  /// Makes one.
  public init(_ report: Report) { self.report = report }

  /// So many lines of what was sent, or came, are shown.
  private static let detailLimit = 8
  /// A run that takes longer says where the time went.
  private static let usualTime = Duration.seconds(90)

  /// A line a check, worst first, what is known of each failure below it, and the sum.
  public var lines: [String] {
    var lines: [String] = []
    let all = report.worstFirst
    for (place, (standing, outcome)) in all.enumerated() {
      let time = outcome.duration > .seconds(1) ? "  \(outcome.duration.inSeconds)" : ""
      lines.append("\(Self.padded(standing.word))  \(outcome.check.id)\(time)")
      switch outcome.verdict {
      case .passed: break
      case .cannotRun(let reason):
        // Of several in a row for one reason it stands below the last.
        if all.dropFirst(place + 1).first?.outcome.verdict.reason != reason {
          lines.append("  \(reason)")
        }
      case .failed(let failure): lines += details(outcome.check, failure)
      }
    }
    return lines + [""] + report.passages.flatMap { $0.text + [""] } + summary
  }

  static func padded(_ word: String) -> String {
    word + String(repeating: " ", count: max(0, 8 - word.count))
  }

  private func details(_ check: Check, _ failure: Failure) -> [String] {
    var lines = ["  \(check.title): \(failure.sentence)"]
    lines += Self.block("sent", failure.sent)
    lines += Self.block("came", failure.came)
    lines += Self.block("wanted", failure.wanted)
    lines.append("  why     \(check.why)")
    lines.append("  read    \(check.rule.section); lesson \(check.rule.lesson)")
    if let advice = check.rule.advice { lines.append("  others  \(advice)") }
    if let reason = report.expectations.reason(for: check.id), !reason.isEmpty {
      lines.append("  known   \(reason)")
    }
    return lines
  }

  private static func block(_ name: String, _ texts: [String]) -> [String] {
    shortened(texts).enumerated().map { index, text in
      "  \(index == 0 ? padded(name) : padded(""))\(text)"
    }
  }

  /// So many lines at the most: where there are more, those are left out that are like their neighbours,
  /// and then those in the middle; the last ones led to what came.
  static func shortened(_ texts: [String]) -> [String] {
    guard texts.count > detailLimit else { return texts }
    var lines: [String] = []
    var rest = texts[...]
    while let first = rest.first {
      let run = rest.prefix { kind(of: $0) == kind(of: first) }
      lines +=
        run.count > 3 ? [first, "… \(run.count - 2) more …", run.last ?? first] : Array(run)
      rest = rest.dropFirst(run.count)
    }
    guard lines.count > detailLimit else { return lines }
    let side = detailLimit / 2
    return lines.prefix(side) + ["… \(lines.count - 2 * side) more …"] + lines.suffix(side)
  }

  /// What lines of one kind begin with, as in `POST /send`.
  private static func kind(of line: String) -> [Substring] {
    Array(line.split(separator: " ", maxSplits: 2).prefix(2))
  }

  /// `1 check`, `2 checks`.
  static func checks(_ count: Int) -> String { "\(count) \(count == 1 ? "check" : "checks")" }

  /// The sum, and what to do next.
  public var summary: [String] {
    let counts = Report.Standing.allCases.compactMap { standing -> String? in
      let count = report.count(standing)
      guard count > 0 else { return nil }
      switch standing {
      case .must, .should, .practice: return "\(count) \(standing.word) failed"
      case .known: return "\(count) known"
      case .cannotRun: return "\(count) not run"
      case .passed: return "\(count) passed"
      }
    }
    var lines = [
      "\(Self.checks(report.outcomes.count)) of \(report.target) in \(report.duration.inSeconds): "
        + (counts.isEmpty ? "nothing was run" : counts.joined(separator: ", "))
    ]
    if report.unfinished > 0 {
      lines.append("the run was stopped: \(Self.checks(report.unfinished)) had not ended")
    }
    let failed = report.outcomes.filter { report.standing(of: $0) == .must }.map(\.check.rule.name)
    if !failed.isEmpty {
      var seen: Set<String> = []
      let rules = failed.filter { seen.insert($0).inserted }
      lines.append("MUST rules that are broken: \(rules.joined(separator: ", "))")
    }
    if report.duration > Self.usualTime {
      let longest = report.outcomes.sorted { $0.duration > $1.duration }.prefix(3)
      lines.append(
        "it took longest: "
          + longest.map { "\($0.check.id) \($0.duration.inSeconds)" }.joined(separator: ", "))
    }
    for id in report.stale { lines.append("\(id) passes now: take it out of the file of --expect") }
    return lines
  }
}

extension Outcome.Verdict {
  /// Why it could not be found out; nil when it could.
  fileprivate var reason: String? { if case .cannotRun(let reason) = self { reason } else { nil } }
}

import VisibleText

/// A report as one JSON object.
public struct JSONReport: Sendable {
  let report: Report

  /// Makes one.
  public init(_ report: Report) { self.report = report }

  /// The text, on one line.
  public var text: String {
    let counts = Report.Standing.allCases.map { ($0.word, String(report.count($0))) }
    var members = [
      ("subject", string(report.subject.rawValue)), ("target", string(report.target)),
      ("seed", String(report.seed)), ("seconds", report.duration.decimal),
      ("counts", JSONText.object(counts)), ("stale", list(report.stale)),
      ("checks", "[" + report.outcomes.map(check).joined(separator: ",") + "]"),
    ]
    if !report.passages.isEmpty {
      members.append(("via", "[" + report.passages.map(passage).joined(separator: ",") + "]"))
    }
    return JSONText.object(members)
  }

  private func check(_ outcome: Outcome) -> String {
    let rule = outcome.check.rule
    var members = [
      ("id", string(outcome.check.id)), ("title", string(outcome.check.title)),
      ("rule", string(rule.name)), ("section", string(rule.section)),
      ("level", string(outcome.check.level.rawValue)),
      ("standing", string(report.standing(of: outcome).word)),
      ("seconds", outcome.duration.decimal),
    ]
    switch outcome.verdict {
    case .passed: break
    case .cannotRun(let reason): members.append(("reason", string(reason)))
    case .failed(let failure):
      members += [
        ("failure", string(failure.sentence)), ("sent", list(failure.sent)),
        ("came", list(failure.came)), ("wanted", list(failure.wanted)),
        ("why", string(outcome.check.why)), ("lesson", string(rule.lesson)),
      ]
      if let advice = rule.advice { members.append(("others", string(advice))) }
      if let known = report.expectations.reason(for: outcome.check.id) {
        members.append(("known", string(known)))
      }
    }
    return JSONText.object(members)
  }

  private func passage(_ passage: Passage) -> String {
    let changes = passage.changes.map { change in
      JSONText.object([
        ("id", string(change.outcome.check.id)), ("directly", string(change.directly.word)),
        ("through", string(passage.report.standing(of: change.outcome).word)),
        ("mended", change.mended.map { String($0.isPass) } ?? "null"),
      ])
    }
    let lines = passage.lines.map {
      JSONText.object([("line", string($0.text)), ("why", string($0.why))])
    }
    return JSONText.object([
      ("proxy", string(passage.proxy)),
      ("changes", "[" + changes.joined(separator: ",") + "]"),
      ("lines", "[" + lines.joined(separator: ",") + "]"),
      (
        "checks",
        "["
          + passage.report.outcomes.map(JSONReport(passage.report).check)
          .joined(separator: ",") + "]"
      ),
    ])
  }

  private func list(_ texts: [String]) -> String {
    "[" + texts.map(string).joined(separator: ",") + "]"
  }

  private func string(_ text: String) -> String { JSONText.quoted(text).escapingHidden }
}

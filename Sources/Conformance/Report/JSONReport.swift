import VisibleText

/// A report as one JSON object.
public struct JSONReport: Sendable {
  let report: Report

  /// Makes one.
  public init(_ report: Report) { self.report = report }

  /// The text, on one line.
  public var text: String {
    let checks = report.outcomes.map { outcome in
      var members = [
        ("id", string(outcome.check.id)), ("title", string(outcome.check.title)),
        ("rule", string(outcome.check.rule.name)), ("section", string(outcome.check.rule.section)),
        ("level", string(outcome.check.level.rawValue)),
        ("standing", string(report.standing(of: outcome).word)),
        ("seconds", String(outcome.duration / .seconds(1))),
      ]
      switch outcome.verdict {
      case .passed: break
      case .cannotRun(let reason): members.append(("reason", string(reason)))
      case .failed(let failure):
        members += [
          ("failure", string(failure.sentence)), ("sent", list(failure.sent)),
          ("came", list(failure.came)), ("wanted", list(failure.wanted)),
          ("why", string(outcome.check.why)), ("lesson", string(outcome.check.rule.lesson)),
        ]
      }
      return JSONText.object(members)
    }
    let counts = Report.Standing.allCases.map { ($0.word, String(report.count($0))) }
    return JSONText.object([
      ("subject", string(report.subject.rawValue)), ("target", string(report.target)),
      ("seed", String(report.seed)), ("seconds", String(report.duration / .seconds(1))),
      ("counts", JSONText.object(counts)), ("checks", "[" + checks.joined(separator: ",") + "]"),
    ])
  }

  private func list(_ texts: [String]) -> String {
    "[" + texts.map(string).joined(separator: ",") + "]"
  }

  private func string(_ text: String) -> String { JSONText.quoted(text).escapingHidden }
}

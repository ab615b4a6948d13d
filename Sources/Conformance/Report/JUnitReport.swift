import VisibleText

/// A report as JUnit's XML, which every CI system reads.
public struct JUnitReport: Sendable {
  let report: Report

  /// Makes one.
  public init(_ report: Report) { self.report = report }

  /// The text: a suite for the subject, and one for each proxy.
  public var text: String {
    let suites = [report] + report.passages.map(\.report)
    let lines =
      [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
      + suites.flatMap { JUnitReport($0).suite } + ["</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private var suite: [String] {
    let failures = report.outcomes.count { report.standing(of: $0) < .known }
    let skipped = report.count(.cannotRun) + report.count(.known)
    var lines = [
      "<testsuite name=\"\(Markup.escaped("sse check \(report.subject): \(report.target)"))\""
        + " tests=\"\(report.outcomes.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\""
        + " errors=\"0\" time=\"\(report.duration.decimal)\">"
    ]
    for outcome in report.outcomes { lines += testCase(outcome) }
    return lines + ["</testsuite>"]
  }

  private func testCase(_ outcome: Outcome) -> [String] {
    let check = outcome.check
    let open =
      "  <testcase classname=\"\(Markup.escaped("\(report.subject).\(check.rule.name)"))\""
      + " name=\"\(Markup.escaped("\(check.id): \(check.title)"))\""
      + " time=\"\(outcome.duration.decimal)\""
    switch outcome.verdict {
    case .passed: return [open + "/>"]
    case .cannotRun(let reason):
      return [open + ">", "    <skipped message=\"\(Markup.escaped(reason))\"/>", "  </testcase>"]
    case .failed(let failure):
      if report.standing(of: outcome) == .known {
        let reason = "known: \(report.expectations.reason(for: check.id) ?? "")"
        return [
          open + ">", "    <skipped message=\"\(Markup.escaped(reason))\"/>", "  </testcase>",
        ]
      }
      let text =
        ["sent:"] + failure.sent + ["came:"] + failure.came + ["wanted:"] + failure.wanted
        + ["why: \(check.why)", "read: \(check.rule.section); lesson \(check.rule.lesson)"]
        + (check.rule.advice.map { ["others: \($0)"] } ?? [])
      return [
        open + ">",
        "    <failure type=\"\(check.level.rawValue)\" message=\"\(Markup.escaped(failure.sentence))\">"
          + Markup.escaped(text.joined(separator: "\n")) + "</failure>",
        "  </testcase>",
      ]
    }
  }
}

/// Texts from outside in HTML and XML.
enum Markup {
  /// Made visible, and nothing of it is markup.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.visibleLines.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

extension Duration {
  /// Seconds with three decimals.
  var decimal: String {
    let milliseconds = Int((self / .milliseconds(1)).rounded())
    let rest = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

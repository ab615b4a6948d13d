/// Reports as one page that needs no network: subjects beside each other, checks below each other.
public struct HTMLReport: Sendable {
  let reports: [Report]

  /// Makes one of the reports of one or several subjects of one kind.
  public init(_ reports: [Report]) { self.reports = reports }

  /// The page.
  public var text: String {
    let title = "sse check \(reports.first?.subject.rawValue ?? "")"
    let heads = reports.map { "<th>\(Markup.escaped($0.target))</th>" }.joined()
    let sums = reports.map { report in
      let counts = Report.Standing.allCases.filter { report.count($0) > 0 }.map { standing in
        "<span class=\"\(Self.name(standing))\">\(report.count(standing)) \(standing.word)</span>"
      }
      return "<td>\(counts.joined(separator: " "))</td>"
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(Markup.escaped(title))</title>
      <style>\(Self.style)</style>
      <h1>\(Markup.escaped(title))</h1>
      <p id="filters">\(Self.filters)</p>
      <table>
      <thead><tr><th>check</th>\(heads)</tr><tr><td></td>\(sums)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      <script>\(Self.script)</script>
      </html>

      """
  }

  private static let style = """
    body{font:15px/1.45 system-ui,sans-serif;margin:2em;max-width:72em}
    table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8884;padding:.3em .6em;\
    text-align:left;vertical-align:top}
    pre{white-space:pre-wrap;margin:.3em 0;font-size:13px}h2{margin:0;font-size:1em}
    .must{background:#c22;color:#fff}.should{background:#d80;color:#000}.practice{background:#fd6;\
    color:#000}.known,.cannotRun{background:#999;color:#000}.passed{background:#2a6;color:#fff}
    .must,.should,.practice,.known,.cannotRun,.passed{border-radius:3px;padding:0 .4em;\
    white-space:nowrap}
    .hidden{display:none}small{color:#888}
    """

  private static var filters: String {
    Report.Standing.allCases.map { standing in
      "<label><input type=\"checkbox\" checked value=\"\(name(standing))\"> "
        + "<span class=\"\(name(standing))\">\(standing.word)</span></label>"
    }.joined(separator: " ") + " <input type=\"search\" placeholder=\"part of an id\">"
  }

  private static let script = """
    const rows=[...document.querySelectorAll('tbody tr')],f=document.getElementById('filters');
    f.addEventListener('input',()=>{
    const on=new Set([...f.querySelectorAll('input:checked')].map(i=>i.value));
    const text=f.querySelector('[type=search]').value;
    for(const r of rows)r.classList.toggle('hidden',!(r.dataset.s.split(' ').some(s=>on.has(s))
    &&r.dataset.id.includes(text)))});
    """

  private static func name(_ standing: Report.Standing) -> String { "\(standing)" }

  private var rows: [String] {
    guard let first = reports.first else { return [] }
    let byID = reports.map { report in
      Dictionary(report.outcomes.map { ($0.check.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    // What anybody fails comes first.
    let ids = first.worstFirst.map(\.outcome.check)
    return ids.map { check in
      let cells = zip(reports, byID).map { report, outcomes in
        outcomes[check.id].map { cell(report, $0) } ?? "<td></td>"
      }
      let standings = zip(reports, byID).compactMap { report, outcomes in
        outcomes[check.id].map { Self.name(report.standing(of: $0)) }
      }
      return "<tr data-id=\"\(check.id)\" data-s=\"\(standings.joined(separator: " "))\"><td>"
        + "<h2>\(check.id)</h2>\(Markup.escaped(check.title))<br><small>"
        + "\(check.level.rawValue) · \(Markup.escaped(check.rule.section))</small></td>"
        + cells.joined() + "</tr>"
    }
  }

  private func cell(_ report: Report, _ outcome: Outcome) -> String {
    let standing = report.standing(of: outcome)
    let word = "<span class=\"\(Self.name(standing))\">\(standing.word)</span>"
    switch outcome.verdict {
    case .passed: return "<td>\(word)</td>"
    case .cannotRun(let reason): return "<td>\(word)<br>\(Markup.escaped(reason))</td>"
    case .failed(let failure):
      let blocks = [("sent", failure.sent), ("came", failure.came), ("wanted", failure.wanted)]
        .filter { !$0.1.isEmpty }
        .map { "<b>\($0.0)</b><pre>\(Markup.escaped($0.1.joined(separator: "\n")))</pre>" }
      let advice = outcome.check.rule.advice.map { "<p>\(Markup.escaped($0))</p>" } ?? ""
      return "<td>\(word) \(Markup.escaped(failure.sentence))<details><summary>more</summary>"
        + blocks.joined() + "<p>\(Markup.escaped(outcome.check.why))</p>\(advice)"
        + "<small>lesson \(Markup.escaped(outcome.check.rule.lesson))</small></details></td>"
    }
  }
}

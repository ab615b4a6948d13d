/// Reports as one page that needs no network: subjects beside each other, checks below each other.
///
/// Nothing of it is fetched, and nothing that a subject said is markup or script in it.
public struct HTMLReport: Sendable {
  private let reports: [Report]
  private let passages: [Passage]
  /// How each stands at the head of its column.
  private let names: [String]

  /// Makes one of the reports of one or several subjects of one kind; what they found through proxies
  /// stands beside them.
  public init(_ reports: [Report]) {
    passages = reports.flatMap(\.passages)
    self.reports = reports + passages.map(\.report)
    names = reports.map(\.target) + passages.map { "through \($0.proxy)" }
  }

  /// The page.
  public var text: String {
    let title = "sse check \(reports.first?.subject.rawValue ?? "")"
    let heads = names.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let sums = zip(reports, names).map { report, name in
      let counts = Report.Standing.allCases.filter { report.count($0) > 0 }.map { standing in
        Self.badge(standing, "\(report.count(standing)) \(standing.word)")
      }
      return
        "<td data-of=\"\(Markup.escaped(name))\">\(counts.joined(separator: " "))</td>"
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(Markup.escaped(title))</title>
      <style>\(Self.style)</style>
      <h1>\(Markup.escaped(title))</h1>
      \(sentences)\(notes)<form id="filters">\(Self.filters)</form>
      <div><table\(reports.count > 1 ? " class=\"many\"" : "")>
      <thead><tr><th scope="col">check</th>\(heads)</tr><tr><td></td>\(sums)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      <script>\(Self.script)</script>
      </html>

      """
  }

  /// What each run came to, also where a narrow page shows no head of the table.
  private var sentences: String {
    reports.dropLast(passages.count).flatMap { TextReport($0).summary }.map {
      "<p>\(Markup.escaped($0))</p>\n"
    }.joined()
  }

  /// What changes behind proxies, and what mends it.
  private var notes: String {
    passages.map { passage in
      "<details><summary>\(Markup.escaped(passage.text.first ?? ""))</summary>"
        + "<pre>\(Markup.escaped(passage.text.dropFirst().joined(separator: "\n")))</pre></details>\n"
    }.joined()
  }

  private static let style = """
    :root{color-scheme:light dark;--line:#8886;--soft:light-dark(#595959,#a8a8a8)}
    body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;padding:1em;max-width:80em;\
    overflow-wrap:anywhere}
    form{display:flex;flex-wrap:wrap;gap:.3em .9em;align-items:center;margin:1em 0}
    label{white-space:nowrap}input[type=search]{font:inherit;max-width:100%}
    div{overflow-x:auto}table{border-collapse:collapse;width:100%}.many td{min-width:8em}\
    .many td:first-child{min-width:16em}td,th{border-bottom:1px solid var(--line);\
    padding:.4em .6em;text-align:left;vertical-align:top}
    pre{white-space:pre-wrap;margin:.2em 0 .6em;font-size:13px}h2{margin:0;font-size:1em}
    summary{cursor:pointer}small,output{color:var(--soft)}p{margin:.4em 0}
    .badge{border-radius:3px;padding:0 .4em;white-space:nowrap;color:#000}
    .must{background:#b3261e;color:#fff}.should{background:#e69100}.practice{background:#ffdd66}
    .known,.cannotRun{background:#a6a6a6}.passed{background:#1b7a43;color:#fff}
    .hidden{display:none}
    @media(max-width:45em){.many td,.many td:first-child{min-width:0}table,thead,tbody,tr,td{display:block}thead th,thead td:empty{display:none}
    td{border:0;padding:.2em 0}tr{border-bottom:1px solid var(--line);padding:.5em 0}\
    .many td[data-of]::before{content:attr(data-of);display:block;font-weight:600}}
    """

  private static var filters: String {
    Report.Standing.allCases.map { standing in
      "<label><input type=\"checkbox\" checked value=\"\(name(standing))\"> "
        + "\(badge(standing, standing.word))</label>"
    }.joined(separator: " ")
      + " <input type=\"search\" placeholder=\"part of an id\" aria-label=\"part of an id\">"
      + " <output></output>"
  }

  private static let script = """
    const rows=[...document.querySelectorAll('tbody tr')],f=document.getElementById('filters');
    const show=()=>{
    const on=new Set([...f.querySelectorAll('input:checked')].map(i=>i.value));
    const text=f.querySelector('[type=search]').value;let count=0;
    for(const r of rows){const is=r.dataset.s.split(' ').some(s=>on.has(s))\
    &&r.dataset.id.includes(text);r.classList.toggle('hidden',!is);count+=is}
    f.querySelector('output').value=count+' of '+rows.length+' checks'};
    f.addEventListener('input',show);f.addEventListener('submit',e=>e.preventDefault());show();
    """

  private static func badge(_ standing: Report.Standing, _ words: String) -> String {
    "<span class=\"badge \(name(standing))\">\(words)</span>"
  }

  private static func name(_ standing: Report.Standing) -> String { "\(standing)" }

  private var rows: [String] {
    let byID = reports.map { report in
      Dictionary(report.outcomes.map { ($0.check.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    return checks(byID).map { check in
      let found = zip(reports, byID).map { ($0, $1[check.id]) }
      let cells = zip(names, found).map { name, pair in
        let (report, outcome) = pair
        return "<td data-of=\"\(Markup.escaped(name))\">"
          + (outcome.map { cell(report, $0) } ?? "-") + "</td>"
      }
      let standings = found.compactMap { report, outcome in
        outcome.map { Self.name(report.standing(of: $0)) }
      }
      return "<tr data-id=\"\(check.id)\" data-s=\"\(standings.joined(separator: " "))\"><td>"
        + "<h2>\(check.id)</h2>\(Markup.escaped(check.title))<br><small>"
        + "\(check.level.rawValue) · \(Markup.escaped(check.rule.section))</small></td>"
        + cells.joined() + "</tr>"
    }
  }

  /// All checks; what any subject does worst comes first.
  private func checks(_ byID: [[String: Outcome]]) -> [Check] {
    var seen: Set<String> = []
    let all = reports.flatMap(\.outcomes).map(\.check).filter { seen.insert($0.id).inserted }
    let ranked = all.enumerated().map { place, check in
      let worst =
        zip(reports, byID).compactMap { report, outcomes in
          outcomes[check.id].map(report.standing(of:))
        }.min() ?? .passed
      return (worst, place, check)
    }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  private func cell(_ report: Report, _ outcome: Outcome) -> String {
    let standing = report.standing(of: outcome)
    let word = Self.badge(standing, standing.word)
    switch outcome.verdict {
    case .passed: return word
    case .cannotRun(let reason): return "\(word) \(Markup.escaped(reason))"
    case .failed(let failure):
      let blocks = [("sent", failure.sent), ("came", failure.came), ("wanted", failure.wanted)]
        .filter { !$0.1.isEmpty }
        .map { "<b>\($0.0)</b><pre>\(Markup.escaped($0.1.joined(separator: "\n")))</pre>" }
      let rule = outcome.check.rule
      let known = report.expectations.reason(for: outcome.check.id)
        .map { $0.isEmpty ? "" : "<p>known: \(Markup.escaped($0))</p>" }
      let advice = rule.advice.map { "<p>others: \(Markup.escaped($0))</p>" }
      return "\(word) \(Markup.escaped(failure.sentence))<details><summary>more</summary>"
        + blocks.joined() + "<p>why: \(Markup.escaped(outcome.check.why))</p>"
        + (advice ?? "") + (known ?? "")
        + "<p>read: \(Markup.escaped(rule.section)); lesson \(Markup.escaped(rule.lesson))</p></details>"
    }
  }
}

import Conformance
import FoundationEssentials
import VisibleText

/// What came of grading a student's folder.
public struct Grade: Sendable {
  /// What a grader prints, one JSON object on one line.
  public struct Found: Sendable, Codable {
    /// The path, as in `server`.
    public var path: String
    /// The language.
    public var language: String
    /// How many steps pass, one after the other, from the first.
    public var steps: Int
    /// Of how many.
    public var of: Int
    /// How many checks pass.
    public var passed: Int
    /// Of how many.
    public var asked: Int
    /// The first check that does not pass.
    public var first: String?
    /// What is wrong with it.
    public var failure: String?

    /// Reads what a grader printed; nil when it is nothing of the kind.
    init?(json text: String) {
      guard let found = try? JSONDecoder().decode(Found.self, from: Data(text.utf8)) else {
        return nil
      }
      self = found
    }

    /// Counts what a verdict says.
    public init(_ verdict: WorkshopVerdict, of bench: Workbench) {
      let held = Set(verdict.outcomes.filter(\.isPass).map(\.check.id))
      path = bench.settings.path
      language = bench.settings.language
      steps = bench.plan.steps.prefix { $0.checks.allSatisfy { held.contains($0.id) } }.count
      of = bench.plan.steps.count
      passed = held.count
      asked = verdict.asked
      guard let outcome = verdict.failures.first else { return }
      first = outcome.check.id
      switch outcome.verdict {
      case .failed(let problem): failure = problem.sentence
      case .cannotRun(let reason): failure = reason
      case .passed: break
      }
    }

    /// It as one line of JSON.
    public var json: String {
      (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
  }

  /// The folder's name.
  public let folder: String
  /// What was found; nil when nothing was.
  public let found: Found?
  /// Why nothing was found.
  public let problem: String?
  /// How many seconds it took.
  public let seconds: Double

  init(folder: String, _ found: Found, _ seconds: Double) {
    (self.folder, self.found, problem, self.seconds) = (folder, found, nil, seconds)
  }

  init(folder: String, problem: String, _ seconds: Double) {
    (self.folder, found, self.problem, self.seconds) = (folder, nil, problem, seconds)
  }

  var cells: [String] {
    let time = String(Double(Int(seconds * 10 + 0.5)) / 10)
    guard let found else { return [folder, "", "", "", "", "", "", "", problem ?? "", time] }
    return [
      folder, found.path, found.language, String(found.steps), String(found.of),
      String(found.passed), String(found.asked), found.first ?? "", found.failure ?? "", time,
    ]
  }

  /// It as a line for a terminal.
  public var line: String {
    guard let found else { return "\(folder): \(problem ?? "")" }
    let failure = found.first.map { "; first \($0): \(found.failure ?? "")" } ?? ""
    return "\(folder): \(found.path) in \(found.language), \(found.steps) of \(found.of) steps, "
      + "\(found.passed) of \(found.asked) checks\(failure)"
  }
}

/// The grades of a class, as a table for other programs and as a page.
public struct ClassReport: Sendable {
  static let columns = [
    "folder", "path", "language", "steps", "of steps", "checks", "of checks", "first failure",
    "what", "seconds",
  ]

  let grades: [Grade]
  /// What the programs were shut into.
  let cell: Cell

  /// Makes a report.
  public init(_ grades: [Grade], in cell: Cell) {
    self.grades = grades
    self.cell = cell
  }

  /// Comma-separated values (RFC 4180); no cell of it is a formula to a spreadsheet.
  public var csv: String {
    ([Self.columns] + grades.map(\.cells))
      .map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  /// A text as a cell: what a spreadsheet would calculate begins with an apostrophe.
  static func cell(_ text: String) -> String {
    var text = text.visible
    if let first = text.unicodeScalars.first, "=+-@\t\r|%".unicodeScalars.contains(first) {
      text = "'" + text
    }
    return text.contains { ",\"\n\r;".contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  /// One page, without network.
  public var html: String {
    let head = Self.columns.map { "<th>\(Self.escaped($0))</th>" }.joined()
    let rows = grades.map { grade in
      let isWhole = grade.found.map { $0.steps == $0.of } ?? false
      let cells = grade.cells.map { "<td>\(Self.escaped($0))</td>" }.joined()
      return "<tr class=\"\(isWhole ? "whole" : "part")\">\(cells)</tr>"
    }
    return """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><title>Workshop</title>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <style>
      body { font: 16px/1.4 sans-serif; margin: 2em }
      table { border-collapse: collapse } td, th { padding: .3em .7em; text-align: left }
      tr:nth-child(even) { background: #f3f4f7 } .whole td:first-child::before { content: "✔ " }
      </style>
      <h1>Workshop</h1>
      <p>\(Self.escaped(cell.description)).</p>
      <table><tr>\(head)</tr>
      \(rows.joined(separator: "\n"))
      </table></html>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.visible.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}

import OutsideServers
import Terminal

extension Checkup {
  /// It as one table, and below it what would mend the most.
  func rows(width: Int) -> [String] {
    let cells =
      [sseCells, courseCells, stateCells, terminalCells, machineCells]
      + lessons.map(cells) + programs.map(cells)
    let table = TextTable(
      head: ["what", "here", "so"].map { Row($0) }, rows: cells.map { $0.map { Row($0) } })
    return table.rows(width: width).map(\.text) + [""] + ending(width: width)
  }

  private var sseCells: [String] {
    let build = optimised ? "optimised" : "built quickly, not to be fast"
    return [
      "sse", "\(version), \(architecture), \(build)",
      https ? "https:// works" : "https:// takes '\(Release.commandForTLS)'",
    ]
  }

  private var courseCells: [String] {
    guard let course else {
      return ["course", "none was found", "name its folder with --course or SSE_COURSE"]
    }
    return ["course", course, "\(lessons.count) lessons, \(quizzes.count) quizzes"]
  }

  private var stateCells: [String] {
    ["progress", state.folder ?? "nowhere", state.problem ?? "is kept"]
  }

  private var terminalCells: [String] {
    let size = "\(terminal.columns) by \(terminal.rows)"
    let color = terminal.color ? "with colours" : "without colours"
    switch terminal.kind {
    case "panes": return ["terminal", "\(terminal.term), \(size)", "live panes, \(color)"]
    case "lines":
      let name = terminal.term.isEmpty ? "TERM is not set" : terminal.term
      return ["terminal", "\(name), \(size)", "plain lines, \(color)"]
    default: return ["terminal", "none", "plain lines, commands from a pipe"]
    }
  }

  private var machineCells: [String] {
    [
      "limits", "\(machine.descriptors) descriptors",
      "a stream takes one; \(machine.processors) processors, "
        + "\(machine.memory >> 20) MB of memory free",
    ]
  }

  private func cells(_ lesson: LessonState) -> [String] {
    let title = "lesson \(lesson.number)"
    guard !lesson.missing.isEmpty else { return [title, "runs live", lesson.id] }
    return [
      title, "\(lesson.live) of \(lesson.steps) steps run live",
      "\(lesson.id): the others need \(lesson.missing.joined(separator: ", ")) and are recorded",
    ]
  }

  private func cells(_ program: Program) -> [String] {
    let uses = program.commands + program.lessons.map { "lesson \($0)" }
    let package = program.packages.joined(separator: " ")
    return [program.name, program.path ?? "not here: \(package)", uses.joined(separator: ", ")]
  }

  private func ending(width: Int) -> [String] {
    guard let install else {
      return ["Nothing is missing that a lesson, a quiz or the diploma can use."]
    }
    return Row("What lessons, quizzes and the diploma miss: \(install)").wrapped(to: width)
      .map(\.text)
  }
}

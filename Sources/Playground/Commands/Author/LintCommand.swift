import ArgumentParser
import Conformance
import OutsideServers
import Terminal
import Workbook
import Workshop

import Glibc

/// `sse lint`: everything that is wrong with a course, at once.
struct LintCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Check a course: its text, its consoles, its tasks and its quizzes.",
    discussion: "Example: sse lint my-course")
  static let atThePrompt = "authors run it there"

  @Argument(help: "The folder that holds 'lessons' and 'quizzes'.")
  var path: String?

  @Flag(help: "Look at the text alone and replay nothing.")
  var textOnly = false

  @Flag(help: "Prove the checks of 'sse check' instead, by planted faults and by our own programs.")
  var conformance = false

  @Option(
    help: """
      With --conformance, only rules and checks whose id has this in it; with --workshop, only \
      programs whose name does, as 'python/server' or 'near miss'.
      """)
  var only: String?

  @Flag(help: "Prove the workshop instead: starters, solutions, near misses, by running them.")
  var workshop = false

  @Flag(help: "With --workshop: every step of every language, not only of Python.")
  var all = false

  @Option(
    help: ArgumentHelp("With --workshop: this language alone.", valueName: "language"))
  var language: String?

  @Flag(help: "With --workshop: also how long each program took.")
  var times = false

  @Flag(help: "Only count how much a learner watches, and how much is done.")
  var summary = false

  func validate() throws {
    if only != nil, !conformance, !workshop {
      throw ValidationError("--only goes with --conformance or --workshop")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    var world = shell.world
    if let path { world.courseDirectory = path }
    guard !conformance else { return try await proveSuite(world, shell) }
    let course: Course
    do {
      course = try Course.load(at: CourseFolder.find(in: world))
    } catch let error as CourseError {
      throw CommandFailure.failed(error.description)
    }
    guard !workshop else { return try await proveWorkshop(course, world, shell) }
    guard !summary else {
      for line in Self.activity(in: course) { shell.output.line(line) }
      return 0
    }
    let signals = Signals()
    let fitted = course.lacking(world.missingPrograms)
    let (found, signal) = try await signals.interrupting { await problems(of: fitted, shell) }
    guard signal == nil else { return 130 }
    for diagnostic in found { shell.output.line(diagnostic.description) }
    shell.output.line(summary(of: course, found.count))
    if !textOnly { for line in Self.notReplayed(in: fitted.lessons) { shell.output.line(line) } }
    for line in await Self.otherVersions(in: course, world) { shell.output.line(line) }
    return found.isEmpty ? 0 : 1
  }

  /// Proves the conformance suite.
  private func proveSuite(_ world: World, _ shell: Shell) async throws -> Int32 {
    var lint = ConformanceLint(
      suite: try ConformanceFolder.load(in: world), folder: try ConformanceFolder.find(in: world),
      programPath: world.programPath, only: only)
    let isSeen = isatty(2) == 1
    if isSeen { lint.progress = { shell.error.overwrite("proving: \($0)") } }
    let signals = Signals()
    let (found, signal) = try await signals.interrupting { [lint] in await lint.diagnostics() }
    if isSeen { shell.error.overwrite("") }
    guard signal == nil else { return 130 }
    for diagnostic in found { shell.output.line(diagnostic.description) }
    let counts = Rule.Subject.allCases.map { subject in
      let checks = lint.suite.checks(for: subject, only: only)
      let rules = Set(checks.map(\.rule.name))
      return "\(checks.count) checks of \(rules.count) rules for a \(subject)"
    }
    let verdict = found.isEmpty ? "nothing to complain about" : "\(found.count) problems"
    shell.output.line("\(counts.joined(separator: ", ")): \(verdict)")
    return found.isEmpty ? 0 : 1
  }

  /// Proves the workshop.
  private func proveWorkshop(
    _ course: Course, _ world: World, _ shell: Shell
  ) async throws -> Int32 {
    let suite = try ConformanceFolder.load(in: world)
    let text = WorkshopLint(course, suite: suite).diagnostics()
    for diagnostic in text { shell.output.line(diagnostic.description) }
    let isSeen = isatty(2) == 1
    @Sendable func say(_ line: String) {
      if isSeen { shell.error.overwrite("") }
      shell.output.line(line)
    }
    let proof = WorkshopProof(
      course, suite: suite, isWhole: all, languages: language.map { [$0] }, only: only
    ) { news in
      switch news {
      case .progress(let done, let count, let name):
        if isSeen { shell.error.overwrite("\(done) of \(count) programs  \(name.prefix(54))") }
      case .doubt(let name, let complaint):
        if isSeen { shell.error.overwrite("") }
        shell.error.line("asked once more at the end: \(name): \(complaint)")
      case .complaint(let diagnostic): say(diagnostic.description)
      case .early(let line): say("note: \(line)")
      case .unproven(let line): say("not proven: \(line)")
      }
    }
    let signals = Signals()
    let start = ContinuousClock.now
    let (finding, signal) = try await signals.interrupting { await proof.finding() }
    if isSeen { shell.error.overwrite("") }
    let elapsed = (ContinuousClock.now - start).components.seconds
    let problems = text.count + finding.complaints
    let verdict =
      problems == 0
      ? "nothing to complain about" : "\(problems) problem\(problems == 1 ? "" : "s")"
    if times {
      for (name, duration) in finding.durations {
        shell.output.line("\(Double(Int(duration / .milliseconds(100))) / 10) s  \(name)")
      }
    }
    guard signal == nil else {
      shell.output.line(
        "stopped after \(finding.programs) of \(finding.count) programs and \(elapsed) s: "
          + verdict)
      return 130
    }
    shell.output.line("\(finding.programs) programs of the workshop in \(elapsed) s: \(verdict)")
    return problems == 0 ? 0 : 1
  }

  /// What was left out, and what would bring it back.
  static func notReplayed(in lessons: [Lesson]) -> [String] {
    let unplayed = lessons.flatMap(\.unplayed)
    return Set(unplayed.map(\.missing)).sorted { $0.lexicographicallyPrecedes($1) }.map { names in
      let these = unplayed.filter { $0.missing == names }
      let counts = [(false, "console"), (true, "task")].compactMap { isTask, thing in
        let count = these.count { $0.isTask == isTask }
        return count == 0 ? nil : "\(count) \(thing)\(count == 1 ? "" : "s")"
      }
      let reason = OutsideProgram.missing(names).withQuotes
      return "not replayed: \(counts.joined(separator: ", ")), since \(reason)"
    }
  }

  /// A sentence for each program that a lesson tells of by a row of another version than is installed
  /// here; nothing is measured.
  static func otherVersions(in course: Course, _ world: World) async -> [String] {
    let rows = WildRows(of: course)
    var lines: [String] = []
    for name in rows.subjects(in: course) {
      let program = ProxyRecipe.named(name)?.program ?? BrowserMake(rawValue: name)?.program
      guard let program, let path = world.path(of: program), let told = rows.versions[name],
        let here = await program.version(of: path), here != told
      else { continue }
      lines.append(
        "\(WildRows.file) tells of \(name) \(told), and \(here) is installed here: scripts/wild "
          + "measures it")
    }
    return lines
  }

  private func problems(of course: Course, _ shell: Shell) async -> [Diagnostic] {
    let isTrusted = CourseTrust(world: shell.world, folder: course.folder).isTrusted
    var found = Linter(course, programs: OutsideProgram.known.map(\.name)).diagnostics()
    found += ConfinementLint(course: course, isTrusted: isTrusted).diagnostics()
    if course.lessons.contains(where: { !$0.steps.isEmpty }),
      let suite = try? ConformanceFolder.load(in: shell.world)
    {
      found += WorkshopLint(course, suite: suite).diagnostics()
    }
    guard !textOnly else { return found.sorted() }
    var proof = CourseReplay(
      course: course, programPath: shell.world.programPath, searchPath: shell.world.searchPath)
    proof.isTrusted = isTrusted
    if isatty(2) == 1 { proof.progress = { shell.error.line("replaying \($0)") } }
    found += await proof.diagnostics()
    // What the text shows already is met once more when it is replayed.
    return Set(found).sorted()
  }

  /// A line for each lesson, and one for all: what stands ready, what is to be done, how many
  /// commands come on each task or prediction, and how many of the pages that run something ask.
  static func activity(in course: Course) -> [String] {
    let lessons = course.lessons.map { ($0.id, Activity($0)) } + [("all", course.activity)]
    let rows = lessons.map { name, activity -> [Row] in
      let ratio = activity.ratio.map { "\(Double(Int($0 * 10 + 0.5)) / 10) to 1" } ?? "-"
      let numbers = [activity.commands, activity.tasks, activity.predictions].map(String.init)
      let pages = "\(activity.pagesThatAsk) of \(activity.pagesThatRun)"
      return ([name] + numbers + [ratio, pages]).map { Row($0) }
    }
    let head = ["lesson", "ready", "tasks", "predictions", "ratio", "pages that ask first"]
    return TextTable(
      head: head.map { Row($0) }, rows: rows,
      alignments: [.left, .right, .right, .right, .right, .right]
    ).rows(width: 80).map(\.text)
  }

  private func summary(of course: Course, _ count: Int) -> String {
    let questions = course.quizzes.reduce(0) { $0 + $1.questions.count }
    let looked =
      "\(course.lessons.count) lessons, \(course.lessons.flatMap(\.exercises).count) tasks, "
      + "\(course.lessons.flatMap(\.predictions).count) predictions, "
      + "\(questions) questions"
    return count == 0 ? "\(looked): nothing to complain about" : "\(looked): \(count) problems"
  }
}

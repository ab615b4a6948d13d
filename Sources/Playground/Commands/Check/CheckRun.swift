import Conformance
import FoundationEssentials
import Observations
import Terminal
import Workbook

/// One run of `check`, from a shell or from the prompt: which checks, who is judged, what is said.
struct CheckRun: Sendable {
  let subject: Rule.Subject
  /// The command or the address, as a report names it.
  let target: String
  let options: CheckOptions
  /// Judges the subject; it is told which checks, and tells of each that is done.
  let judge:
    @Sendable (Suite, [Check], @escaping @Sendable (Outcome) async -> Void) async throws ->
      [Outcome]
  /// Holds the same checks against the subject in other ways, if that was asked for.
  var again:
    (@Sendable (Report, @escaping @Sendable (Outcome) async -> Void) async throws -> [Passage])?
  /// How many checks that means.
  var runsAgain: @Sendable (Report) -> Int = { _ in 0 }
  /// Ends what was started for it.
  var end: @Sendable () async -> Void = {}

  init(
    subject: Rule.Subject, target: String, options: CheckOptions,
    judge:
      @escaping @Sendable (Suite, [Check], @escaping @Sendable (Outcome) async -> Void) async throws
      -> [Outcome]
  ) {
    self.subject = subject
    self.target = target
    self.options = options
    self.judge = judge
  }

  /// Says of a command that is not there so, once, before every check does.
  static func needs(_ program: String?, in world: World) throws(CommandFailure) {
    guard let program, !world.holds(program: program) else { return }
    throw .failed("'\(program)' cannot be started: is it a program, and in PATH?")
  }

  /// Runs it in a shell.
  func run(in shell: Shell) async throws -> Int32 {
    let (suite, checks) = try await self.checks(shell.world)
    if options.list {
      for line in Self.lines(of: checks) { shell.output.line(line) }
      return 0
    }
    let signals = Signals()
    let progress = CheckProgress(count: checks.count, in: shell)
    let (report, signal) = try await signals.interrupting {
      try await self.report(suite, checks, progress)
    }
    CheckProgress.clear(in: shell)
    try options.write(report)
    if options.json {
      shell.output.line(JSONReport(report).text)
    } else {
      shell.output.report(TextReport(report).lines)
    }
    return signal == nil ? report.exitStatus(isStrict: options.strict) : 130
  }

  /// Runs it at the prompt.
  func run(in session: isolated Session) async throws {
    let (suite, checks) = try await self.checks(session.world)
    if options.list { return session.say(Self.lines(of: checks)) }
    let bar = DelayedProgress(in: session.journal)
    defer { bar.end() }
    let progress = CheckProgress(count: checks.count) { shown, _ in bar.say(shown) }
    let report = try await session.inRealTime {
      try await self.report(suite, checks, progress)
    }
    try Task.checkCancellation()
    bar.end()
    try options.write(report)
    session.journal.record(.lab, .measured(report.fields))
    session.say(options.json ? [JSONReport(report).text] : TextReport(report).lines)
  }

  private func checks(_ world: World) async throws -> (Suite, [Check]) {
    let suite = try ConformanceFolder.load(in: world)
    let checks = suite.checks(for: subject, only: options.only)
    guard !checks.isEmpty else {
      throw CommandFailure.usage(
        "no check of a \(subject) has '\(options.only ?? "")' in its id: "
          + "'check \(subject) --list' names them")
    }
    return (suite, checks)
  }

  private func report(
    _ suite: Suite, _ checks: [Check], _ progress: CheckProgress
  ) async throws -> Report {
    let expectations = try options.expectations(in: suite)
    try options.prepare()
    let start = ContinuousClock.now
    do {
      let outcomes = try await judge(suite, checks) { progress.add($0) }
      var report = Report(
        subject: subject, target: target, outcomes: outcomes, seed: options.seed,
        duration: ContinuousClock.now - start, expectations: expectations)
      report.unfinished = checks.count - outcomes.count
      if let again, !Task.isCancelled {
        progress.expect(runsAgain(report))
        report.passages = try await again(report) { progress.add($0) }
      }
      await end()
      return report
    } catch {
      await end()
      // What was stopped did not fail.
      guard Task.isCancelled else { throw error }
      var report = Report(
        subject: subject, target: target, outcomes: [], seed: options.seed,
        duration: ContinuousClock.now - start, expectations: expectations)
      report.unfinished = checks.count
      return report
    }
  }

  private static func lines(of checks: [Check]) -> [String] {
    checks.map { "\($0.id)  \($0.level.rawValue)  \($0.title)" }
  }
}

extension Report {
  /// So many ids of failed checks are kept as figures.
  private static let failedLimit = 100

  /// What a task, `wait` and `save` see of it.
  fileprivate var fields: [Field] {
    let counts = Standing.allCases.map { standing in
      Field(standing.figure, String(count(standing)))
    }
    let failed = outcomes.filter(\.isFailure).prefix(Self.failedLimit).map(\.check.id)
    return [
      Field("check", subject.rawValue), Field("target", target),
      Field("checks", String(outcomes.count)),
    ] + counts + [Field("failed", failed.joined(separator: " "))]
  }
}

extension Report.Standing {
  /// Its name among figures: `must` counts the MUSTs that fail.
  fileprivate var figure: String {
    switch self {
    case .must: "must"
    case .should: "should"
    case .practice: "practice"
    case .known: "known"
    case .cannotRun: "not-run"
    case .passed: "passed"
    }
  }
}

/// Where the checks are: beside the lessons.
enum ConformanceFolder {
  static func find(in world: World) throws(CommandFailure) -> String {
    let places = [world.courseDirectory, Self.here, CourseFolder.besideProgram(world.programPath)]
    for place in places.compactMap(\.self) {
      let folder = "\(place)/\(Suite.folderName)"
      if FileManager.default.fileExists(atPath: folder) { return folder }
    }
    throw .failed("no checks are here: name the folder that holds 'conformance' with --course")
  }

  /// The working directory, if it is a course and not just anybody's folder.
  private static var here: String? {
    FileManager.default.fileExists(atPath: "./lessons") ? "." : nil
  }

  /// Reads its checks, or those of a folder in it.
  static func load(in world: World, part: String? = nil) throws(CommandFailure) -> Suite {
    do {
      let folder = try find(in: world)
      return try Suite.load(at: part.map { "\(folder)/\($0)" } ?? folder)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      let problem = error as? SuiteProblem
      let all = problem?.diagnostics ?? []
      let more = all.count > 1 ? "; and \(all.count - 1) more" : ""
      throw .failed((all.first?.rows.first ?? "the checks cannot be read") + more)
    }
  }
}

import Conformance
import FoundationEssentials
import Glibc
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

  /// Runs it in a shell.
  func run(in shell: Shell) async throws -> Int32 {
    let (suite, checks) = try await self.checks(shell.world)
    if options.list {
      for line in Self.lines(of: checks) { shell.output.line(line) }
      return 0
    }
    let signals = Signals()
    let progress = CheckProgress(count: checks.count, output: isatty(2) == 1 ? shell.error : nil)
    let (report, signal) = try await signals.interrupting {
      try await self.report(suite, checks) { progress.add($0) }
    }
    progress.clear()
    try options.write(report)
    if options.json {
      shell.output.line(JSONReport(report).text)
    } else {
      shell.output.lines { put in for line in TextReport(report).lines { put(line) } }
    }
    return signal == nil ? report.exitStatus(isStrict: options.strict) : 130
  }

  /// Runs it at the prompt.
  func run(in session: isolated Session) async throws {
    let (suite, checks) = try await self.checks(session.world)
    if options.list { return session.say(Self.lines(of: checks)) }
    let report = try await session.inRealTime { try await self.report(suite, checks) { _ in } }
    try options.write(report)
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
    _ suite: Suite, _ checks: [Check], _ done: @escaping @Sendable (Outcome) -> Void
  ) async throws -> Report {
    let expectations = try options.expectations()
    let start = ContinuousClock.now
    let outcomes = try await judge(suite, checks) { done($0) }
    return Report(
      subject: subject, target: target, outcomes: outcomes, seed: options.seed,
      duration: ContinuousClock.now - start, expectations: expectations)
  }

  private static func lines(of checks: [Check]) -> [String] {
    checks.map { "\($0.id)  \($0.level.rawValue)  \($0.title)" }
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

  static func load(in world: World) throws(CommandFailure) -> Suite {
    do {
      return try Suite.load(at: find(in: world))
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

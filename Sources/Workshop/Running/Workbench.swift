public import Conformance
import FoundationEssentials
import OutsideServers
import Signing
public import Workbook

/// A learner's folder on the bench: its program, and the steps that it is held to.
public struct Workbench: Sendable {
  /// The folder, with its whole path.
  public let folder: String
  /// What stands in its `workshop.yaml`.
  public let settings: WorkshopSettings
  /// The steps.
  public let plan: WorkshopPlan
  /// How much memory the program may use, with all that it starts, in MiB.
  public var memoryLimit = 1_024

  /// Opens a folder.
  public init(folder: String, course: Course, suite: Suite) throws(WorkshopProblem) {
    settings = try WorkshopSettings.load(from: folder)
    guard let plan = WorkshopPlan(settings.path, of: course, suite: suite) else {
      throw .noPath(settings.path, known: WorkshopPlan.paths(of: course))
    }
    self.plan = plan
    self.folder = Self.absolute(folder)
  }

  private static func absolute(_ folder: String) -> String {
    if folder.hasPrefix("/") { return folder }
    let here = FileManager.default.currentDirectoryPath
    return folder == "." ? here : "\(here)/\(folder)"
  }

  /// The step that is next for somebody who has passed so many; the last one when all are.
  public func step(after passed: Int) -> Int { min(passed + 1, plan.steps.count) }

  /// The step with a number.
  public func step(_ number: Int) throws(WorkshopProblem) -> WorkshopPlan.Step {
    guard plan.steps.indices.contains(number - 1) else {
      throw .noStep(number, count: plan.steps.count)
    }
    return plan.steps[number - 1]
  }

  /// The variable by which a program is told of its database.
  static let databaseVariable = "DATABASE_URL"

  /// A database for one run, which nobody has used; nil where the program wants none, or has one.
  private func database() async throws -> TemporaryPostgres? {
    let variables = ProcessInfo.processInfo.environment
    guard settings.wantsPostgres, variables[Self.databaseVariable] == nil else { return nil }
    let folders = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
    guard let installation = PostgresInstallation.find(in: folders) else {
      throw WorkshopProblem.noPostgres
    }
    do {
      return try await TemporaryPostgres.start(installation)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw WorkshopProblem.system("no PostgreSQL could be started for it: \(error)")
    }
  }

  /// Holds the program to everything that is asked up to a step.
  /// - Throws: A ``WorkshopProblem`` when there is nothing to judge; `CancellationError`.
  public func verdict(
    through number: Int, _ manner: LearnersProgram.Manner = .untilFailure,
    _ done: @escaping @Sendable (Outcome) async -> Void = { _ in }
  ) async throws -> WorkshopVerdict {
    _ = try step(number)
    let checks = plan.checks(through: number)
    let start = ContinuousClock.now
    var program = LearnersProgram(folder: folder, settings: settings)
    program.memoryLimit = memoryLimit
    let database = try await database()
    if let database { program.environment[Self.databaseVariable] = database.url }
    let found: [Outcome]
    do {
      found = try await program.outcomes(
        of: checks, as: plan.subject, suite: plan.suite, manner, done)
      await database?.stop()
    } catch {
      await database?.stop()
      throw error
    }
    let places = Dictionary(checks.enumerated().map { ($1.id, $0) }) { first, _ in first }
    return WorkshopVerdict(
      number: number, asked: checks.count, subject: plan.subject, target: settings.start,
      outcomes: found.sorted { places[$0.check.id] ?? 0 < places[$1.check.id] ?? 0 },
      duration: ContinuousClock.now - start)
  }
}

/// What came of a run of the checks up to a step.
public struct WorkshopVerdict: Sendable {
  /// The step.
  public let number: Int
  /// How many checks are asked up to it.
  public let asked: Int
  let subject: Rule.Subject
  let target: String
  /// What was found, in the order of the steps; as far as it was looked.
  public let outcomes: [Outcome]
  /// How long it took.
  public let duration: Duration

  /// Whether everything that is asked up to the step was found to hold.
  public var hasPassed: Bool { outcomes.count == asked && failures.isEmpty }

  /// What does not hold, or could not be found out.
  public var failures: [Outcome] { outcomes.filter { !$0.isPass } }

  /// How many of the checks that are asked pass, fail, cannot run, and were not run.
  public var sum: String {
    let passes = outcomes.count(where: \.isPass)
    let failures = outcomes.count(where: \.isFailure)
    let others = outcomes.count - passes - failures
    let rest = max(asked - outcomes.count, 0)
    var parts = ["\(passes) of \(asked) checks \(passes == 1 ? "passes" : "pass")"]
    if failures > 0 { parts.append("\(failures) \(failures == 1 ? "fails" : "fail")") }
    if others > 0 { parts.append("\(others) cannot run") }
    if rest > 0 { parts.append("\(rest) \(rest == 1 ? "was" : "were") not run yet") }
    return parts.joined(separator: ", ")
  }

  /// The whole of it, as `check` reports.
  public var report: Report {
    Report(
      subject: subject, target: target, outcomes: outcomes, seed: LearnersProgram.seed,
      duration: duration)
  }

  /// An outcome as lines, as `check` shows it: with the bytes.
  public func lines(of outcome: Outcome) -> [String] {
    let alone = Report(
      subject: subject, target: target, outcomes: [outcome], seed: LearnersProgram.seed,
      duration: duration)
    return Array(TextReport(alone).lines.prefix { !$0.isEmpty })
  }
}

/// The report of a path that was proved whole, and its digest.
public struct WorkshopReport: Sendable {
  /// The name of the file in the learner's folder.
  public static let fileName = "workshop-report.json"

  /// The report as `check --json` prints it.
  public let text: String
  /// SHA-256 of it, in hexadecimal digits.
  public let digest: String

  /// Makes the report of a verdict.
  public init(_ verdict: WorkshopVerdict) {
    text = JSONReport(verdict.report).text + "\n"
    digest = hexadecimal(SHA256.hash(Array(text.utf8)))
  }

  /// Puts it into the learner's folder.
  public func write(to folder: String) throws(WorkshopProblem) {
    let path = "\(folder)/\(Self.fileName)"
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .notWritten(path)
    }
  }
}

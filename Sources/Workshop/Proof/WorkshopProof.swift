public import Conformance
import FoundationEssentials
import Platform
public import Workbook

/// Proves the workshop by running its programs: the starter fails exactly the first step, each
/// solution passes its step and fails the next one's new checks, near misses fail what is meant for
/// them.
public struct WorkshopProof: Sendable {
  /// The language of which everything is proved; of the others starter and last solution.
  public static let wholeLanguage = "python"
  /// How many programs run side by side: they wait more than they work.
  static let width = 6

  let course: Course
  let suite: Suite
  /// Whether every step of every language is proved.
  let isWhole: Bool
  /// The languages that are looked at; nil: all.
  let languages: [String]?
  /// Hears what is being proved, for a progress line.
  let progress: @Sendable (String) -> Void

  /// Prepares a proof.
  public init(
    _ course: Course, suite: Suite, isWhole: Bool = false, languages: [String]? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.course = course
    self.suite = suite
    self.isWhole = isWhole
    self.languages = languages
    self.progress = progress
  }

  /// What was found.
  public struct Finding: Sendable {
    /// What is wrong.
    public var diagnostics: [Diagnostic] = []
    /// How many programs were run.
    public var programs = 0
    /// What passes before its step, which is no fault: a line each.
    public var early: [String] = []
    /// What was not proved, and why: a line each.
    public var unproven: [String] = []
    /// How long each program took, the longest first.
    public var durations: [(name: String, duration: Duration)] = []
  }

  /// Proves all of it; a task that is cancelled ends what runs.
  public func finding() async -> Finding {
    var finding = Finding()
    var jobs: [Job] = []
    let shelf = WorkshopShelf(course: course.folder)
    for path in WorkshopPlan.paths(of: course) {
      guard let plan = WorkshopPlan(path, of: course, suite: suite) else { continue }
      for language in shelf.languages(for: path) {
        guard languages?.contains(language) ?? true,
          let kit = shelf.kit(path, in: language)
        else { continue }
        let diagnostics = Diagnostics()
        let needs = PathNeeds.load(kit, diagnostics)
        let misses = NearMiss.load(kit, diagnostics)
        finding.diagnostics += diagnostics.all
        guard let needs else { continue }
        do throws(WorkshopProblem) {
          let ground = try await Ground.prepare(for: needs)
          jobs += self.jobs(kit, plan, misses, ground)
        } catch {
          finding.unproven.append("\(path) in \(language): \(error.description)")
        }
      }
    }
    await run(jobs, into: &finding)
    finding.diagnostics.sort()
    finding.durations.sort { $0.duration > $1.duration }
    return finding
  }

  private func jobs(
    _ kit: WorkshopKit, _ plan: WorkshopPlan, _ misses: [NearMiss], _ ground: Ground
  ) -> [Job] {
    func job(_ task: Job.Task) -> Job { Job(kit: kit, plan: plan, ground: ground, task: task) }
    let isPython = kit.language == Self.wholeLanguage
    let solved = plan.steps.filter { kit.solution($0.build.solution) != nil }
    let steps = isPython ? plan.steps : isWhole ? solved : Array(solved.suffix(1))
    return [job(.starter)] + steps.map { job(.solution($0)) } + misses.map { job(.miss($0)) }
  }

  private func run(_ jobs: [Job], into finding: inout Finding) async {
    finding.programs = jobs.count
    await withTaskGroup(of: (Int, Job.Result).self) { group in
      for (index, job) in jobs.enumerated() {
        if index >= Self.width, let (number, result) = await group.next() {
          finding.take(result, of: jobs[number])
        }
        guard !Task.isCancelled else { break }
        progress("\(index + 1) of \(jobs.count)  \(job.name)")
        group.addTask { (index, await job.result()) }
      }
      for await (number, result) in group { finding.take(result, of: jobs[number]) }
    }
  }
}

extension WorkshopProof.Finding {
  fileprivate mutating func take(_ result: Job.Result, of job: Job) {
    diagnostics += result.complaints.map {
      Diagnostic(.workshop, path: job.place, message: $0)
    }
    early += result.early.map { "\(job.name): \($0) passes before its step" }
    durations.append((job.name, result.duration))
  }
}

/// One program that is laid out, run and held to what it must pass and fail.
private struct Job: Sendable {
  enum Task: Sendable {
    case starter
    case solution(WorkshopPlan.Step)
    case miss(NearMiss)
  }

  struct Result: Sendable {
    var complaints: [String] = []
    var early: [String] = []
    var duration: Duration = .zero
  }

  let kit: WorkshopKit
  let plan: WorkshopPlan
  let ground: Ground
  let task: Task

  var name: String { "\(kit.language)/\(kit.path) \(title)" }

  private var title: String {
    switch task {
    case .starter: "starter"
    case .solution(let step): "solution of step \(step.number)"
    case .miss(let miss): "near miss of step \(miss.step), \(miss.fails)"
    }
  }

  /// Where what is wrong is written.
  var place: String {
    switch task {
    case .starter: kit.starter
    case .solution(let step): kit.solution(step.build.solution) ?? kit.folder
    case .miss: "\(kit.folder)/\(NearMiss.fileName)"
    }
  }

  func result() async -> Result {
    let start = ContinuousClock.now
    var result = Result()
    do {
      let folder = try TemporaryFolder(prefix: "sse-workshop-", isPrivate: true)
      defer { folder.remove() }
      switch task {
      case .starter: result = try await starter(in: folder.path)
      case .solution(let step): result = try await solution(step, in: folder.path)
      case .miss(let miss): result = try await self.miss(miss, in: folder.path)
      }
    } catch is CancellationError {
    } catch {
      result.complaints = ["\(title): \(error)"]
    }
    result.duration = ContinuousClock.now - start
    return result
  }

  private func outcomes(of checks: [Check], in folder: String) async throws -> [Outcome] {
    let settings = try WorkshopSettings.load(from: folder)
    return try await ground.outcomes(
      LearnersProgram(folder: folder, settings: settings), checks, plan)
  }

  /// It runs, and fails every check of the first step.
  private func starter(in folder: String) async throws -> Result {
    try kit.lay(solution: nil, into: folder)
    let found = try await outcomes(of: plan.steps[0].checks, in: folder)
    var result = Result()
    for outcome in found {
      switch outcome.verdict {
      case .passed:
        result.complaints.append("the starter passes \(outcome.check.id) of step 1 already")
      case .cannotRun(let reason):
        result.complaints.append("\(outcome.check.id) of step 1 cannot run: \(reason)")
      case .failed(let failure):
        guard Self.isCrash(failure) else { continue }
        result.complaints.append("the starter crashes: \(failure.sentence)")
      }
    }
    return result
  }

  private static func isCrash(_ failure: Failure) -> Bool {
    failure.sentence.hasPrefix("the command ended with ")
      && !failure.sentence.hasPrefix("the command ended with exit status 0")
      || failure.sentence.contains("cannot be started")
  }

  /// It passes what is asked up to its step, and not all that is new with the next one.
  private func solution(_ step: WorkshopPlan.Step, in folder: String) async throws -> Result {
    try kit.lay(solution: step.build.solution, into: folder)
    let asked = plan.checks(through: step.number)
    let next = plan.steps.indices.contains(step.number) ? plan.steps[step.number].checks : []
    let found = try await outcomes(of: asked + next, in: folder)
    var result = Result()
    let askedIDs = Set(asked.map(\.id))
    let lost = found.filter { askedIDs.contains($0.check.id) && !$0.isPass }.map(\.check)
    // On a busy machine something may come late: what fails is asked once more, by itself.
    let again = lost.isEmpty ? [] : try await outcomes(of: lost, in: folder)
    for outcome in again {
      let start = "step \(step.number) does not pass \(outcome.check.id)"
      switch outcome.verdict {
      case .passed: continue
      case .failed(let failure): result.complaints.append("\(start): \(failure.sentence)")
      case .cannotRun(let reason):
        result.complaints.append("\(start): it cannot run: \(reason)")
      }
    }
    let early = found.filter { !askedIDs.contains($0.check.id) && $0.isPass }.map(\.check.id)
    if !next.isEmpty, early.count == next.count {
      result.complaints.append(
        "step \(step.number) passes all that step \(step.number + 1) is the first to ask for: "
          + early.joined(separator: ", "))
    } else {
      result.early = early
    }
    return result
  }

  /// It fails the check that is meant for it.
  private func miss(_ miss: NearMiss, in folder: String) async throws -> Result {
    var result = Result()
    guard let step = plan.steps.first(where: { $0.number == miss.step }) else {
      result.complaints = ["there is no step \(miss.step)"]
      return result
    }
    guard let check = plan.checks(through: miss.step).first(where: { $0.id == miss.fails }) else {
      result.complaints = ["no step up to \(miss.step) asks for '\(miss.fails)'"]
      return result
    }
    try kit.lay(solution: step.build.solution, into: folder)
    let path = "\(folder)/\(miss.file)"
    guard let text = Files.contents(of: path) else {
      result.complaints = ["step \(miss.step) has no file '\(miss.file)'"]
      return result
    }
    let count = text.ranges(of: miss.text).count
    guard count == 1 else {
      let start = miss.text.split(separator: "\n").first ?? ""
      result.complaints = [
        "'\(start)' stands \(count) times in \(miss.file) of step \(miss.step), not once"
      ]
      return result
    }
    try Data(text.replacing(miss.text, with: miss.replacement).utf8)
      .write(to: URL(filePath: path))
    let found = try await outcomes(of: [check], in: folder)
    for outcome in found {
      switch outcome.verdict {
      case .failed(let failure) where !Self.isCrash(failure): continue
      case .failed(let failure):
        result.complaints.append("the near miss (\(miss.because)) crashes: \(failure.sentence)")
      case .passed:
        result.complaints.append(
          "\(miss.fails) does not find the near miss of step \(miss.step) (\(miss.because))")
      case .cannotRun(let reason):
        result.complaints.append("\(miss.fails) cannot run: \(reason)")
      }
    }
    return result
  }
}

public import Conformance
import FoundationEssentials
import Platform
public import Workbook

/// Proves the workshop by running its programs: the starter fails exactly the first step, each
/// solution passes its step and fails the next one's new checks, near misses fail what is meant for
/// them.
///
/// Usually a solution is held to what its step is the first to ask for, and only the last one to
/// everything; the whole proof holds each to all that was asked before it, too.
public struct WorkshopProof: Sendable {
  /// The language of which everything is proved; of the others starter and last solution.
  public static let wholeLanguage = "python"
  /// How many programs run side by side for each core: they wait more than they work.
  private static let programsPerCore = 4
  /// How many when something is asked once more: nobody is to be in the way.
  private static let programsOnceMore = 1

  let course: Course
  let suite: Suite
  /// Whether every step of every language is proved, with all that was asked before it.
  let isWhole: Bool
  /// The languages that are looked at; nil: all.
  let languages: [String]?
  /// Only programs with this in their names, as `python/server` has it; nil: all.
  let only: String?
  /// Hears what is found, at once.
  let hear: @Sendable (News) -> Void

  /// Prepares a proof.
  public init(
    _ course: Course, suite: Suite, isWhole: Bool = false, languages: [String]? = nil,
    only: String? = nil, hear: @escaping @Sendable (News) -> Void = { _ in }
  ) {
    self.course = course
    self.suite = suite
    self.isWhole = isWhole
    self.languages = languages
    self.only = only
    self.hear = hear
  }

  /// What a proof tells as it goes on.
  public enum News: Sendable {
    /// So many programs of so many are proved; the one that was last.
    case progress(done: Int, count: Int, name: String)
    /// What is wrong, unless it is all right at the end, when it is asked once more.
    case doubt(name: String, complaint: String)
    /// What is wrong.
    case complaint(Diagnostic)
    /// What passes before its step, which is no fault.
    case early(String)
    /// What was not proved, and why.
    case unproven(String)
  }

  /// What came of it.
  public struct Finding: Sendable {
    /// How many programs were proved.
    public var programs = 0
    /// How many there were to prove; more than were, when it was stopped.
    public var count = 0
    /// How many complaints there were.
    public var complaints = 0
    /// How long each program took, the longest first.
    public var durations: [(name: String, duration: Duration)] = []
  }

  /// Proves all of it; a task that is cancelled ends what runs.
  public func finding() async -> Finding {
    var finding = Finding()
    let databases = DatabaseShelf()
    let jobs = await jobs(databases, into: &finding)
    finding.count = jobs.count
    let doubtful = await run(jobs, width: Self.programsPerCore * cores, into: &finding)
    // On a busy machine something may come late: what went wrong is asked once more, by itself.
    _ = await run(doubtful, width: Self.programsOnceMore, isLast: true, into: &finding)
    await databases.close()
    finding.durations.sort { $0.duration > $1.duration }
    return finding
  }

  private var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// What is to be run, what takes longest first.
  private func jobs(_ databases: DatabaseShelf, into finding: inout Finding) async -> [Job] {
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
        diagnostics.all.forEach { finding.complain($0, hear) }
        guard let needs else { continue }
        let wanted = self.jobs(kit, plan, misses).filter { job in
          only.map { job.name.contains($0) } ?? true
        }
        guard !wanted.isEmpty else { continue }
        guard !needs.isNightly || isWhole || languages != nil || only != nil else {
          hear(.unproven("\(path) in \(language): it takes minutes; '--all' proves it"))
          continue
        }
        do throws(WorkshopProblem) {
          let ground = try await Ground.prepare(for: needs, databases)
          jobs += wanted.map { $0.on(ground) }
        } catch {
          hear(.unproven("\(path) in \(language): \(error.description)"))
        }
      }
    }
    return jobs.sorted { $0.patience > $1.patience }
  }

  private func jobs(_ kit: WorkshopKit, _ plan: WorkshopPlan, _ misses: [NearMiss]) -> [Job] {
    func job(_ task: Job.Task) -> Job {
      Job(kit: kit, plan: plan, task: task, isWhole: isWhole)
    }
    let isPython = kit.language == Self.wholeLanguage
    let solved = plan.steps.filter { kit.solution($0.build.solution) != nil }
    let steps = isPython ? plan.steps : isWhole ? solved : Array(solved.suffix(1))
    let missed = misses.filter { !$0.isNightly || isWhole || only != nil }
    return [job(.starter)] + steps.map { job(.solution($0)) } + missed.map { job(.miss($0)) }
  }

  /// Runs programs side by side; returns those that have to be asked once more.
  private func run(
    _ jobs: [Job], width: Int, isLast: Bool = false, into finding: inout Finding
  ) async -> [Job] {
    var doubtful: [Job] = []
    await withTaskGroup(of: (Int, Job.Result).self) { group in
      func take(_ index: Int, _ result: Job.Result) {
        guard !Task.isCancelled else { return }
        let job = jobs[index]
        finding.durations.append((job.name, result.duration))
        guard result.complaints.isEmpty || isLast else {
          doubtful.append(job)
          result.complaints.forEach { hear(.doubt(name: job.name, complaint: $0)) }
          return
        }
        finding.programs += 1
        for complaint in result.complaints {
          finding.complain(Diagnostic(.workshop, path: job.place, message: complaint), hear)
        }
        for id in result.early { hear(.early("\(job.name): \(id) passes before its step")) }
        hear(.progress(done: finding.programs, count: finding.count, name: job.name))
      }
      for (index, job) in jobs.enumerated() {
        if index >= width, let (number, result) = await group.next() { take(number, result) }
        guard !Task.isCancelled else { break }
        group.addTask { (index, await job.result()) }
      }
      for await (number, result) in group { take(number, result) }
    }
    return doubtful
  }
}

extension WorkshopProof.Finding {
  fileprivate mutating func complain(
    _ diagnostic: Diagnostic, _ hear: (WorkshopProof.News) -> Void
  ) {
    complaints += 1
    hear(.complaint(diagnostic))
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
  let task: Task
  /// Whether a solution is held to all steps before it, too, and what passes before its step named.
  let isWhole: Bool
  var ground = Ground()

  /// The same on a ground that has been prepared for it.
  func on(_ ground: Ground) -> Job {
    var job = self
    job.ground = ground
    return job
  }

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

  /// An idea of how long it takes, so that what takes longest begins first: the longest wait of a
  /// server's checks, of which the patient run side by side; of others how many checks there are.
  var patience: Duration {
    let asked =
      switch task {
      case .starter: plan.steps[0].checks
      case .solution(let step): asked(of: step) + next(after: step)
      case .miss(let miss): plan.checks(through: miss.step).filter { $0.id == miss.fails }
      }
    return plan.subject == .server
      ? asked.map(\.patience).max() ?? .zero : Self.usualDuration * asked.count
  }

  /// How long a check of a client takes where others run beside it, about.
  private static let usualDuration = Duration.milliseconds(400)

  /// A check that waits this long for something has a life of the program for itself.
  private static let longPatience = Duration.seconds(10)

  /// Runs checks side by side: the patient ones of a server each on a life of its own.
  private func outcomes(of checks: [Check], in folder: String) async throws -> [Outcome] {
    let isServer = plan.subject == .server
    let patient = checks.filter { isServer && $0.patience >= Self.longPatience }
    let others = checks.filter { !isServer || $0.patience < Self.longPatience }
    let lives = ([others] + patient.map { [$0] }).filter { !$0.isEmpty }
    return try await withThrowingTaskGroup(of: [Outcome].self) { group in
      for checks in lives {
        group.addTask { try await life(of: checks, in: folder) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// So many clients of one program follow side by side, beside those of other programs.
  private static let clientsSideBySide = 3

  private func life(
    of checks: [Check], in folder: String, _ manner: LearnersProgram.Manner = .all
  ) async throws -> [Outcome] {
    let settings = try WorkshopSettings.load(from: folder)
    var program = LearnersProgram(folder: folder, settings: settings)
    program.width = Self.clientsSideBySide
    return try await ground.outcomes(program, checks, plan, manner)
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
    let next = next(after: step)
    async let coming = early(next, in: folder)
    let found = try await outcomes(of: asked(of: step), in: folder)
    var result = Result()
    for outcome in found {
      let start = "step \(step.number) does not pass \(outcome.check.id)"
      switch outcome.verdict {
      case .passed: continue
      case .failed(let failure): result.complaints.append("\(start): \(failure.sentence)")
      case .cannotRun(let reason):
        result.complaints.append("\(start): it cannot run: \(reason)")
      }
    }
    let early = try await coming
    if !next.isEmpty, early.count == next.count {
      result.complaints.append(
        "step \(step.number) passes all that step \(step.number + 1) is the first to ask for: "
          + early.joined(separator: ", "))
    } else if isWhole {
      result.early = early
    }
    return result
  }

  private func asked(of step: WorkshopPlan.Step) -> [Check] {
    isWhole || step.number == plan.steps.last?.number
      ? plan.checks(through: step.number) : step.checks
  }

  private func next(after step: WorkshopPlan.Step) -> [Check] {
    plan.steps.indices.contains(step.number) ? plan.steps[step.number].checks : []
  }

  /// The checks of the next step that pass already: all of them, or those before the first that does
  /// not.
  private func early(_ next: [Check], in folder: String) async throws -> [String] {
    guard !next.isEmpty else { return [] }
    guard !isWhole else {
      return try await outcomes(of: next, in: folder).filter(\.isPass).map(\.check.id)
    }
    // What waits least may tell first.
    let hasty = next.sorted { $0.patience < $1.patience }
    return try await life(of: hasty, in: folder, .untilFailure).filter(\.isPass).map(\.check.id)
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
      case .failed(let failure):
        // A bug may be an exception; but then the program still does something.
        guard Self.isCrash(failure), try await !isAlive(miss, in: folder) else { continue }
        result.complaints.append("the near miss (\(miss.because)) crashes: \(failure.sentence)")
      case .passed:
        result.complaints.append(
          "\(miss.fails) does not find the near miss of step \(miss.step) (\(miss.because))")
      case .cannotRun(let reason):
        guard !miss.cannotRun else { continue }
        result.complaints.append("\(miss.fails) cannot run: \(reason)")
      }
    }
    return result
  }

  /// Whether a program with a bug passes any other check that was asked before.
  private func isAlive(_ miss: NearMiss, in folder: String) async throws -> Bool {
    let others = plan.checks(through: miss.step).filter { $0.id != miss.fails }
    for check in others.prefix(Self.signsOfLife) {
      if try await outcomes(of: [check], in: folder).allSatisfy(\.isPass) { return true }
    }
    return false
  }

  /// So many other checks are tried to see whether a program with a bug works at all.
  private static let signsOfLife = 3
}

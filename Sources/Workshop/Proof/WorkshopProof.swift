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
    let proofs = await proofs(databases, into: &finding)
    finding.count = proofs.count
    let doubtful = await run(proofs, width: Self.programsPerCore * cores, into: &finding)
    // On a busy machine something may come late: what went wrong is asked once more, by itself.
    _ = await run(doubtful, width: Self.programsOnceMore, isLast: true, into: &finding)
    await databases.close()
    finding.durations.sort { $0.duration > $1.duration }
    return finding
  }

  private var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// What is to be run, what takes longest first.
  private func proofs(_ databases: DatabaseShelf, into finding: inout Finding) async
    -> [ProgramProof]
  {
    var proofs: [ProgramProof] = []
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
        let wanted = self.proofs(kit, plan, misses).filter { proof in
          only.map { proof.name.contains($0) } ?? true
        }
        guard !wanted.isEmpty else { continue }
        guard !needs.isNightly || isWhole || languages != nil || only != nil else {
          hear(.unproven("\(path) in \(language): it takes minutes; '--all' proves it"))
          continue
        }
        do throws(WorkshopProblem) {
          let ground = try await Ground.prepare(for: needs, databases)
          proofs += wanted.map { $0.on(ground) }
        } catch {
          hear(.unproven("\(path) in \(language): \(error.description)"))
        }
      }
    }
    return proofs.sorted { $0.patience > $1.patience }
  }

  private func proofs(_ kit: WorkshopKit, _ plan: WorkshopPlan, _ misses: [NearMiss])
    -> [ProgramProof]
  {
    func proof(_ task: ProgramProof.Task) -> ProgramProof {
      ProgramProof(kit: kit, plan: plan, task: task, isWhole: isWhole)
    }
    let isPython = kit.language == Self.wholeLanguage
    let solved = plan.steps.filter { kit.solution($0.build.solution) != nil }
    let steps = isPython ? plan.steps : isWhole ? solved : Array(solved.suffix(1))
    let missed = misses.filter { !$0.isNightly || isWhole || only != nil }
    return [proof(.starter)] + steps.map { proof(.solution($0)) }
      + missed.map { proof(.miss($0)) }
  }

  /// Runs programs side by side; returns those that have to be asked once more.
  private func run(
    _ proofs: [ProgramProof], width: Int, isLast: Bool = false, into finding: inout Finding
  ) async -> [ProgramProof] {
    var doubtful: [ProgramProof] = []
    await withTaskGroup(of: (Int, ProgramProof.Result).self) { group in
      func take(_ index: Int, _ result: ProgramProof.Result) {
        guard !Task.isCancelled else { return }
        let proof = proofs[index]
        finding.durations.append((proof.name, result.duration))
        guard result.complaints.isEmpty || isLast else {
          doubtful.append(proof)
          result.complaints.forEach { hear(.doubt(name: proof.name, complaint: $0)) }
          return
        }
        finding.programs += 1
        for complaint in result.complaints {
          finding.complain(Diagnostic(.workshop, path: proof.place, message: complaint), hear)
        }
        for id in result.early { hear(.early("\(proof.name): \(id) passes before its step")) }
        hear(.progress(done: finding.programs, count: finding.count, name: proof.name))
      }
      for (index, proof) in proofs.enumerated() {
        if index >= width, let (number, result) = await group.next() { take(number, result) }
        guard !Task.isCancelled else { break }
        group.addTask { (index, await proof.result()) }
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

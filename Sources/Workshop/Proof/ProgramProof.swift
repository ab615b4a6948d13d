import Conformance
import FoundationEssentials
import Platform
import Workbook

/// One program that is laid out, run and held to what it must pass and fail.
struct ProgramProof: Sendable {
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
  func on(_ ground: Ground) -> ProgramProof {
    var proof = self
    proof.ground = ground
    return proof
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
      if try WorkshopSettings.load(from: kit.starter).build != nil {
        result = try await BuildShelf.shared.lend("\(kit.language)-\(kit.path)") {
          try await self.result(in: $0)
        }
      } else {
        let folder = try TemporaryFolder(prefix: "sse-workshop-", isPrivate: true)
        defer { folder.remove() }
        result = try await self.result(in: folder.path)
      }
    } catch is CancellationError {
    } catch {
      result.complaints = ["\(title): \(error)"]
    }
    result.duration = ContinuousClock.now - start
    return result
  }

  private func result(in folder: String) async throws -> Result {
    switch task {
    case .starter: try await starter(in: folder)
    case .solution(let step): try await solution(step, in: folder)
    case .miss(let miss): try await self.miss(miss, in: folder)
    }
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

/// Runs visits over a server, one after the other: they share its stream.
public struct ServerRun: Sendable {
  let subject: ServerSubject
  let seed: UInt64
  /// The longest wait, where the subject is known to be quick.
  var longestWait: Duration?
  /// After so many visits in a row without the head of an answer the server is not asked any more.
  private static let patienceForSilence = 4
  /// How many there were.
  private let silent = Shared(0)

  /// Makes a run.
  public init(_ subject: ServerSubject, seed: UInt64) {
    self.subject = subject
    self.seed = seed
  }

  /// Runs the checks and tells of each when it is done.
  public func run(
    _ checks: [Check], _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    await SideBySide.run(checks, width: 1, verdict(on:), done)
  }

  func verdict(on check: Check) async -> Outcome.Verdict {
    guard case .visit(let visit) = check.body else {
      return .cannotRun("it is no check of a server")
    }
    if let reason = lacking(visit.needs) { return .cannotRun(reason) }
    guard silent.current < Self.patienceForSilence else {
      return .cannotRun(
        "the server gave no answer \(Self.patienceForSilence) times in a row and is not asked any more"
      )
    }
    do throws(SubjectProblem) {
      try await subject.life?.start()
    } catch {
      return .failed(Failure(error.description))
    }
    if let reason = hidden(from: visit) { return .cannotRun(reason) }
    var random = Seeded(seed: seed, salt: check.id)
    let token = "t" + String(random.next() % 1_000_000_007, radix: 36)
    let visiting = Visiting(subject: subject, token: token, longestWait: longestWait)
    defer { Task { await visiting.leave() } }
    for step in visit.steps {
      if Task.isCancelled { return .cannotRun("it was stopped") }
      if let failure = await visiting.perform(step) {
        await visiting.leave()
        silent.with { $0 = visiting.sawSilence.current ? $0 + 1 : 0 }
        return .failed(failure)
      }
    }
    silent.with { $0 = 0 }
    await visiting.leave()
    return .passed
  }

  /// What the system would have to show and does not: said before anything is done, which may be long.
  private func hidden(from visit: Visit) -> String? {
    for step in visit.steps {
      switch step {
      case .left where !ProcessLook.seesSockets: return "the system shows no sockets"
      case .memory where subject.process.flatMap(ProcessLook.residentMegabytes) == nil:
        return "the memory of the process cannot be seen"
      default: continue
      }
    }
    return nil
  }

  private func lacking(_ needs: Set<Visit.Need>) -> String? {
    for need in Visit.Need.allCases where needs.contains(need) {
      switch need {
      case .publish where subject.publisher == nil:
        return "it must publish events: say how with --publish URL"
      case .type where subject.publisher?.takesType != true:
        return "the publisher chooses no type: put {event} into --body"
      case .id where subject.publisher?.takesID != true:
        return "the publisher chooses no id: put {id} into --body"
      case .json where subject.publisher?.takesObject != true:
        return "it sends what is no JSON: the publisher takes JSON if --body is an object of it"
      case .load where !subject.takesLoad:
        return "it means much load (200 connections, up to 100 MB): allow it with --load"
      case .start where subject.life == nil:
        return "it ends the server: let it be started with --start COMMAND"
      case .pid where subject.namedProcess == nil && subject.life == nil:
        return "it looks at the process of the server: name it with --pid"
      case .local where !subject.place.isLocal:
        return "it looks at the server's sockets, which must be on this machine"
      default: continue
      }
    }
    return nil
  }
}

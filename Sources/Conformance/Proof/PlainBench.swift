/// Where a plain subject with a planted fault meets checks.
protocol PlainBench: Sendable {
  /// How many faults are looked at side by side.
  var width: Int { get }
  /// Whether the plain subject is one that this check can look at.
  func canRun(_ check: Check) -> Bool
  /// Whether a check is shown to the faults of other rules, too.
  func isQuick(_ check: Check) -> Bool
  /// Runs checks over the subject until an outcome is enough.
  func outcomes(
    of checks: [Check], fault: String?, until isEnough: @escaping @Sendable (Outcome) -> Bool
  ) async -> [Outcome]
}

/// The plain parser, which is cut in a few places only, since there are many of it.
struct ParserBench: PlainBench {
  let suite: Suite

  var width: Int { 2 }

  func canRun(_ check: Check) -> Bool {
    switch check.body {
    case .stream: true
    case .cuts(let rules): rules.allSatisfy { !$0.hasPrefix("long-") && !$0.hasPrefix("many-") }
    default: false
    }
  }

  func isQuick(_ check: Check) -> Bool {
    guard case .stream(let stream) = check.body else { return true }
    return stream.pieces.reduce(0) { $0 + $1.count } < SuiteProof.sizeLimit
  }

  func outcomes(
    of checks: [Check], fault: String?, until isEnough: @escaping @Sendable (Outcome) -> Bool
  ) async -> [Outcome] {
    let run = ParserRun(SampledParser(parser: PlainParser(fault: fault)), suite: suite, seed: 1)
    return await SideBySide.run(checks, width: 1, until: isEnough, run.verdict(on:))
  }

  private struct SampledParser: ParserSubject {
    let parser: PlainParser

    var width: Int { 1 }
    var takesEveryCut: Bool { false }
    func answer(to pieces: [[UInt8]]) -> ParserAnswer { parser.answer(to: pieces) }
  }
}

/// The plain client.
struct ClientBench: PlainBench {
  /// Scenarios that take longer are shown only to the faults of their own rules.
  private static let longScenario = Duration.milliseconds(650)

  var width: Int { 3 }

  func canRun(_ check: Check) -> Bool { if case .scenario = check.body { true } else { false } }

  func isQuick(_ check: Check) -> Bool {
    guard case .scenario(let scenario) = check.body else { return false }
    return scenario.shortest < Self.longScenario && scenario.size < SuiteProof.sizeLimit
  }

  func outcomes(
    of checks: [Check], fault: String?, until isEnough: @escaping @Sendable (Outcome) -> Bool
  ) async -> [Outcome] {
    let client = PlainClient(fault: fault)
    return await SideBySide.run(
      checks, width: client.width, until: isEnough, ClientRun(client).verdict(on:))
  }
}

/// The plain server: one for each check, so that they need not wait for each other.
struct ServerBench: PlainBench {
  /// Visits that take longer are shown only to the faults of their own rules.
  private static let longVisit = Duration.milliseconds(650)
  /// The longest wait: the plain server does all that it does within a second.
  private static let longestWait = Duration.seconds(2)

  var width: Int { 3 }

  func canRun(_ check: Check) -> Bool {
    // What looks at a process would look at this one.
    if case .visit(let visit) = check.body { !visit.needs.contains(.pid) } else { false }
  }

  func isQuick(_ check: Check) -> Bool {
    guard case .visit(let visit) = check.body else { return false }
    return visit.shortest < Self.longVisit && !visit.needs.contains(.load)
  }

  func outcomes(
    of checks: [Check], fault: String?, until isEnough: @escaping @Sendable (Outcome) -> Bool
  ) async -> [Outcome] {
    await SideBySide.run(checks, width: 16, until: isEnough) { check in
      let server = PlainServer(fault: fault)
      do throws(SubjectProblem) {
        try await server.start()
      } catch {
        return .cannotRun(error.description)
      }
      guard let place = StreamPlace("http://127.0.0.1:\(server.port)/stream") else {
        return .cannotRun("it has no address")
      }
      let subject = ServerSubject(
        place: place, publisher: Publisher(place: place), life: server, takesLoad: true)
      var run = ServerRun(subject, seed: 1)
      run.longestWait = Self.longestWait
      let verdict = await run.verdict(on: check)
      await server.kill()
      return verdict
    }
  }
}

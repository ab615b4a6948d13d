public import Workbook

/// Proves a suite by planted faults.
///
/// A plain parser, client and server without a fault must pass everything; with the fault of a rule,
/// checks of that rule must find it, and those of at most ``otherRules`` other rules may.
public struct SuiteProof: Sendable {
  /// How many other rules' checks may find a fault: 2.
  public static let otherRules = 2
  /// Streams beyond this size are shown only to the faults of their own rules: 4 KiB.
  static let sizeLimit = 4 << 10

  let suite: Suite
  let folder: String

  /// Makes a proof; the folder stands in front of what it finds.
  public init(_ suite: Suite, folder: String) {
    self.suite = suite
    self.folder = folder
  }

  /// What a planted fault showed.
  public struct Finding: Sendable, Hashable {
    /// The rule whose fault was planted; nil: none was.
    public var fault: String?
    /// The rules of which a check failed.
    public var failed: [String]
    /// The first failed check, and what it said.
    public var example: String?
  }

  /// Everything that is wrong with the checks of one kind of subject.
  public func diagnostics(for subject: Rule.Subject) async -> [Diagnostic] {
    await findings(for: subject).compactMap { diagnostic(of: $0, subject) }
  }

  package func diagnostic(of finding: Finding, _ subject: Rule.Subject) -> Diagnostic? {
    func say(_ message: String) -> Diagnostic {
      Diagnostic(.conformance, path: "\(folder)/\(subject)*.yaml", message: message)
    }
    guard let fault = finding.fault else {
      return finding.failed.isEmpty
        ? nil
        : say("the plain \(subject) without a fault fails \(finding.example ?? "")")
    }
    guard finding.failed.contains(fault) else {
      return say("no check of the rule '\(fault)' finds its planted fault")
    }
    let others = finding.failed.filter { $0 != fault }
    guard others.count > Self.otherRules else { return nil }
    return say(
      "the planted fault of '\(fault)' is found by too many other rules: "
        + others.joined(separator: ", "))
  }

  /// What the plain subject without a fault, and with each, is found to do.
  public func findings(for subject: Rule.Subject) async -> [Finding] {
    let faults = [nil] + suite.rules(of: subject).map { Optional($0.name) }
    switch subject {
    case .parser: return await inTurn(faults, width: 2) { await parserFinding($0) }
    case .client: return await inTurn(faults, width: 2) { await clientFinding($0) }
    case .server: return await inTurn(faults, width: 10) { await serverFinding($0) }
    }
  }

  private func inTurn(
    _ faults: [String?], width: Int, _ find: @escaping @Sendable (String?) async -> Finding
  ) async -> [Finding] {
    var findings = [Finding?](repeating: nil, count: faults.count)
    await withTaskGroup(of: (Int, Finding).self) { group in
      for (index, fault) in faults.enumerated() {
        if index >= width, let (place, finding) = await group.next() { findings[place] = finding }
        group.addTask { (index, await find(fault)) }
      }
      for await (place, finding) in group { findings[place] = finding }
    }
    return findings.compactMap(\.self)
  }

  static func finding(_ fault: String?, _ outcomes: [Outcome]) -> Finding {
    var failed: [String] = []
    var example: String?
    for outcome in outcomes where !outcome.isPass {
      let name = outcome.check.rule.name
      if !failed.contains(name) { failed.append(name) }
      guard example == nil else { continue }
      switch outcome.verdict {
      case .failed(let failure): example = "\(outcome.check.id): \(failure.sentence)"
      case .cannotRun(let reason): example = "\(outcome.check.id): \(reason)"
      case .passed: break
      }
    }
    return Finding(fault: fault, failed: failed, example: example)
  }

  // MARK: The parser

  private func parserFinding(_ fault: String?) async -> Finding {
    let checks = suite.checks(for: .parser).filter { check in
      switch check.body {
      case .stream(let stream):
        fault == nil || check.rule.name == fault
          || stream.pieces.reduce(0) { $0 + $1.count } < Self.sizeLimit
      case .cuts(let rules): rules.allSatisfy { !$0.hasPrefix("long-") && !$0.hasPrefix("many-") }
      default: false
      }
    }
    let parser = PlainParser(fault: fault)
    let subject = SampledParser { parser.answer(to: $0) }
    let outcomes = await ParserRun(subject, suite: suite, seed: 1).run(checks) { _ in }
    return Self.finding(fault, outcomes)
  }
}

extension SuiteProof {
  /// Scenarios that take longer are shown only to the faults of their own rules.
  private static let longScenario = Duration.milliseconds(650)

  private func clientFinding(_ fault: String?) async -> Finding {
    let checks = suite.checks(for: .client).filter { check in
      guard case .scenario(let scenario) = check.body else { return false }
      return fault == nil || check.rule.name == fault
        || scenario.shortest < Self.longScenario && scenario.size < Self.sizeLimit
    }
    let outcomes = await ClientRun(PlainClient(fault: fault)).run(checks) { _ in }
    return Self.finding(fault, outcomes)
  }
}

extension SuiteProof {
  private func serverFinding(_ fault: String?) async -> Finding {
    let server = PlainServer(fault: fault)
    do throws(SubjectProblem) {
      try await server.start()
    } catch {
      return Finding(fault: fault, failed: [], example: error.description)
    }
    guard let place = StreamPlace("http://127.0.0.1:\(server.port)/stream") else {
      return Finding(fault: fault, failed: [], example: "no address")
    }
    let subject = ServerSubject(
      place: place, publisher: Publisher(place: place), life: server, takesLoad: true)
    let checks = suite.checks(for: .server).filter { check in
      guard case .visit(let visit) = check.body else { return false }
      // What looks at a process would look at this one.
      guard !visit.needs.contains(.pid) else { return false }
      return !visit.needs.contains(.load) || fault == nil || check.rule.name == fault
    }
    var run = ServerRun(subject, seed: 1)
    run.longestWait = .seconds(2)
    let outcomes = await run.run(checks) { _ in }
    await server.kill()
    return Self.finding(fault, outcomes)
  }
}

/// A parser within this program that is cut in a few places only, since there are many of it.
private struct SampledParser: ParserSubject {
  let parse: @Sendable ([[UInt8]]) -> ParserAnswer

  var width: Int { 1 }
  var takesEveryCut: Bool { false }
  func answer(to pieces: [[UInt8]]) -> ParserAnswer { parse(pieces) }
}

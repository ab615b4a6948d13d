public import Workbook

/// Proves a suite by planted faults.
///
/// A plain parser, client and server without a fault must pass everything; with the fault of a rule,
/// a check of that rule must find it, and those of at most ``otherRules`` other rules may.
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
    /// The rules of which a check failed; of others no more than say that they are too many.
    public var failed: [String]
    /// The first failed check, and what it said.
    public var example: String?
  }

  /// Everything that is wrong with the checks of one kind of subject.
  ///
  /// With a pattern only rules are proved whose `subject/rule` matches it, as the id of a check does.
  public func diagnostics(
    for subject: Rule.Subject, only pattern: String? = nil,
    _ progress: @escaping @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) async -> [Diagnostic] {
    await findings(for: subject, only: pattern, progress).compactMap { diagnostic(of: $0, subject) }
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
  public func findings(
    for subject: Rule.Subject, only pattern: String? = nil,
    _ progress: @escaping @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) async -> [Finding] {
    let rules = suite.rules(of: subject).map(\.name).filter { name in
      pattern.map { Suite.matches("\(subject)/\(name)/", $0) } ?? true
    }
    guard !rules.isEmpty else { return [] }
    let faults = [nil] + rules.map { Optional($0) }
    let bench: any PlainBench =
      switch subject {
      case .parser: ParserBench(suite: suite)
      case .client: ClientBench()
      case .server: ServerBench()
      }
    let checks = suite.checks(for: subject).filter(bench.canRun)
    var findings = [Finding?](repeating: nil, count: faults.count)
    await withTaskGroup(of: (Int, Finding).self) { group in
      var done = 0
      for (index, fault) in faults.enumerated() {
        if index >= bench.width, let (place, finding) = await group.next() {
          findings[place] = finding
          done += 1
          progress(done, faults.count)
        }
        group.addTask { (index, await Self.finding(fault, checks, bench, rules)) }
      }
      for await (place, finding) in group {
        findings[place] = finding
        done += 1
        progress(done, faults.count)
      }
    }
    // Beside others a check may be late for no fault of its own: what looks wrong is looked at once
    // more, alone.
    for (index, finding) in findings.enumerated() where !Task.isCancelled {
      guard let finding, diagnostic(of: finding, subject) != nil else { continue }
      findings[index] = await Self.finding(faults[index], checks, bench, rules)
    }
    return findings.compactMap(\.self)
  }

  /// The checks of the broken rule first, up to the one that finds it; then those of the others that
  /// are quick, until too many have found it.
  private static func finding(
    _ fault: String?, _ checks: [Check], _ bench: any PlainBench, _ rules: [String]
  ) async -> Finding {
    guard let fault else {
      let asked = checks.filter { rules.contains($0.rule.name) }
      let outcomes = await bench.outcomes(of: asked, fault: nil) { _ in false }
      return finding(fault, outcomes.filter { !$0.isPass })
    }
    let own = await bench.outcomes(
      of: checks.filter { $0.rule.name == fault }, fault: fault, until: \.isFailure)
    guard own.contains(where: \.isFailure) else { return finding(fault, []) }
    let seen = Shared<Set<String>>([])
    let others = await bench.outcomes(
      of: checks.filter { $0.rule.name != fault && bench.isQuick($0) }, fault: fault
    ) { outcome in
      seen.with { seen in
        if outcome.isFailure { seen.insert(outcome.check.rule.name) }
        return seen.count > otherRules
      }
    }
    return finding(fault, (own + others).filter(\.isFailure))
  }

  private static func finding(_ fault: String?, _ outcomes: [Outcome]) -> Finding {
    var failed: [String] = []
    for name in outcomes.map(\.check.rule.name) where !failed.contains(name) {
      failed.append(name)
    }
    let example = outcomes.first.map { first in
      switch first.verdict {
      case .failed(let failure): "\(first.check.id): \(failure.sentence)"
      case .cannotRun(let reason): "\(first.check.id): \(reason)"
      case .passed: first.check.id
      }
    }
    return Finding(fault: fault, failed: failed, example: example)
  }
}

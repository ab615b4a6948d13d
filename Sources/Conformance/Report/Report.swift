/// What a run found, for every form of report.
public struct Report: Sendable {
  /// What was judged.
  public var subject: Rule.Subject
  /// The command or the address.
  public var target: String
  /// What was found, in the order of the suite.
  public var outcomes: [Outcome]
  /// The seed of the cuts.
  public var seed: UInt64
  /// How long it took.
  public var duration: Duration
  /// The deviations that are known.
  public var expectations: Expectations
  /// How many checks had not ended when the run was stopped.
  public var unfinished = 0
  /// What the same checks found through proxies, if they were asked.
  public var passages: [Passage] = []

  /// Makes a report.
  public init(
    subject: Rule.Subject, target: String, outcomes: [Outcome], seed: UInt64, duration: Duration,
    expectations: Expectations = Expectations()
  ) {
    self.subject = subject
    self.target = target
    self.outcomes = outcomes
    self.seed = seed
    self.duration = duration
    self.expectations = expectations
  }

  /// How an outcome counts.
  public enum Standing: Int, Sendable, CaseIterable, Comparable {
    case must, should, practice, known, cannotRun, passed

    /// The worst first.
    public static func < (one: Standing, other: Standing) -> Bool { one.rawValue < other.rawValue }

    /// As a line begins.
    public var word: String {
      switch self {
      case .must: "MUST"
      case .should: "SHOULD"
      case .practice: "practice"
      case .known: "known"
      case .cannotRun: "not run"
      case .passed: "passed"
      }
    }
  }

  /// How one counts, the known deviations told apart.
  public func standing(of outcome: Outcome) -> Standing {
    switch outcome.verdict {
    case .passed: return .passed
    case .cannotRun: return .cannotRun
    case .failed:
      if expectations.reason(for: outcome.check.id) != nil { return .known }
      switch outcome.check.level {
      case .must: return .must
      case .should: return .should
      case .practice: return .practice
      }
    }
  }

  /// The outcomes, worst first, each with its standing.
  public var worstFirst: [(standing: Standing, outcome: Outcome)] {
    let all = outcomes.enumerated().map { ($0.offset, standing(of: $0.element), $0.element) }
    return all.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { ($0.1, $0.2) }
  }

  /// How many have this standing.
  public func count(_ standing: Standing) -> Int {
    outcomes.count { self.standing(of: $0) == standing }
  }

  /// The known deviations that are none any more.
  public var stale: [String] {
    expectations.stale(passed: outcomes.filter(\.isPass).map(\.check.id))
  }

  /// 0 when nothing that binds fails, else 1.
  ///
  /// If it is strict, a SHOULD, a check that cannot run and a known deviation that is none any more
  /// count as well.
  public func exitStatus(isStrict: Bool) -> Int32 {
    if count(.must) > 0 { return 1 }
    guard isStrict else { return 0 }
    return count(.should) + count(.cannotRun) + stale.count > 0 ? 1 : 0
  }
}

/// The deviations that a project knows of (`--expect FILE`).
///
/// A line each: the id of a check, or the beginning of ids and `*`, then `#` and the reason.
public struct Expectations: Sendable {
  private var lines: [(pattern: String, reason: String)] = []

  /// None.
  public init() {}

  /// Reads the text of a file.
  public init(text: String) {
    lines = text.split(whereSeparator: \.isNewline).compactMap { line in
      let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let pattern = parts[0].filter { !$0.isWhitespace }
      guard !pattern.isEmpty else { return nil }
      let reason = parts.count > 1 ? parts[1].drop { $0.isWhitespace } : ""
      return (pattern, String(reason))
    }
  }

  private static func fits(_ id: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("*") ? id.hasPrefix(pattern.dropLast()) : id == pattern
  }

  /// Why a check is expected to fail; empty when nobody said, nil when it is not expected.
  public func reason(for id: String) -> String? {
    lines.first { Self.fits(id, $0.pattern) }?.reason
  }

  /// The lines that fit none of these ids.
  public func unknown(among ids: [String]) -> [String] {
    lines.map(\.pattern).filter { pattern in !ids.contains { Self.fits($0, pattern) } }
  }

  /// The ids, written out in full, of checks that pass although they are expected to fail.
  func stale(passed ids: [String]) -> [String] {
    let whole = Set(lines.map(\.pattern).filter { !$0.hasSuffix("*") })
    return ids.filter(whole.contains)
  }
}

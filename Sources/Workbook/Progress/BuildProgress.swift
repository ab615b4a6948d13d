/// What a learner has built of one path of the workshop in one language.
public struct BuildProgress: Sendable, Hashable, Codable {
  /// What has become of one step.
  public struct Step: Sendable, Hashable, Codable {
    /// How often its checks were run.
    public var attempts = 0
    /// How many seconds were worked on it; a pause counts no more than ``BuildProgress/longestPause``.
    public var seconds = 0
    /// When its checks passed first, in seconds since 1970; nil when they have not.
    public var passedAt: Int?

    /// Nothing yet.
    public init() {}
  }

  /// The whole path, proved from its first step to its last.
  public struct Submission: Sendable, Hashable, Codable {
    /// How many checks the program passes.
    public var checks: Int
    /// SHA-256 of the report, in hexadecimal digits.
    public var digest: String
    /// When, in seconds since 1970.
    public var time: Int

    /// Describes one.
    public init(checks: Int, digest: String, time: Int) {
      self.checks = checks
      self.digest = digest
      self.time = time
    }
  }

  /// Of the time between two runs so much counts as work at the most: 15 minutes.
  public static let longestPause = 900

  /// The path, as in `server`.
  public var path: String
  /// The language, as in `python`.
  public var language: String
  /// The steps that were tried, by their numbers.
  public var steps: [Int: Step]
  /// When the last run was, in seconds since 1970.
  public var seenAt: Int
  /// The last time that the whole path was proved; nil when it never was.
  public var submission: Submission?

  /// Begins a path.
  public init(
    path: String, language: String, steps: [Int: Step] = [:], seenAt: Int = 0,
    submission: Submission? = nil
  ) {
    self.path = path
    self.language = language
    self.steps = steps
    self.seenAt = seenAt
    self.submission = submission
  }

  /// How many steps were passed, one after the other, from the first.
  public var passed: Int {
    var number = 0
    while steps[number + 1]?.passedAt != nil { number += 1 }
    return number
  }

  /// How often checks were run, and for how many seconds it was worked.
  public var work: (attempts: Int, seconds: Int) {
    (steps.values.reduce(0) { $0 + $1.attempts }, steps.values.reduce(0) { $0 + $1.seconds })
  }

  /// Takes note of a run of a step's checks at a time in seconds since 1970.
  public mutating func note(step number: Int, hasPassed: Bool, now: Int) {
    var step = steps[number] ?? Step()
    step.attempts += 1
    if seenAt > 0 { step.seconds += min(max(0, now - seenAt), Self.longestPause) }
    if hasPassed, step.passedAt == nil { step.passedAt = now }
    steps[number] = step
    seenAt = now
  }

  /// How far somebody has come who came so far on two machines.
  func merged(with other: BuildProgress) -> BuildProgress {
    var merged = self
    merged.steps = steps.merging(other.steps) { here, there in
      var step = here.attempts >= there.attempts ? here : there
      step.passedAt = [here.passedAt, there.passedAt].compactMap(\.self).min()
      return step
    }
    merged.seenAt = max(seenAt, other.seenAt)
    if (other.submission?.time ?? 0) > (submission?.time ?? 0) {
      merged.submission = other.submission
    }
    return merged
  }

  /// Whether it is such as a path can have.
  var isSensible: Bool {
    Self.isName(path) && Self.isName(language)
      && steps.allSatisfy { number, step in
        (1...1000).contains(number) && step.attempts >= 0 && step.seconds >= 0
      }
      && (submission.map { $0.checks >= 0 && Self.isDigest($0.digest) } ?? true)
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }
}

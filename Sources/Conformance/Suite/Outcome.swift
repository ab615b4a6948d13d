/// What became of one check.
public struct Outcome: Sendable {
  /// The verdict.
  public enum Verdict: Sendable {
    /// What must come came.
    case passed
    /// Something else came.
    case failed(Failure)
    /// It could not be found out, for this reason; that is no pass.
    case cannotRun(String)
  }

  /// The check.
  public var check: Check
  /// What it found.
  public var verdict: Verdict
  /// How long it took.
  public var duration: Duration

  /// Whether the subject fails it.
  public var isFailure: Bool { if case .failed = verdict { true } else { false } }
  /// Whether the subject passes it.
  public var isPass: Bool { if case .passed = verdict { true } else { false } }
}

/// What was sent, what came and what was wanted, as texts for people.
public struct Failure: Sendable {
  /// What went wrong, as one sentence without a full stop.
  public var sentence: String
  /// What was sent to the subject, a line each.
  public var sent: [String]
  /// What came of it.
  public var came: [String]
  /// What had to come.
  public var wanted: [String]

  /// Describes a failure.
  public init(
    _ sentence: String, sent: [String] = [], came: [String] = [], wanted: [String] = []
  ) {
    self.sentence = sentence
    self.sent = sent
    self.came = came
    self.wanted = wanted
  }
}

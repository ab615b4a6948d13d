/// A quiz that the teacher has opened for a class.
public struct ClassQuiz: Sendable, Hashable, Codable {
  /// What this opening of it is known by: a quiz may be opened again, and is another one then.
  public let round: String
  /// The quiz's id.
  public let id: String
  /// Tells whether a machine has the same questions.
  public let fingerprint: String
  /// The draw of all; nil: each has their own.
  public let seed: UInt64?
  /// How many minutes each has, from sitting down; nil: until it is closed.
  public let minutes: Int?

  /// A machine that has sat down to it.
  struct Sitting: Sendable, Hashable, Codable {
    /// Which opening of the quiz.
    var round: String
    /// What the attempt is called, for good.
    var id: String
    /// The draw.
    var seed: UInt64
  }
}

/// How far a class is with the quiz that is open.
public struct QuizStanding: Sendable, Hashable {
  /// The quiz.
  public let quiz: ClassQuiz
  /// The names of those who sit it.
  public let sitting: [String]
  /// The names of those who have handed it in.
  public let handedIn: [String]
}

/// A result that came, and what it must agree with.
public struct ArrivedResult: Sendable, Hashable {
  /// It as it came.
  public let text: String
  /// Whose it must be.
  public let name: String
  /// Which quiz.
  public let quiz: String
  /// What the attempt is called.
  public let id: String
  /// Which draw.
  public let seed: UInt64
  /// Whether one came before: then it must be the same.
  public let isAgain: Bool
}

/// What became of a result that came.
public enum ResultOutcome: Sendable, Hashable {
  /// It is kept.
  case kept
  /// It was kept before, and stays as it was.
  case known
  /// It is none that can be kept: a sentence.
  case refused(String)
  /// There is no room for it: a sentence.
  case noRoom(String)
}

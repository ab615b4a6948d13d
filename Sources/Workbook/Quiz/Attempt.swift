/// What is kept of a sitting: enough to go on with it, and to mark it again at any time.
public struct Attempt: Sendable, Hashable, Codable, Identifiable {
  /// What it is called for good.
  public let id: String
  /// The quiz's id.
  public let quiz: String
  /// What decided the draw.
  public let seed: UInt64
  /// The ids of the questions in the order in which they were asked.
  public let questions: [String]
  /// What the pool was when they were drawn.
  public let poolFingerprint: String
  /// Whether it counts for nothing.
  public private(set) var isPractice: Bool
  /// The topic to which practice was narrowed; nil for a draw over all.
  public let topic: String?
  /// Whether it counts for nothing because the same draw had been handed in before; nil, as in
  /// attempts of earlier versions, means no.
  private var repeatsDraw: Bool?
  /// When it began, in seconds since 1970.
  public let startedAt: Int
  /// When it was handed in; nil while it can be gone on with.
  public var handedInAt: Int?
  /// The question that was on the screen, counted from 0.
  public var position = 0
  /// The answers by the ids of their questions.
  public var answers: [String: Answer] = [:]
  /// What came of the practical questions that were worked at the prompt, by their ids; nil in an
  /// attempt from before they were judged there.
  public var deeds: [String: Deed]?

  /// Makes a record.
  public init(
    id: String, quiz: String, seed: UInt64, questions: [String], poolFingerprint: String,
    isPractice: Bool = false, topic: String? = nil, startedAt: Int
  ) {
    self.id = id
    self.quiz = quiz
    self.seed = seed
    self.questions = questions
    self.poolFingerprint = poolFingerprint
    self.isPractice = isPractice
    self.topic = topic
    self.startedAt = startedAt
  }
}

extension Attempt {
  /// Whether the same draw had been handed in before.
  public var isRepeated: Bool { repeatsDraw ?? false }

  /// Makes it practice, since the same draw was handed in before: its answers are known.
  public mutating func markRepeated() {
    repeatsDraw = true
    isPractice = true
  }
}

/// Why an attempt cannot be gone on with or marked.
public enum AttemptProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The quiz has changed since: a question is gone.
  case questionGone(String)
  /// The questions are not those that the seed draws.
  case notTheDraw

  /// One sentence.
  public var description: String {
    switch self {
    case .questionGone(let id):
      "The quiz has changed since: it has no question '\(id)' any more; sit it again."
    case .notTheDraw:
      "The questions of this attempt are not the ones that its seed draws; sit the quiz again."
    }
  }
}

extension Attempt {
  /// The questions as they were shown.
  ///
  /// From a pool that is still the same, they must be exactly those that the seed draws; from one
  /// that has changed, they must be as many as a draw has, each once, and still be there.
  public func items(from pool: QuizPool) throws(AttemptProblem) -> [QuizItem] {
    if pool.fingerprint == poolFingerprint {
      let items = pool.items(seed: seed, topic: topic)
      guard items.map(\.question.id) == questions else { throw AttemptProblem.notTheDraw }
      return items
    }
    guard Set(questions).count == questions.count,
      topic != nil || questions.count >= min(pool.drawSize, pool.questions.count)
    else { throw AttemptProblem.notTheDraw }
    var items: [QuizItem] = []
    for id in questions {
      guard let question = pool.question(id) else { throw AttemptProblem.questionGone(id) }
      items.append(QuizItem(question, seed: seed))
    }
    return items
  }

  /// Marks it again from its answers; what a file says about its grade is never believed.
  public func result(in pool: QuizPool, lab: Lab?) async throws(AttemptProblem) -> QuizResult {
    await QuizResult(marking: self, items: try items(from: pool), lab: lab)
  }
}

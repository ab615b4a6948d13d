/// A quiz that is being sat: which questions, what has been answered, which is in view.
///
/// Answers may be changed until the quiz is handed in; nothing here tells a key before. A value:
/// ``Attempt`` is what to keep of it, and a sitting is resumed from that.
public struct Sitting: Sendable {
  /// The pool it was drawn from.
  public let pool: QuizPool
  /// The questions as this sitting shows them.
  public let items: [QuizItem]
  /// The question on the screen, counted from 0.
  public private(set) var position: Int
  /// What to keep.
  public private(set) var attempt: Attempt

  /// Draws a new sitting.
  /// - Parameters:
  ///   - pool: The questions to draw from.
  ///   - seed: Decides the draw, the order of options and everything that is made up.
  ///   - id: What the attempt is called for good.
  ///   - isPractice: Whether it counts for nothing.
  ///   - topic: The topic to narrow practice to; nil for all.
  ///   - now: Seconds since 1970.
  public init(
    _ pool: QuizPool, seed: UInt64, id: String, isPractice: Bool = false, topic: String? = nil,
    now: Int
  ) {
    self.pool = pool
    items = pool.items(seed: seed, topic: topic)
    position = 0
    attempt = Attempt(
      id: id, quiz: pool.id, seed: seed, questions: items.map(\.question.id),
      poolFingerprint: pool.fingerprint, isPractice: isPractice, topic: topic,
      startedAt: now)
  }

  /// Goes on with an attempt; throws when it can no longer be told what was asked.
  public init(resuming attempt: Attempt, in pool: QuizPool) throws(AttemptProblem) {
    items = try attempt.items(from: pool)
    self.pool = pool
    self.attempt = attempt
    position = min(max(attempt.position, 0), max(items.count - 1, 0))
  }

  /// The question on the screen.
  public var item: QuizItem { items[position] }

  /// The answer that has been given to the question on the screen.
  public var answer: Answer? { attempt.answers[item.question.id] }

  /// How many questions have an answer.
  public var answered: Int { items.count { attempt.answers[$0.question.id] != nil } }

  /// The numbers, counted from 1, of the questions that have no answer yet.
  public var unanswered: [Int] {
    items.indices.filter { attempt.answers[items[$0].question.id] == nil }.map { $0 + 1 }
  }
}

extension Sitting {
  /// Takes an answer as it is typed, in place of the one before.
  public mutating func answer(typed line: String) throws(AnswerProblem) {
    attempt.answers[item.question.id] = try item.read(typed: line)
  }

  /// Takes an answer, in place of the one before; nil takes it back.
  public mutating func answer(_ answer: Answer?) throws(AnswerProblem) {
    guard let answer else {
      attempt.answers[item.question.id] = nil
      return
    }
    attempt.answers[item.question.id] = try item.resolved(answer)
  }

  /// Takes what was typed at a practical question, judged by what came of it.
  public mutating func answer(_ commands: [String], judged deed: Deed) {
    attempt.answers[item.question.id] = .list(commands)
    attempt.deeds = (attempt.deeds ?? [:]).merging([item.question.id: deed]) { $1 }
  }

  /// Takes an answer from a file; one that cannot be right is kept as it is, and the reason
  /// returned.
  mutating func answer(unchecked answer: Answer) -> AnswerProblem? {
    do {
      attempt.answers[item.question.id] = try item.resolved(answer)
      return nil
    } catch {
      attempt.answers[item.question.id] = answer
      return error
    }
  }

  /// Shows the next question; false on the last one.
  public mutating func next() -> Bool { go(to: position + 1) }

  /// Shows the question before; false on the first one.
  public mutating func back() -> Bool { go(to: position - 1) }

  /// Shows a question, counted from 0; false when there is none.
  public mutating func go(to index: Int) -> Bool {
    guard items.indices.contains(index) else { return false }
    position = index
    attempt.position = index
    return true
  }

  /// Makes it practice, since the same draw was handed in before.
  public mutating func markRepeated() { attempt.markRepeated() }

  /// Hands the quiz in and marks every question; from then on nothing changes.
  public mutating func handIn(now: Int, lab: Lab?) async -> QuizResult {
    attempt.handedInAt = attempt.handedInAt ?? now
    return await QuizResult(marking: attempt, items: items, lab: lab)
  }
}

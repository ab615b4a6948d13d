/// How the questions of a quiz did in a class: on each learner's first attempt, as is usual, since a
/// second one says more about the first than about the question.
public struct ItemStatistics: Sendable, Hashable {
  /// A learner's marks of one attempt.
  public struct Attempt: Sendable, Hashable {
    /// Who it is; two attempts of one learner have the same.
    public let learner: String
    /// When it was handed in, in seconds since 1970.
    public let time: Int
    /// The points of each question that was asked, from 0 to 1, by its code.
    public let marks: [String: Double]

    /// Makes one.
    public init(learner: String, time: Int, marks: [String: Double]) {
      self.learner = learner
      self.time = time
      self.marks = marks
    }
  }

  /// A question.
  public struct Item: Sendable, Hashable {
    /// Its code.
    public let code: String
    /// Its topic.
    public let topic: String
    /// How many first attempts it was asked in.
    public let count: Int
    /// The mean of its marks, from 0 to 100: how easy it was.
    public let facility: Double
    /// How well its mark goes with the rest of the same attempt, from -1 to 1: their correlation.
    ///
    /// Nil where it tells nothing, since all had the same mark, or all the same rest.
    public let discrimination: Double?

    /// Whether those who know more did worse on it: a question to look at, or its key.
    public var isSuspect: Bool { discrimination.map { $0 < 0 } ?? false }
  }

  /// The questions that were asked, in the order of the pool.
  public let items: [Item]
  /// How many learners had a first attempt.
  public let learners: Int

  /// Counts attempts at one pool; a learner's later ones are passed over.
  public init(_ attempts: [Attempt], of pool: QuizPool) {
    var first: [String: Attempt] = [:]
    for attempt in attempts where (first[attempt.learner]?.time ?? .max) > attempt.time {
      first[attempt.learner] = attempt
    }
    learners = first.count
    items = pool.questions.compactMap { Item($0, in: Array(first.values)) }
  }

  /// It as CSV.
  public var csv: String {
    CSV.table(
      ["question", "topic", "asked", "facility", "discrimination"],
      items.map {
        [
          .text($0.code), .text($0.topic), .number($0.count), .number($0.facility, digits: 1),
          .number($0.discrimination, digits: 2),
        ]
      })
  }

  /// It as rows of one width, with what to look at.
  public var rows: [String] {
    ["question  asked  facility  discrimination  topic"]
      + items.map { item in
        let discrimination = item.discrimination.map { CSV.rounded($0, 2) } ?? "-"
        return Self.right(item.code, 8) + Self.right(String(item.count), 7)
          + Self.right(CSV.rounded(item.facility, 0) + " %", 10)
          + Self.right(discrimination, 16) + "  " + item.topic
          + (item.isSuspect ? "  look at it: who knows more did worse" : "")
      }
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension ItemStatistics.Item {
  fileprivate init?(_ question: Question, in attempts: [ItemStatistics.Attempt]) {
    let pairs = attempts.compactMap { attempt -> (own: Double, rest: Double)? in
      guard let own = attempt.marks[question.code] else { return nil }
      let others = attempt.marks.values.reduce(0, +) - own
      return (own, others / Double(max(attempt.marks.count - 1, 1)))
    }
    guard !pairs.isEmpty else { return nil }
    code = question.code
    topic = question.topic
    count = pairs.count
    facility = pairs.reduce(0) { $0 + $1.own } * 100 / Double(pairs.count)
    discrimination = Self.correlation(pairs)
  }

  /// Pearson's; nil where one of both does not vary.
  private static func correlation(_ pairs: [(own: Double, rest: Double)]) -> Double? {
    let count = Double(pairs.count)
    let own = pairs.reduce(0) { $0 + $1.own } / count
    let rest = pairs.reduce(0) { $0 + $1.rest } / count
    var (both, ownSquares, restSquares) = (0.0, 0.0, 0.0)
    for pair in pairs {
      both += (pair.own - own) * (pair.rest - rest)
      ownSquares += (pair.own - own) * (pair.own - own)
      restSquares += (pair.rest - rest) * (pair.rest - rest)
    }
    guard ownSquares > 1e-9, restSquares > 1e-9 else { return nil }
    return both / (ownSquares * restSquares).squareRoot()
  }
}

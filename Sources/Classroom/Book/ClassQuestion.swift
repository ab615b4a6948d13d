/// A question that is put to a class.
public struct ClassQuestion: Sendable, Hashable, Codable {
  /// What the book knows it by.
  public let id: String
  /// The answers that are offered, called a, b, c…; none: any text is an answer.
  public let options: [String]

  /// Makes a question; at most 26 options have a letter.
  public init(id: String, options: [String]) {
    self.id = id
    self.options = Array(options.prefix(26))
  }

  /// The letter of an option.
  public static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(clamping: min(index, 25))))
  }

  /// An answer as it is counted: a letter, or words without the spaces around and between them.
  func counted(_ answer: String) throws(ClassProblem) -> String {
    guard answer.utf8.count <= ClassLimits.answerSize else {
      throw .tooLong(limit: ClassLimits.answerSize)
    }
    let text = answer.tidied
    guard !options.isEmpty else {
      guard !text.isEmpty else { throw .badBody("'answer' is empty") }
      return text
    }
    let letters = options.indices.map(Self.letter)
    guard letters.contains(text) else { throw .noAnswer(last: letters.last ?? "a") }
    return text
  }
}

/// How a class has answered.
public struct Tally: Sendable, Hashable {
  /// An answer and how many gave it.
  public struct Count: Sendable, Hashable {
    /// A letter, or words.
    public let answer: String
    /// How many phones gave it.
    public let count: Int
  }

  /// The answers: those that were offered in their order, else the most frequent first.
  public let counts: [Count]
  /// How many gave one that is not named in ``counts``.
  public let others: Int
  /// How many answered.
  public var total: Int { counts.reduce(others) { $0 + $1.count } }

  init(_ answers: some Sequence<String>, to question: ClassQuestion) {
    var byAnswer: [String: Int] = [:]
    for answer in answers { byAnswer[answer, default: 0] += 1 }
    guard question.options.isEmpty else {
      counts = question.options.indices.map(ClassQuestion.letter).map {
        Count(answer: $0, count: byAnswer[$0] ?? 0)
      }
      others = 0
      return
    }
    let sorted = byAnswer.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    counts = sorted.prefix(ClassLimits.talliedAnswers).map {
      Count(answer: $0.key, count: $0.value)
    }
    others = sorted.dropFirst(ClassLimits.talliedAnswers).reduce(0) { $0 + $1.value }
  }
}

extension String {
  /// Without control and format characters, and with one space where there was white space.
  var tidied: String {
    let kept = unicodeScalars.map { scalar -> Character in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned, .spaceSeparator:
        " "
      default: Character(scalar)
      }
    }
    return String(kept).split(separator: " ").joined(separator: " ")
  }
}

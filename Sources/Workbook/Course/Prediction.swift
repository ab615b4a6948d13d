public import Observations

/// A question that is asked before a console runs, and answered by what then really happens.
///
/// What is true is read off observations, so that it cannot be wrong about the machine it runs on;
/// what an author found to be true is proved like the answer of a task.
public struct Prediction: Sendable, Hashable {
  /// What progress remembers it by; unique in its course, among tasks too.
  public let id: String
  /// What is asked, and how an answer is typed: options stand in the order of the file.
  public let item: QuizItem
  /// Where the true answer is read.
  public let reading: Reading
  /// What came where the lesson was written.
  public let answer: Answer
  /// What is said to a learner who guessed so; none for ``answer``, unless it is chosen.
  public let foreseen: [Foreseen]
  /// What is said to a learner who was right; nil for options, which have sentences of their own.
  public let right: String?
  /// What is said to any other guess; nil for options, which have sentences of their own.
  public let otherwise: String?
  /// Where it stands in its file.
  public let place: SourceLocation

  /// Where the true answer is read.
  public enum Reading: Sendable, Hashable {
    /// One option comes true.
    case option([Option])
    /// Each step is first seen at some time; their order is the answer.
    case order([Step])
    /// How many observations there were.
    case count(Expectation, unit: String?)
    /// What the last such observation has in a field; with a unit or a tolerance it is a number.
    case value(Expectation, field: String, number: Measure?)
  }

  /// How near a number must come.
  public struct Measure: Sendable, Hashable {
    /// The unit, one that a number of a quiz may have; nil for a bare number.
    public let unit: String?
    /// How far off a guess may be.
    public let tolerance: Double
  }

  /// Something that may come true.
  public struct Option: Sendable, Hashable {
    /// What it says.
    public let text: String
    /// What must happen for it, in this order.
    public let expect: [Expectation]
    /// What must not happen.
    public let without: [Expectation]

    /// Whether it is true when no other option is.
    public var isElse: Bool { expect.isEmpty && without.isEmpty }
  }

  /// Something that happens, to be put in its order.
  public struct Step: Sendable, Hashable {
    /// What it says.
    public let text: String
    /// What it looks like.
    public let expect: Expectation
  }

  /// A guess that an author foresaw.
  public struct Foreseen: Sendable, Hashable {
    /// The guess.
    public let guess: Answer
    /// What is said to it, in Markdown.
    public let sentence: String
  }

  /// The question, in Markdown.
  public var ask: String { item.question.ask }
}

extension Prediction {
  /// What stands for an empty field, and for one that is not there.
  public static let nothing = "nothing"
  private static let wordsForNothing: Set = [
    nothing, "none", "no", "empty", "(empty)", "\"\"", "-",
  ]

  /// What came; nil when what was asked about did not happen, or no single option came true.
  public func truth(in observations: some Sequence<Observation>) -> Answer? {
    var truth = PredictionTruth(self)
    for observation in observations { truth.note(observation) }
    return truth.answer
  }

  /// Reads a guess as it is typed.
  public func read(typed line: String) throws(AnswerProblem) -> Answer {
    try item.read(typed: line)
  }

  /// Whether a line is a guess that the author thought of, even where it reads like a command.
  public func isForeseen(typed line: String) -> Bool {
    guard let guess = try? read(typed: line) else { return false }
    return agrees(guess, with: answer) || foreseen.contains { agrees(guess, with: $0.guess) }
  }

  /// Whether a guess says the same as what came.
  public func agrees(_ guess: Answer, with truth: Answer) -> Bool {
    let (guessed, came) = (guess.texts.first ?? "", truth.texts.first ?? "")
    switch reading {
    case .option, .order: return guess == truth
    case .count(_, let unit): return Self.isNear(guessed, came, Measure(unit: unit, tolerance: 0))
    case .value(_, _, let measure?): return Self.isNear(guessed, came, measure)
    case .value(_, let field, nil):
      if came == Self.nothing, Self.wordsForNothing.contains(guessed.lowercased()) { return true }
      let guesses = [guessed, Self.unnamed(guessed, field)].map { $0.replacing("\\n", with: "\n") }
      return guesses.contains { QuizItem.accepts($0, [came], exact: false) }
        || Self.counts(guessed, came)
    }
  }

  /// A guess without the name of what was asked about: `Last-Event-ID: 41` and `id 41` are `41`.
  private static func unnamed(_ guess: String, _ field: String) -> String {
    let last = field.split(separator: ".").last.map(String.init) ?? field
    let names = [
      last, last.replacing("-", with: " "), String(last.split(separator: "-").last ?? ""),
    ]
    let lower = guess.lowercased()
    guard let name = names.first(where: { !$0.isEmpty && lower.hasPrefix($0) }) else {
      return guess
    }
    let rest = guess.dropFirst(name.count)
    guard let sign = rest.first, sign.isWhitespace || ":=".contains(sign) else { return guess }
    return rest.trimming { $0.isWhitespace || ":=".contains($0) }
  }

  /// Whether a number came, and the guess says it in a word, or with what was counted behind it.
  private static func counts(_ guess: String, _ came: String) -> Bool {
    guard !came.isEmpty, came.allSatisfy(\.isNumber),
      let first = guess.lowercased().split(whereSeparator: \.isWhitespace).first.map(String.init)
    else { return false }
    return first == came || NumberKey.words[first].map(String.init) == came
  }

  private static func isNear(_ guess: String, _ truth: String, _ measure: Measure) -> Bool {
    guard let value = NumberKey.parse(truth)?.number else { return false }
    return NumberKey(value, unit: measure.unit, tolerance: measure.tolerance).accepts(guess)
  }
}

extension Prediction {
  /// What a guess turned out to be.
  public struct Verdict: Sendable, Hashable {
    /// What was guessed, as it would be typed.
    public let guess: String
    /// What came, as it would be typed; nil when there is nothing to compare with.
    public let came: String?
    /// Whether they are the same; nil when there is nothing to compare with.
    public let isRight: Bool?
    /// What is said of it, in Markdown.
    public let sentence: String
  }

  /// Compares a guess with what came.
  /// - Parameters:
  ///   - guess: What was guessed.
  ///   - came: What came while the console ran; nil when there is nothing to compare with.
  ///   - isRecorded: Whether the console cannot run, and what the author saw stands for it.
  /// - Returns: The verdict, with the author's sentence where what came is what the author saw.
  public func verdict(on guess: Answer, came: Answer?, isRecorded: Bool = false) -> Verdict {
    guard let truth = isRecorded ? answer : came else {
      return Verdict(guess: typed(guess), came: nil, isRight: nil, sentence: unclear)
    }
    let isRight = agrees(guess, with: truth)
    var parts = [words(of: guess, truth, isRight)]
    if isRecorded { parts[0] += " (That is recorded, not seen here.)" }
    if agrees(answer, with: truth) {
      parts.append(sentence(for: guess, isRight))
    } else {
      parts.append("(Where this lesson was written, it was \(shown(answer)).)")
    }
    return Verdict(
      guess: typed(guess), came: typed(truth), isRight: isRight,
      sentence: parts.filter { !$0.isEmpty }.joined(separator: " "))
  }

  private var unclear: String {
    switch reading {
    case .option: "Not one of these alone came true here: there is nothing to compare with."
    case .order: "Not all of these happened here: there is nothing to compare with."
    case .count, .value:
      "What was asked about did not happen here: there is nothing to compare with."
    }
  }

  /// Why nothing can be compared with, for an author, as the end of a sentence.
  public var whyUnclear: String {
    switch reading {
    case .option: "has not exactly one option that comes true"
    case .order: "has a step that never happens"
    case .count, .value: "asks about something that never happens"
    }
  }

  private func words(of guess: Answer, _ truth: Answer, _ isRight: Bool) -> String {
    let (said, came) = (shown(guess), shown(truth))
    guard isRight else { return "You said \(said), and it was \(came)." }
    return "**Right:** \(said)."
  }

  private func sentence(for guess: Answer, _ isRight: Bool) -> String {
    if isRight, let right { return right.trimming(\.isWhitespace) }
    let own = foreseen.first { agrees(guess, with: $0.guess) }?.sentence
    return (own ?? otherwise ?? "").trimming(\.isWhitespace)
  }

  /// An answer as it would be typed: letters for options.
  public func typed(_ answer: Answer) -> String {
    let options = item.form.options
    guard !options.isEmpty else { return answer.summary }
    return answer.texts.map { text in
      options.firstIndex(of: text).map(optionLetter) ?? text
    }.joined(separator: " ")
  }

  /// An answer in a sentence: with its letter what it says, where that is one text.
  private func shown(_ answer: Answer) -> String {
    switch reading {
    case .option: "**\(typed(answer))** (\(answer.summary))"
    case .order: "**\(typed(answer))**"
    case .count(_, let unit): Self.number(answer, unit)
    case .value(_, _, let measure?): Self.number(answer, measure.unit)
    case .value: "`\(answer.summary)`"
    }
  }

  /// A number as it was typed, with the unit when none was.
  private static func number(_ answer: Answer, _ unit: String?) -> String {
    guard let unit, NumberKey.parse(answer.summary)?.unit == nil else { return answer.summary }
    return "\(answer.summary) \(unit)"
  }
}

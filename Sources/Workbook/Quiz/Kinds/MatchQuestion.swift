/// `match`: find for each left side its right side; `extra` right sides belong to none.
struct MatchQuestion: QuestionKind {
  static let key = "match"
  static let others = ["extra"]

  let pairs: [Question.Pair]
  let extra: [String]

  init(_ pairs: [Question.Pair], extra: [String]) {
    self.pairs = pairs
    self.extra = extra
  }

  init?(_ fields: FieldReader) {
    guard let node = fields.node("match"),
      let reader = FieldReader(node, named: "a match", in: fields.part, fields.diagnostics)
    else { return nil }
    let pairs = reader.keys.compactMap { key in
      reader.need(key).map { Question.Pair(left: key, right: $0) }
    }
    guard pairs.count > 1 else {
      fields.complain(.unfairQuestion, "match", "a match needs two pairs or more")
      return nil
    }
    self.init(pairs, extra: fields.texts("extra"))
  }

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    let left = generator.shuffled(pairs.map(\.left))
    let right = generator.shuffled(unique(pairs.map(\.right) + extra))
    return MatchForm(left: left, options: right)
  }

  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    .match(generator.shuffled(pairs), extra: extra)
  }

  /// Each pair counts its share.
  func judgement(of answer: Answer) -> Judgement {
    var given: [String: String] = [:]
    if case .pairs(let found) = answer { given = found }
    let hits = pairs.count { given[$0.left] == $0.right }
    return Judgement(
      Double(hits) / Double(max(pairs.count, 1)),
      right: pairs.map { "\($0.left) = \($0.right)" }.joined(separator: " | "))
  }

  private var key: [String: String] {
    Dictionary(pairs.map { ($0.left, $0.right) }, uniquingKeysWith: { $1 })
  }

  var rightAnswer: Answer? { .pairs(key) }

  /// All right but for one side, which has the right side of another.
  var nearMisses: [Answer] {
    guard let first = pairs.first,
      let other = pairs.first(where: { $0.right != first.right })
    else { return [] }
    return [.pairs(key.merging([first.left: other.right]) { $1 })]
  }

  var texts: [String] { pairs.flatMap { [$0.left, $0.right] } + extra }
  /// Numbers and letters are typed.
  var typedKey: String? { nil }
}

extension Question {
  /// A left side and the right side that belongs to it.
  public struct Pair: Sendable, Hashable {
    /// What is given.
    public let left: String
    /// What must be found for it.
    public let right: String

    /// Makes a pair.
    public init(left: String, right: String) {
      self.left = left
      self.right = right
    }
  }
}

/// Find for each left side one of the right sides, which are the options.
struct MatchForm: AnswerForm {
  let left: [String]
  let options: [String]

  var shown: [String] {
    let sides = left.enumerated().map { "\($0.offset + 1). \($0.element)" }
    return [sides.joined(separator: "\n"), Self.lettered(options)]
  }
  var instruction: String { "Type a letter for each number, such as: 1c 2a 3b" }
  var shape: String { "an object with a letter or text for each left side" }
  var details: QuestionsDocument.Details { QuestionsDocument.Details(left: left) }

  /// Splits `1c 2a 3b`, `1=c, 2=a` and `c a b`; the numbers are places, also where the left sides
  /// are numbers themselves.
  func read(_ line: String) -> Answer {
    var result: [String: String] = [:]
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let number = word.prefix { $0.isNumber }
      let letter = word.dropFirst(number.count).filter { $0.isLetter }
      guard !number.isEmpty, !letter.isEmpty else { return .list(letters(in: line)) }
      let place = Int(number).map { $0 - 1 } ?? -1
      result[left.indices.contains(place) ? left[place] : String(number)] = letter
    }
    return .pairs(result)
  }

  func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer {
    var result: [String: String] = [:]
    switch answer {
    case .pairs(let pairs):
      for (key, value) in pairs {
        let number = Int(key).flatMap { left.indices.contains($0 - 1) ? left[$0 - 1] : nil }
        guard let side = left.first(where: { $0 == key }) ?? number else {
          throw AnswerProblem("There is no '\(key)' on the left side.")
        }
        result[side] = try option(value)
      }
    case .list, .text:
      guard answer.texts.count == left.count else {
        throw AnswerProblem("Give a letter for each of the numbers 1 to \(left.count).")
      }
      for (side, text) in zip(left, answer.texts) { result[side] = try option(text) }
    }
    return .pairs(result)
  }
}

extension Question.Kind {
  static func match(_ pairs: [Question.Pair], extra: [String]) -> Self {
    Self(MatchQuestion(pairs, extra: extra))
  }
}

/// A kind of question, with the key of one such question: how it is read, asked, marked and proved.
///
/// Each is a file in `Kinds` and a line in ``Question/Kind/all``. What reads, draws, asks, marks,
/// exports or lints questions reads that list or asks the kind, and names none.
protocol QuestionKind: Sendable, Hashable {
  /// The key that a question of this kind has in its file, and no other question has.
  static var key: String { get }
  /// The further keys that it may have.
  static var others: [String] { get }
  /// Reads one from its file; nil after a complaint, at its place, about what cannot be right.
  init?(_ fields: FieldReader)

  /// What it is called in exports.
  var name: String { get }
  /// How it is shown and answered; what is shuffled is shuffled here.
  func form(using generator: inout SeededGenerator) -> any AnswerForm
  /// Marks an answer whose letters have become what they stand for.
  func judgement(of answer: Answer) -> Judgement

  /// The answer that must be full marks; nil when only a lab can tell.
  var rightAnswer: Answer? { get }
  /// Answers that come close and must not be full marks.
  var nearMisses: [Answer] { get }
  /// The author's texts that an answer may hold, to which the wordings of earlier versions lead.
  var texts: [String] { get }
  /// What it is in a school's system; what is shuffled is shuffled here.
  func exported(using generator: inout SeededGenerator) -> ExportedForm
  /// What is to be typed, where no other question of the draw may print it.
  var typedKey: String? { get }
  /// What lint says of its fairness, for `id`, when the file gives it this reason.
  func complaints(about id: String, because: String?) -> [(code: Diagnostic.Code, message: String)]

  /// The options, where exactly one is right and somebody who knows nothing might find it.
  var choice: [Question.Option]? { get }
  /// What is to be done with live processes, where doing it is the answer.
  var exercise: Exercise? { get }
  /// Which generator makes an ordinary question of it in each draw.
  var generator: GeneratorCall? { get }
}

extension QuestionKind {
  var name: String { Self.key }
  var choice: [Question.Option]? { nil }
  var exercise: Exercise? { nil }
  var generator: GeneratorCall? { nil }

  func complaints(
    about id: String, because: String?
  ) -> [(code: Diagnostic.Code, message: String)] {
    because == nil ? [(.missingKey, "'\(id)' needs its 'because'")] : []
  }
}

/// What a kind says of an answer.
struct Judgement {
  /// From 0 to 1.
  var points: Double
  /// What would have been right, on one line.
  var right: String
  /// What is said of single options, in Markdown.
  var reasons: [String] = []

  init(_ points: Double, right: String, reasons: [String] = []) {
    self.points = points
    self.right = right
    self.reasons = reasons
  }

  /// All or nothing.
  init(_ isRight: Bool, right: String) { self.init(isRight ? 1 : 0, right: right) }
}

extension Question {
  /// What kind of question it is, with its key: a value of one of ``all``, whichever.
  public struct Kind: Sendable, Hashable {
    /// The kinds, in the order in which authors are told of them.
    static let all: [any QuestionKind.Type] = [
      ChooseQuestion.self, TypeQuestion.self, StreamQuestion.self, OrderQuestion.self,
      MatchQuestion.self, NumberQuestion.self, GenerateQuestion.self, DoQuestion.self,
    ]

    /// The kind itself.
    let own: any QuestionKind

    init(_ own: any QuestionKind) { self.own = own }

    /// What it is called in exports, such as `choose-one` or `stream`.
    public var name: String { own.name }
    /// What is to be done with live processes; nil when the question is answered otherwise.
    public var exercise: Exercise? { own.exercise }

    /// Whether they are of one kind and have the same key.
    public static func == (one: Kind, other: Kind) -> Bool {
      AnyHashable(one.own) == AnyHashable(other.own)
    }

    /// By the kind and its key.
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(own)) }
  }
}

/// A question of a pool: what is asked, and how an answer to it is judged.
public struct Question: Sendable, Hashable {
  /// What its author calls it, for good: attempts remember it, and it seeds what is made up.
  public let id: String
  /// What a learner who sits the quiz sees it called, such as `j07`, for good; unlike an id it says
  /// nothing about the answer.
  public let code: String
  /// The ids of questions that stand in no draw beside it, because one gives the other away.
  public let apart: [String]
  /// Texts of earlier versions that attempts may still hold, each with what it says today.
  public let was: [String: String]
  /// The topic over which a draw is balanced.
  public let topic: String
  /// The lesson that teaches it.
  public let lesson: String
  /// The question, in Markdown.
  public let ask: String
  /// Why the right answer is right, in Markdown.
  public let because: String?
  /// What kind of question it is, with its key.
  public let kind: Kind
  /// Where it stands in its file.
  public let place: SourceLocation

  /// The kinds of questions; in a pool, the keys of a question decide.
  public enum Kind: Sendable, Hashable {
    /// Tick one option, or all that are right.
    case choose([Option], several: Bool)
    /// Type a word or a few.
    case type(accepted: [String], exact: Bool)
    /// Say what a client makes of these bytes.
    case stream(StreamReading)
    /// Put the steps in order; listed here in the right one.
    case order([String])
    /// Find for each left side its right side; `extra` right sides belong to none.
    case match([Pair], extra: [String])
    /// Type a number.
    case number(NumberKey)
    /// Made up anew for each draw.
    case generate(GeneratorCall)
    /// Do something with live processes.
    case practical(Exercise)
  }

  /// One option of a question that is answered by choosing.
  public struct Option: Sendable, Hashable {
    /// What it says.
    public let text: String
    /// Whether it belongs to the right answer.
    public let isRight: Bool
    /// Why it is right or wrong.
    public let because: String?

    /// Makes an option.
    public init(_ text: String, isRight: Bool, because: String? = nil) {
      self.text = text
      self.isRight = isRight
      self.because = because
    }
  }

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

  /// Makes a question; without a code it is called by its id.
  public init(
    id: String, code: String? = nil, topic: String, lesson: String, ask: String,
    because: String? = nil, kind: Kind, apart: [String] = [], was: [String: String] = [:],
    place: SourceLocation = SourceLocation(line: 1)
  ) {
    self.id = id
    self.code = code ?? id
    self.apart = apart
    self.was = was
    self.topic = topic
    self.lesson = lesson
    self.ask = ask
    self.because = because
    self.kind = kind
    self.place = place
  }

  /// The same question, worked out: other words, another kind.
  func with(ask: String, because: String?, kind: Kind) -> Question {
    Question(
      id: id, code: code, topic: topic, lesson: lesson, ask: ask, because: because, kind: kind,
      apart: apart, was: was, place: place)
  }
}

extension Question.Kind {
  /// What it is called in exports, such as `choose-one` or `stream`.
  public var name: String {
    switch self {
    case .choose(_, several: false): "choose-one"
    case .choose(_, several: true): "choose-several"
    case .type: "type"
    case .stream: "stream"
    case .order: "order"
    case .match: "match"
    case .number: "number"
    case .generate: "generate"
    case .practical: "do"
    }
  }
}

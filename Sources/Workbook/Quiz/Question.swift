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

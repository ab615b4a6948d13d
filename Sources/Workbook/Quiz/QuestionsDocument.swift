import FoundationEssentials
import VisibleText

/// A draw as JSON without its keys, for `sse quiz ID --seed N --questions`.
public struct QuestionsDocument: Sendable, Encodable {
  /// A question without its key.
  public struct Entry: Sendable, Encodable {
    /// What an answers file calls it: the question's code.
    let id: String
    let kind: String
    let topic: String
    let ask: String
    /// The options by the letters that an answer may use.
    let options: [Option]?
    /// The left sides of a match, in the order of their numbers.
    let left: [String]?
    /// The bytes of a stream as text.
    let stream: String?
    /// What is asked of the stream.
    let asks: String?
    let unit: String?
    /// How to answer.
    let answer: String
  }

  /// What a form has to say of itself beside its options.
  struct Details {
    var left: [String]?
    var stream: String?
    var asks: String?
    var unit: String?
  }

  struct Option: Sendable, Encodable {
    let letter: String
    let text: String
  }

  /// The quiz's id.
  public let quiz: String
  /// The seed.
  public let seed: UInt64
  /// The questions in the order of the draw.
  public let questions: [Entry]

  /// Describes the sitting of this seed, or practice of one topic.
  public init(_ pool: QuizPool, seed: UInt64, topic: String? = nil) {
    quiz = pool.id
    self.seed = seed
    questions = pool.items(seed: seed, topic: topic).map(Entry.init)
  }

  /// It as JSON.
  public var json: String {
    (try? JSONEncoder.pretty.encode(self)).map {
      String(decoding: $0, as: UTF8.self).escapingHidden
    }
      ?? "{}"
  }
}

extension QuestionsDocument.Entry {
  init(_ item: QuizItem) {
    let question = item.question
    id = question.code
    kind = question.kind.name
    topic = question.topic
    ask = question.ask
    let texts = item.form.options
    options =
      texts.isEmpty
      ? nil
      : texts.enumerated().map { index, text in
        QuestionsDocument.Option(letter: optionLetter(index), text: text)
      }
    let details = item.form.own.details
    left = details.left
    stream = details.stream
    asks = details.asks
    unit = details.unit
    answer = item.form.own.shape
  }
}

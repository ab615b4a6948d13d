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
    if case .match(let sides, _) = item.form { left = sides } else { left = nil }
    if case .number(let name) = item.form { unit = name } else { unit = nil }
    switch item.form {
    case .perEvent(let reading), .whole(let reading):
      stream = String(decoding: reading.bytes, as: UTF8.self)
      asks = reading.facet.rawValue
    case .one, .several, .text, .number, .order, .match, .practical:
      stream = nil
      asks = nil
    }
    answer = item.form.shape
  }
}

extension QuizItem.Form {
  /// The shape of an answer in an answers file.
  var shape: String {
    switch self {
    case .one: "a letter or an option's text"
    case .several: "a list of letters or texts"
    case .text: "a text"
    case .number(let unit): unit.map { "a number, in \($0) unless it names a unit" } ?? "a number"
    case .perEvent: "a list with one text for each event"
    case .whole: "a text or a number"
    case .order: "a list of all letters or texts in the right order"
    case .match: "an object with a letter or text for each left side"
    case .practical:
      "a list of command lines, played one after the other without a pause: what takes time needs"
        + " its 'wait'"
    }
  }
}

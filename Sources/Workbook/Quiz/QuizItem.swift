/// A question as one sitting sees it: made up where it is generated, its options shuffled.
public struct QuizItem: Sendable, Hashable {
  /// The question; generated ones have become ordinary ones.
  public let question: Question
  /// How it is shown and answered.
  public let form: Form

  /// How a question is shown and answered.
  public enum Form: Sendable, Hashable {
    /// Tick one of these options.
    case one([String])
    /// Tick all of these options that are right.
    case several([String])
    /// Type a text.
    case text
    /// Type a number, in this unit if there is one.
    case number(unit: String?)
    /// Type one text for each event that the bytes dispatch.
    case perEvent(StreamReading)
    /// Type one text about the bytes.
    case whole(StreamReading)
    /// Put these steps in order.
    case order([String])
    /// Find for each left side one of the right sides.
    case match(left: [String], right: [String])
    /// Do it with live processes; the answer is the commands.
    case practical
  }

  /// Works a question out for the sitting with this seed.
  public init(_ question: Question, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, name: question.id)
    let made = question.generated(using: &generator)
    self.question = made
    form = Form(made.kind, using: &generator)
  }
}

extension QuizItem.Form {
  init(_ kind: Question.Kind, using generator: inout SeededGenerator) {
    switch kind {
    case .choose(let options, let several):
      let texts = generator.shuffled(options.map(\.text))
      self = several ? .several(texts) : .one(texts)
    case .type: self = .text
    case .number(let key): self = .number(unit: key.unit)
    case .stream(let reading):
      self = reading.facet.isPerEvent ? .perEvent(reading) : .whole(reading)
    case .order(let steps): self = .order(generator.shuffled(steps))
    case .match(let pairs, let extra):
      let left = generator.shuffled(pairs.map(\.left))
      self = .match(left: left, right: generator.shuffled(unique(pairs.map(\.right) + extra)))
    case .practical, .generate: self = .practical
    }
  }

  /// The texts that letters stand for.
  public var options: [String] {
    switch self {
    case .one(let options), .several(let options), .order(let options): options
    case .match(_, let right): right
    default: []
    }
  }

  /// One line that says how to answer.
  public var instruction: String {
    switch self {
    case .one: "Type the letter of one option."
    case .several: "Type the letters of all that are right, such as: a c"
    case .text: "Type a word or a few."
    case .number(let unit): unit.map { "Type a number; the unit is \($0)." } ?? "Type a number."
    case .perEvent(let reading):
      "Type \(reading.facet.noun) of each event, with ' | ' between them;"
        + " none if there is no event, (empty) for an empty one, \\n for a line break."
    case .whole(let reading): reading.facet.instruction
    case .order: "Type the letters in the right order, such as: b a c"
    case .match: "Type a letter for each number, such as: 1c 2a 3b"
    case .practical: "Do it at the prompt, then type: done"
    }
  }
}

extension StreamReading.Facet {
  var noun: String {
    switch self {
    case .events: "the data"
    case .types: "the type"
    case .ids: "the lastEventId"
    case .count: "the number"
    case .lastEventID: "the value"
    case .retry: "the milliseconds"
    }
  }

  var instruction: String {
    switch self {
    case .count: "Type a number."
    case .lastEventID: "Type the value, or (empty) if no such header is sent."
    default: "Type a number of milliseconds, or (empty) if none was set."
    }
  }
}

/// The elements without repetitions, in their order.
func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { seen.insert($0).inserted }
}

/// The letter that stands for an option: a to z, then aa, ab and so on.
public func optionLetter(_ index: Int) -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyz")
  let letter = String(letters[index % letters.count])
  return index < letters.count ? letter : optionLetter(index / letters.count - 1) + letter
}

/// What a learner answered, in the shape that `--answers` files and attempts keep: a text, a list
/// of texts, or a text for each of several texts.
public enum Answer: Sendable, Hashable {
  /// One text: an option, a word, a number.
  case text(String)
  /// Several: options, steps in order, one text an event, lines of commands.
  case list([String])
  /// A right side for each left side.
  case pairs([String: String])
}

extension Answer: Codable {
  /// Reads a JSON string, number, list or object.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int.self) {
      self = .text(String(number))
    } else if let number = try? container.decode(Double.self) {
      self = .text(String(number))
    } else if let list = try? container.decode([AnswerText].self) {
      self = .list(list.map(\.text))
    } else if let pairs = try? container.decode([String: AnswerText].self) {
      self = .pairs(pairs.mapValues(\.text))
    } else {
      let message = "an answer is a text, a number, a list of them, or an object of them"
      throw DecodingError.dataCorruptedError(in: container, debugDescription: message)
    }
  }

  /// Writes it as JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .pairs(let pairs): try container.encode(pairs)
    }
  }
}

/// A text that may be written as a number in JSON.
private struct AnswerText: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    guard case .text(let text) = try Answer(from: decoder) else {
      let message = "lists and objects of an answer hold texts and numbers only"
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: message))
    }
    self.text = text
  }
}

extension Answer {
  /// The same answer in other words, those of the left sides of a match included.
  func reworded(_ word: (String) -> String) -> Answer {
    switch self {
    case .text(let text): .text(word(text))
    case .list(let list): .list(list.map(word))
    case .pairs(let pairs):
      .pairs(
        Dictionary(
          pairs.map { (word($0.key), word($0.value)) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// It as a list, whatever its shape.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let list): list
    case .pairs(let pairs): pairs.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    }
  }

  /// It on one line, for a person to read.
  public var summary: String {
    guard !texts.isEmpty else { return "none" }
    return texts.map { $0.isEmpty ? "(empty)" : $0.replacing("\n", with: "\\n") }
      .joined(separator: " | ")
  }
}

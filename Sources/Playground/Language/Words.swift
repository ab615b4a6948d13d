/// A command line split into words, as a shell would.
///
/// White space separates; single quotes keep everything, double quotes keep all but `\n`, `\r`,
/// `\t`, `\"` and `\\`, and a backslash outside quotes takes the next character as it is. Nothing
/// else of a shell is here: no variables, no globs, no pipes.
struct Words: Equatable {
  /// A word and where it began.
  struct Word: Equatable {
    var text: String
    var start: String.Index
  }

  /// The words in order.
  private(set) var words: [Word] = []

  /// The words' texts.
  var texts: [String] { words.map(\.text) }

  /// Splits a line.
  /// - Throws: A ``CommandFailure`` when a quote is never closed.
  init(_ line: String) throws(CommandFailure) {
    var rest = line.startIndex
    while let start = line[rest...].firstIndex(where: { !$0.isWhitespace }) {
      rest = start
      let text = try Self.word(in: line, at: &rest)
      words.append(Word(text: text, start: start))
    }
  }

  /// A word as it has to be typed to come out as it is.
  static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { !$0.isWhitespace && !"'\"\\".contains($0) }
    guard !isPlain else { return word }
    let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    return "\"\(escaped)\""
  }

  private static func word(in line: String, at index: inout String.Index) throws(CommandFailure)
    -> String
  {
    var text = ""
    while index < line.endIndex, !line[index].isWhitespace {
      let character = line[index]
      index = line.index(after: index)
      switch character {
      case "'", "\"":
        text += try quoted(in: line, at: &index, until: character)
      case "\\" where index < line.endIndex:
        text.append(line[index])
        index = line.index(after: index)
      default:
        text.append(character)
      }
    }
    return text
  }

  private static func quoted(
    in line: String, at index: inout String.Index, until quote: Character
  ) throws(CommandFailure) -> String {
    var text = ""
    while index < line.endIndex {
      let character = line[index]
      index = line.index(after: index)
      if character == quote { return text }
      if character == "\\", quote == "\"", index < line.endIndex {
        text.append(escaped(line[index]))
        index = line.index(after: index)
      } else {
        text.append(character)
      }
    }
    throw .usage("a \(quote) is never closed: add one at the end, or put \\ before it")
  }

  private static func escaped(_ character: Character) -> String {
    switch character {
    case "n": "\n"
    case "r": "\r"
    case "t": "\t"
    case "\"", "\\": String(character)
    default: "\\" + String(character)
    }
  }
}

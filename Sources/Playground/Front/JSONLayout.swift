/// Lays out JSON of one line over several, for the eye only: no value is changed.
enum JSONLayout {
  /// The lines; nil when the text is no JSON object or array whose brackets match.
  static func lines(of text: String) -> [String]? {
    guard text.first == "{" || text.first == "[", !text.contains("\n") else { return nil }
    var lines = [""]
    var brackets: [Character] = []
    var characters = text[...]
    while let character = characters.popFirst() {
      switch character {
      case "\"": lines[lines.count - 1] += "\"" + string(&characters)
      case "{", "[":
        brackets.append(character == "{" ? "}" : "]")
        lines[lines.count - 1].append(character)
        skipSpace(&characters)
        if characters.first != brackets.last { lines.append(indent(brackets)) }
      case "}", "]":
        guard brackets.popLast() == character else { return nil }
        let isEmpty = lines[lines.count - 1].last == (character == "}" ? "{" : "[")
        if isEmpty {
          lines[lines.count - 1].append(character)
        } else {
          lines.append(indent(brackets) + String(character))
        }
      case ",":
        lines[lines.count - 1].append(",")
        lines.append(indent(brackets))
      case ":": lines[lines.count - 1] += ": "
      case " ", "\t": break
      default: lines[lines.count - 1].append(character)
      }
    }
    return brackets.isEmpty ? lines : nil
  }

  /// The rest of a string, up to its closing quote.
  private static func string(_ characters: inout Substring) -> String {
    var text = ""
    while let character = characters.popFirst() {
      text.append(character)
      if character == "\"" { break }
      if character == "\\", let escaped = characters.popFirst() { text.append(escaped) }
    }
    return text
  }

  private static func skipSpace(_ characters: inout Substring) {
    characters = characters.drop { $0 == " " || $0 == "\t" }
  }

  private static func indent(_ brackets: [Character]) -> String {
    String(repeating: "  ", count: brackets.count)
  }
}

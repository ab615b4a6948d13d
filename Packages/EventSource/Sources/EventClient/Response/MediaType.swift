/// The type of a response, out of all that its `Content-Type` says (Fetch, extract a MIME type).
enum MediaType {
  /// `text/event-stream`, without parameters and in small letters: the last valid type of the list,
  /// in one line or in several; nil when there is none.
  static func essence(of values: [String]) -> String? {
    split(values.joined(separator: ",")).compactMap(essence).last { $0 != "*/*" }
  }

  /// At the commas that stand outside of quotes (Fetch, get, decode, and split).
  private static func split(_ list: String) -> [String] {
    var values = [""]
    var isQuoted = false
    var isEscaped = false
    for character in list.unicodeScalars {
      if character == ",", !isQuoted {
        values.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      values[values.count - 1].unicodeScalars.append(character)
    }
    return values
  }

  /// Browsers agree that a subtype ends at white space, too: `text/event-stream charset=utf-8`.
  private static func essence(_ value: String) -> String? {
    let isBlank = { (character: Character) in " \t\r\n".contains(character) }
    let essence = value.prefix { $0 != ";" }.drop(while: isBlank).prefix { !isBlank($0) }
    let halves = essence.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ String($0).isToken }) else { return nil }
    return essence.lowercased()
  }
}

/// What a wrong answer says in its body, for the sentence about it.
enum RefusedBody {
  /// How many bytes of it are read.
  static let limit = 64 << 10
  /// How long it is waited for: a failure is told even when the rest of it never comes.
  static let patience = Duration.seconds(1)
  /// How many characters of it the sentence quotes.
  static let quoteLength = 200

  /// Its first line, cleaned and cut; nil when there is nothing to read.
  ///
  /// Of JSON, which is often spread over lines, all of it counts as one; of HTML the text.
  static func firstLine(_ body: [UInt8]) -> String? {
    let text = String(decoding: body, as: UTF8.self)
    // What is compressed or otherwise no text would only be noise.
    let strange = text.unicodeScalars.prefix(1000).filter { $0 == "\u{FFFD}" || $0.value < 9 }
    guard strange.count < 4 else { return nil }
    let start = text.drop(while: \.isWhitespace)
    let lines =
      start.hasPrefix("{") || start.hasPrefix("[")
      ? [start]
      : (start.hasPrefix("<") ? Substring(withoutTags(start)) : start)
        .split(whereSeparator: \.isNewline)
    let line = lines.lazy.map(clean).first { !$0.isEmpty }
    return line.map { $0.count > quoteLength ? $0.prefix(quoteLength) + "…" : $0 }
  }

  /// Whether it is one of the answers that servers give to http at a port for https: Go's, nginx's,
  /// Apache's.
  static func asksForTLS(_ body: [UInt8]) -> Bool {
    let text = String(decoding: body, as: UTF8.self)
    return [
      "HTTP request to an HTTPS server", "HTTP request was sent to HTTPS port",
      "plain HTTP to an SSL-enabled server port",
    ].contains { text.contains($0) }
  }

  /// White space and control characters become one space.
  private static func clean(_ line: Substring) -> String {
    let scalars = line.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: " "
      default: scalar
      }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text).split(separator: " ").joined(separator: " ")
  }

  /// The text of a page, without what scripts and styles have in them; a tag ends a line.
  private static func withoutTags(_ page: Substring) -> String {
    var text = ""
    var rest = page
    while let start = rest.firstIndex(of: "<") {
      text += rest[..<start]
      rest = rest[start...]
      let name = rest.dropFirst().prefix { $0.isLetter }.lowercased()
      let end =
        ["script", "style"].contains(name)
        ? rest.firstRange(of: "</" + name)?.upperBound : start
      guard let end, let close = rest[end...].firstIndex(of: ">") else { return text }
      text += "\n"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}

/// Reads the answers that stand one behind the other in what a server sent.
package struct Answers {
  package struct Answer: Equatable {
    package var status: Int
    /// The header lines in small letters.
    package var lines: [String]
    package var body: String

    /// The sentence of a refusal.
    package var sentence: String? {
      guard body.hasPrefix("{\"error\":\""), body.hasSuffix("\"}\n") else { return nil }
      return String(body.dropFirst(10).dropLast(3))
    }
  }

  /// The answers that are whole; one that tells to go on is none.
  package private(set) var all: [Answer] = []
  /// What is left behind them.
  package private(set) var rest: Substring

  /// Reads them; `headOnly` says whether the answer of a number, from 0, is one to HEAD.
  package init(_ text: String, headOnly: (Int) -> Bool = { _ in false }) {
    rest = text[...]
    while let (answer, next) = Self.first(of: rest, isHeadOnly: headOnly(all.count)) {
      rest = next
      if answer.status != 100 { all.append(answer) }
    }
  }

  private static func first(of text: Substring, isHeadOnly: Bool) -> (Answer, Substring)? {
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n").map { $0.lowercased() }
    guard let first = lines.first, first.hasPrefix("http/1.1 "),
      let status = Int(first.dropFirst(9).prefix(3))
    else { return nil }
    var answer = Answer(status: status, lines: Array(lines.dropFirst()), body: "")
    let rest = text[end.upperBound...]
    if isHeadOnly || status == 100 || status == 204 { return (answer, rest) }
    let length = lines.compactMap { line in
      line.hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
    }.first
    // Without a length the body is all that comes.
    let count = length ?? rest.utf8.count
    guard rest.utf8.count >= count else { return nil }
    let split = rest.utf8.index(rest.startIndex, offsetBy: count)
    answer.body = String(rest[..<split])
    return (answer, rest[split...])
  }
}

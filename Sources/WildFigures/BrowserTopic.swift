/// What is looked at of a browser; the rows of its table, in their order.
public enum BrowserTopic: String, Sendable, CaseIterable {
  case afterEnd = "after-end"
  case afterReset = "after-reset"
  case afterRefusal = "after-refusal"
  case retry
  case retryZero = "retry-zero"
  case retryLarge = "retry-large"
  case opens
  case noContent = "no-content"
  case tooMany = "too-many"
  case unavailable
  case wrongType = "wrong-type"
  case charset
  case redirect
  case bareID = "bare-id"
  case nulID = "nul-id"
  case badChunk = "bad-chunk"
  case gzip

  /// What is asked, in the first column of the table.
  public var question: String {
    switch self {
    case .afterEnd: "comes back after an end"
    case .afterReset: "comes back after a reset"
    case .afterRefusal: "comes back where nobody listens for 5.5 s"
    case .retry: "comes back after 'retry: 1800'"
    case .retryZero: "comes back after 'retry: 0'"
    case .retryLarge: "after 'retry: 4294968296' (49 days)"
    case .opens: "'open', where the first byte comes after 1 s"
    case .noContent: "204 on its return"
    case .tooMany: "429 with Retry-After on its return"
    case .unavailable: "503 with Retry-After on its return"
    case .wrongType: "text/html on its return"
    case .charset: "charset=iso-8859-1"
    case .redirect: "after a 302 and an end it asks"
    case .bareID: "an id without data"
    case .nulID: "an event whose id has a NUL"
    case .badChunk: "a chunk without a size"
    case .gzip: "gzip, event by event"
    }
  }
}

/// The figures of browsers beside each other: a row for each question, a column for each browser.
enum BrowserTable {
  /// The most that a question takes.
  private static let questionWidth = 46
  /// What a cell takes: the longest words and the space behind them.
  private static let cellWidth = 15

  static func lines(of figures: [WildFigure]) -> [String] {
    var names: [String] = []
    for figure in figures where !names.contains(figure.subject) { names.append(figure.subject) }
    let left = min(questionWidth, 80 - cellWidth * names.count)
    let width = names.isEmpty ? 0 : (80 - left) / names.count
    func row(_ question: String, _ cells: [String]) -> String {
      let row =
        WildSheet.left(question, left)
        + cells.map { WildSheet.left($0, width) }.joined()
      return String(row.reversed().drop { $0 == " " }.reversed())
    }
    return [row("", names)]
      + BrowserTopic.allCases.flatMap { topic -> [String] in
        let words = names.map { name in
          figures.first { $0.topic == topic.rawValue && $0.subject == name }?.words
        }
        guard words.contains(where: { $0 != nil }) else { return [] }
        let parts = broken(topic.question, at: left - 1)
        return [row(parts.first, words.map { $0 ?? "-" })] + parts.rest.map { "  \($0)" }
      }
  }

  /// A question in lines of at most so many columns; those below the first stand two further in.
  private static func broken(_ question: String, at width: Int) -> (first: String, rest: [String]) {
    var lines = [""]
    for word in question.split(separator: " ") {
      let limit = lines.count == 1 ? width : width - 2
      if let last = lines.last, !last.isEmpty, last.count + 1 + word.count > limit {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
      }
    }
    return (lines[0], Array(lines.dropFirst()))
  }
}

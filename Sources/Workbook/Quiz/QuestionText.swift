extension QuizItem {
  /// The question as Markdown, for a screen of its own.
  ///
  /// What is asked, the options, the answer given so far and how to answer; it tells no key.
  /// - Parameters:
  ///   - number: Which question of the sitting it is, counted from 1.
  ///   - total: How many the sitting has.
  ///   - answer: What has been answered so far.
  /// - Returns: The text.
  public func markdown(number: Int, of total: Int, answer: Answer?) -> String {
    let parts = ["**\(number) of \(total)** · \(question.topic)", question.ask] + shown
    let given = answer.map { "Your answer: **\(Self.escaped($0.summary))**" }
    return (parts + [given, form.instruction].compactMap(\.self)).joined(separator: "\n\n") + "\n"
  }

  /// What stands below the question.
  public var shown: [String] {
    switch form {
    case .one(let options), .several(let options), .order(let options):
      return [Self.lettered(options)]
    case .match(let left, let right):
      let sides = left.enumerated().map { "\($0.offset + 1). \($0.element)" }
      return [sides.joined(separator: "\n"), Self.lettered(right)]
    case .perEvent(let reading), .whole(let reading):
      return ["```\n\(reading.rows.joined(separator: "\n"))\n```"]
    case .text, .number, .practical: return []
    }
  }

  /// Options with their letters: `- **a** …`, since Markdown's own lists have numbers only.
  private static func lettered(_ options: [String]) -> String {
    options.enumerated().map { "- **\(optionLetter($0.offset))**  \($0.element)" }
      .joined(separator: "\n")
  }

  /// Text in which nothing is taken for Markdown.
  static func escaped(_ text: String) -> String {
    text.map { "\\`*_{}[]<>#|~".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

extension QuizResult {
  /// The result as Markdown: the grade, then every question with its reason, those that were not
  /// answered rightly first, then what to reread.
  public func markdown(lessonTitle: (String) -> String? = { _ in nil }) -> String {
    let count = entries.count
    var parts = ["# \(grade.rawValue)", "\(right) of \(count) right, \(percentText) %."]
    let numbered = Array(entries.enumerated())
    let missed = numbered.filter { !$0.element.mark.isFull }
    let known = numbered.filter { $0.element.mark.isFull }
    parts += (missed + known).map { Self.markdown($0.element, number: $0.offset + 1) }
    if !lessonsToReread.isEmpty {
      let lessons = lessonsToReread.map { id in
        "- `lesson \(id)`" + (lessonTitle(id).map { ": \($0)" } ?? "")
      }
      parts.append("## To read again\n\n" + lessons.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The percentage with one digit after the point where it matters; never rounded up.
  public var percentText: String {
    let tenths = Int((percent * 10 + 1e-6).rounded(.down))
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  private static func markdown(_ entry: Entry, number: Int) -> String {
    let mark = entry.mark
    let sign = mark.isFull ? "✔" : mark.points > 0 ? "◐" : "✘"
    let given = mark.given.map(QuizItem.escaped) ?? "nothing"
    var parts = ["## \(sign) \(number) · \(entry.item.question.topic)", entry.item.question.ask]
    if case .perEvent(let reading) = entry.item.form { parts.append(block(reading)) }
    if case .whole(let reading) = entry.item.form { parts.append(block(reading)) }
    parts.append("You answered: \(given)")
    if !mark.isFull { parts.append("Right: \(QuizItem.escaped(mark.right))") }
    return (parts + mark.reasons).joined(separator: "\n\n")
  }

  private static func block(_ reading: StreamReading) -> String {
    "```\n\(reading.rows.joined(separator: "\n"))\n```"
  }
}

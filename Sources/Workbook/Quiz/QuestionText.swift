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
    let given = answer.map { "Your answer: **\(shown($0.summary))**" }
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
      return Self.block(reading)
    case .text, .number, .practical: return []
    }
  }

  /// The bytes as a block, and what a sign in it means that no question explains.
  static func block(_ reading: StreamReading) -> [String] {
    let rows = reading.rows
    let block = "```\n\(rows.joined(separator: "\n"))\n```"
    return rows.contains { $0.contains("␣") } ? [block, "(`␣` is a space.)"] : [block]
  }

  /// An answer as Markdown: options and steps are the author's Markdown, anything else was typed.
  func shown(_ summary: String) -> String {
    form.options.isEmpty ? Self.escaped(summary) : summary
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

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
  public var shown: [String] { form.own.shown }

  /// What is right and why, in Markdown; nil when only a lab can tell.
  public var solution: String? {
    guard let answer = question.kind.own.rightAnswer else { return nil }
    let judgement = question.kind.own.judgement(of: answer)
    let letters = answer.texts.compactMap { text in
      form.options.firstIndex(of: text).map { "**\(optionLetter($0))**" }
    }
    let right = (letters + [judgement.right]).joined(separator: "  ")
    return (["Right: \(right)"] + [question.because].compactMap(\.self) + judgement.reasons)
      .joined(separator: "\n\n")
  }

  /// An answer as Markdown: options and steps are the author's Markdown, anything else was typed.
  func shown(_ summary: String) -> String {
    form.options.isEmpty ? Self.escaped(summary) : summary
  }

  /// Text in which nothing is taken for Markdown.
  static func escaped(_ text: String) -> String {
    text.map { "\\`*_{}[]<>#|~".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

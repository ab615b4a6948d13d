/// How a question is shown and answered.
///
/// It holds no key: whatever is made of it may be seen before the answer is given. Each stands in
/// the file of the kind that brought it along; other kinds may ask in it as well.
protocol AnswerForm: Sendable, Hashable {
  /// The texts that letters stand for.
  var options: [String] { get }
  /// What stands below the question, in Markdown.
  var shown: [String] { get }
  /// What is asked about, in Markdown, where a result shows the question again.
  var subject: [String] { get }
  /// One line that says how to answer.
  var instruction: String { get }
  /// The shape of an answer in an answers file.
  var shape: String { get }
  /// What `--questions` says of it beside the options.
  var details: QuestionsDocument.Details { get }
  /// Whether any line can be an answer, so that a command may have been meant as one.
  var takesAnyLine: Bool { get }

  /// Reads an answer as it is typed at the prompt; the line has something in it.
  func read(_ line: String) throws(AnswerProblem) -> Answer
  /// Turns letters into the texts that they stand for.
  func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer
}

extension AnswerForm {
  var options: [String] { [] }
  var shown: [String] { options.isEmpty ? [] : [Self.lettered(options)] }
  var subject: [String] { [] }
  var details: QuestionsDocument.Details { QuestionsDocument.Details() }
  var takesAnyLine: Bool { false }

  /// Options with their letters: `- **a** …`, since Markdown's own lists have numbers only.
  static func lettered(_ options: [String]) -> String {
    options.enumerated().map { "- **\(optionLetter($0.offset))**  \($0.element)" }
      .joined(separator: "\n")
  }

  /// The option that a letter or a text stands for.
  func option(_ text: String) throws(AnswerProblem) -> String {
    let wanted = text.trimming { $0.isWhitespace }
    if let same = options.first(where: { $0 == wanted }) { return same }
    let letter = wanted.lowercased()
    if let index = options.indices.first(where: { optionLetter($0) == letter }) {
      return options[index]
    }
    // What is shown as code is typed as it looks.
    let same = options.filter { $0.replacing("`", with: "").lowercased() == letter }
    if same.count == 1 { return same[0] }
    let last = optionLetter(max(options.count - 1, 0))
    throw AnswerProblem("There is no option '\(wanted)'; the options are a to \(last).")
  }

  /// The options that several letters or texts stand for.
  func chosen(_ texts: [String]) throws(AnswerProblem) -> [String] {
    try texts.map { text throws(AnswerProblem) in try option(text) }
  }

  /// Splits `a c`, `a, c` and `ac`.
  func letters(in line: String) -> [String] {
    let words = line.split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard words.count == 1, let word = words.first, word.count > 1 else { return words }
    let known = Set(options.indices.map(optionLetter))
    let letters = word.lowercased().map { String($0) }
    return letters.allSatisfy(known.contains) ? letters : words
  }

  /// A slip of the finger is not an answer: what is no number is asked for again.
  func number(_ line: String, unit: String? = nil) throws(AnswerProblem) -> String {
    guard let (_, name) = NumberKey.parse(line) else {
      throw AnswerProblem("'\(line)' is no number. \(instruction)")
    }
    if let unit, let name, !NumberKey.fits(name, beside: unit) {
      throw AnswerProblem("'\(line)' has another unit. \(instruction)")
    }
    return line
  }
}

extension QuizItem {
  /// How a question is shown and answered: an ``AnswerForm``, whichever.
  public struct Form: Sendable, Hashable {
    /// The form itself.
    let own: any AnswerForm

    init(_ own: any AnswerForm) { self.own = own }

    /// The texts that letters stand for.
    public var options: [String] { own.options }
    /// One line that says how to answer.
    public var instruction: String { own.instruction }
    /// Whether any line can be an answer, so that a command may have been meant as one.
    public var takesAnyLine: Bool { own.takesAnyLine }

    /// Whether they are one form with the same options.
    public static func == (one: Form, other: Form) -> Bool {
      AnyHashable(one.own) == AnyHashable(other.own)
    }

    /// By the form and its options.
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(own)) }
  }
}

/// The letter that stands for an option: a to z, then aa, ab and so on.
public func optionLetter(_ index: Int) -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyz")
  let letter = String(letters[index % letters.count])
  return index < letters.count ? letter : optionLetter(index / letters.count - 1) + letter
}

/// A result as Markdown: first what it means and what comes next, then what was missed; all of it
/// only in the review.
extension QuizResult {
  /// What is shown when a quiz was handed in.
  ///
  /// The grade, what it means and the next step stand first and fit a screen of 80 by 24; the
  /// questions that were missed follow with their reasons.
  /// - Parameter lessonTitle: The title of a lesson.
  /// - Returns: The text.
  public func markdown(lessonTitle: (String) -> String? = { _ in nil }) -> String {
    let head = ["# \(grade.rawValue)", "\(score) \(meaning)", steps(lessonTitle)]
    let missed = numbered.filter { !$0.entry.mark.isFull }
    let title = missed.isEmpty ? [] : ["# What was missed"]
    return (head + title + missed.flatMap(Self.parts)).joined(separator: "\n\n") + "\n"
  }

  /// Every question in the order in which it was asked, with its answer and its reason.
  public var review: String {
    let head = ["# Review: \(attempt.quiz), \(grade.rawValue)", score, topicSteps]
    return (head.compactMap(\.self) + numbered.flatMap(Self.parts)).joined(separator: "\n\n") + "\n"
  }

  /// The percentage with one digit after the point where it matters; never rounded up.
  public var percentText: String {
    let tenths = Int((percent * 10 + 1e-6).rounded(.down))
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  private var score: String { "\(right) of \(entries.count) right, \(percentText) %." }

  /// What the grade is good for.
  private var meaning: String {
    let needed = Grade.aPlus.needed(of: entries.count)
    if attempt.isRepeated {
      return "These questions, of seed \(attempt.seed), were handed in here before: it was practice"
        + " and earns nothing."
    }
    if attempt.isPractice { return "It was practice and earns nothing." }
    if grade.earnsDiploma { return "That earns the diploma." }
    return "A diploma takes an A+: \(needed) of \(entries.count)."
  }

  /// The next steps, the best one first.
  private func steps(_ lessonTitle: (String) -> String?) -> String {
    var steps: [String] = []
    if earnsDiploma { steps.append("`diploma \(attempt.quiz)` draws it, now or at any time") }
    steps += lessonsToReread.prefix(Self.lessonLimit).map { id in
      let title = lessonTitle(id).map { ": \($0)" } ?? ""
      let count = missedQuestions.count { $0.lesson == id }
      return "`lesson \(id)`\(title) (\(count) missed)"
    }
    if let topic = topicToPractise {
      steps.append("`\(practice(topic))` asks about nothing else")
    }
    if !earnsDiploma { steps.append("`quiz \(attempt.quiz)` draws other questions") }
    steps.append("`quiz review` shows all questions again, those answered rightly too")
    return steps.map { "- \($0)" }.joined(separator: "\n")
  }

  /// How many lessons to read again are named: a first screen has room for no more.
  private static let lessonLimit = 3

  /// What to practise, for the head of the review.
  private var topicSteps: String? {
    guard !missedTopics.isEmpty else { return nil }
    let commands = missedTopics.map { "- `\(practice($0))`" }
    return "Practice over what was missed:\n\n" + commands.joined(separator: "\n")
  }

  private func practice(_ topic: String) -> String {
    "quiz \(attempt.quiz) --practice --topic \(topic)"
  }

  private var missedQuestions: [Question] {
    entries.filter { !$0.mark.isFull }.map(\.item.question)
  }

  /// The topics of the questions that were missed, the one with most of them first.
  private var missedTopics: [String] { Self.byCount(missedQuestions.map(\.topic)) }

  /// The topic that the lesson to read first is asked about most.
  private var topicToPractise: String? {
    let first = missedQuestions.filter { $0.lesson == lessonsToReread.first }
    return Self.byCount(first.map(\.topic)).first
  }

  private var numbered: [(number: Int, entry: Entry)] {
    entries.enumerated().map { ($0.offset + 1, $0.element) }
  }

  private static func parts(number: Int, entry: Entry) -> [String] {
    let (item, mark) = (entry.item, entry.mark)
    let sign = mark.isFull ? "✔" : mark.points > 0 ? "◐" : "✘"
    var parts = ["## \(sign) \(number) · \(item.question.topic)", item.question.ask]
    parts += item.form.own.subject
    parts.append("You answered: \(mark.given.map(item.shown) ?? "nothing")")
    if !mark.isFull { parts.append("Right: \(item.shown(mark.right))") }
    return parts + mark.reasons
  }
}

import Workbook

/// A question of a quiz as the Markdown that is put before the learner.
struct QuestionText {
  let sitting: Sitting

  /// Its place, the question, what belongs to it, and how to answer.
  var markdown: String {
    let item = sitting.item
    let place = "Question \(sitting.position + 1) of \(sitting.items.count)"
    var parts = ["## \(place)", item.question.ask]
    parts += Self.material(of: item)
    parts.append("*\(item.form.instruction)*")
    if let answer = sitting.answer {
      parts.append("Your answer so far: \(Self.code(answer.summary))")
    }
    return parts.joined(separator: "\n\n")
  }

  private static func material(of item: QuizItem) -> [String] {
    switch item.form {
    case .one(let options), .several(let options), .order(let options): [lettered(options)]
    case .match(let left, let right): [numbered(left), lettered(right)]
    case .perEvent(let reading), .whole(let reading):
      ["```\n\(reading.rows.joined(separator: "\n"))\n```"]
    case .text, .number, .practical: []
    }
  }

  // Hard line breaks, since a list of letters is none that Markdown knows.
  private static func lettered(_ texts: [String]) -> String {
    texts.enumerated().map { "**\(optionLetter($0))**  \($1)" }.joined(separator: "\\\n")
  }

  private static func numbered(_ texts: [String]) -> String {
    texts.enumerated().map { "**\($0 + 1)**  \($1)" }.joined(separator: "\\\n")
  }

  static func code(_ text: String) -> String { "`\(text.replacing("`", with: "'"))`" }
}

/// What came of a quiz, as Markdown: each question with its reason, then the grade.
struct ResultText {
  let result: QuizResult
  let title: String

  /// All of it.
  var markdown: String {
    let questions = result.entries.enumerated().map { entry($1, number: $0 + 1) }
    return (["## \(title)"] + questions + [summary]).joined(separator: "\n\n")
  }

  private func entry(_ entry: QuizResult.Entry, number: Int) -> String {
    let mark = entry.mark
    let sign = mark.isFull ? "✔" : mark.points > 0 ? "◐" : "✘"
    var lines = ["**\(sign) \(number).** \(entry.item.question.ask)"]
    lines.append("your answer: " + (mark.given.map(QuestionText.code) ?? "none"))
    if !mark.isFull { lines.append("right: " + QuestionText.code(mark.right)) }
    lines += mark.reasons
    if !mark.isFull { lines.append("to reread: `lesson \(entry.item.question.lesson)`") }
    return lines.joined(separator: "\\\n")
  }

  private var summary: String {
    let percent = QuizResult.rounded(result.percent)
    var text =
      "**\(result.grade.rawValue)**: \(percent) %, "
      + "\(result.right) of \(result.entries.count) wholly right."
    if result.attempt.isPractice {
      text += " This was practice; it counts for nothing."
    } else if result.earnsDiploma {
      text += " `diploma \(result.attempt.quiz)` draws your diploma."
    } else {
      let lessons = result.lessonsToReread.prefix(3).map { "`lesson \($0)`" }
      text += " A diploma takes an A+ (97 %). Reread \(lessons.joined(separator: ", ")),"
      text += " then `quiz \(result.attempt.quiz)` draws other questions."
    }
    return text
  }
}

extension QuizResult {
  /// A percentage with one decimal where it needs one, never rounded up to the next grade.
  static func rounded(_ percent: Double) -> String {
    let tenths = Int((percent * 10).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}

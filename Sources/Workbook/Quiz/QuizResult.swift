/// A quiz that was handed in, marked.
public struct QuizResult: Sendable {
  /// A question and what its answer was worth.
  public struct Entry: Sendable {
    /// The question as it was shown.
    public let item: QuizItem
    /// What the answer was worth.
    public let mark: Mark
  }

  /// The attempt.
  public let attempt: Attempt
  /// The questions in the order in which they were asked.
  public let entries: [Entry]

  /// Marks an attempt.
  init(marking attempt: Attempt, items: [QuizItem], lab: Lab?) async {
    var entries: [Entry] = []
    for item in items {
      let id = item.question.id
      let mark = await item.mark(attempt.answers[id], deed: attempt.deeds?[id], in: lab)
      entries.append(Entry(item: item, mark: mark))
    }
    self.attempt = attempt
    self.entries = entries
  }

  /// What was reached of what could be, from 0 to 100; every question counts the same.
  public var percent: Double {
    guard !entries.isEmpty else { return 0 }
    return entries.reduce(0) { $0 + $1.mark.points } * 100 / Double(entries.count)
  }

  /// The grade.
  public var grade: Grade { Grade(percent: percent) }

  /// How many questions were answered wholly right.
  public var right: Int { entries.count(where: \.mark.isFull) }

  /// Whether it earns a diploma: an A+, and not in practice.
  public var earnsDiploma: Bool { grade.earnsDiploma && !attempt.isPractice }

  /// The lessons to read again, each once, the one that most questions point at first.
  public var lessonsToReread: [String] {
    Self.byCount(entries.filter { !$0.mark.isFull }.map(\.item.question.lesson))
  }

  /// Each name once, the most frequent first; among equals the one that came first.
  static func byCount(_ names: [String]) -> [String] {
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return unique(names).sorted { counts[$0, default: 0] > counts[$1, default: 0] }
  }
}

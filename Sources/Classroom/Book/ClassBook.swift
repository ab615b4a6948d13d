/// The book of a class: who has come, what was asked, who answered what.
///
/// A value that is changed by entries alone, so that reading the entries again makes the same book.
struct ClassBook: Sendable {
  /// Something that is written into the book.
  struct Entry: Sendable, Hashable, Codable {
    /// A phone, by the number that it drew for itself.
    var phone: String?
    /// The name of its owner.
    var name: String?
    /// A question that was put.
    var asked: ClassQuestion?
    /// The id of a question that is over.
    var closed: String?
    /// The id of a question that is answered by `phone`.
    var question: String?
    /// The answer.
    var answer: String?
  }

  /// The names by phone; empty for one without.
  private(set) var names: [String: String] = [:]
  /// The question that is open.
  private(set) var open: ClassQuestion?
  /// The answers to each question, by phone.
  private(set) var answers: [String: [String: String]] = [:]
  /// What was asked, by id.
  private var questions: [String: ClassQuestion] = [:]

  /// Takes in an entry.
  mutating func note(_ entry: Entry) {
    if let question = entry.question, let phone = entry.phone, let answer = entry.answer {
      answers[question, default: [:]][phone] = answer
    } else if let phone = entry.phone {
      names[phone] = entry.name ?? names[phone] ?? ""
    }
    if let asked = entry.asked {
      open = asked
      questions[asked.id] = asked
    }
    if let closed = entry.closed, open?.id == closed { open = nil }
  }

  /// How many have answered what is open.
  var answered: Int { open.map { answers[$0.id]?.count ?? 0 } ?? 0 }

  /// How the class has answered a question; nil when it was not asked.
  func tally(of id: String) -> Tally? {
    questions[id].map { Tally((answers[id] ?? [:]).values, to: $0) }
  }

  /// A name that nobody else has: the second Ada is Ada (2).
  func free(_ wanted: String, for phone: String) -> String {
    let name = String(wanted.tidied.prefix(ClassLimits.nameLength))
    guard !name.isEmpty else { return "" }
    let others = Set(names.lazy.filter { $0.key != phone }.map(\.value))
    guard others.contains(name) else { return name }
    return (2...).lazy.map { "\(name) (\($0))" }.first { !others.contains($0) } ?? name
  }
}

/// The book of a class: who has come, what was asked, who answered what, who is where, who has sat a
/// quiz.
///
/// A value that is changed by entries alone, so that reading the entries again makes the same book.
struct ClassBook: Sendable {
  /// Something that is written into the book.
  struct Entry: Sendable, Hashable, Codable {
    /// A phone, or a machine, by the number that it drew for itself.
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
    /// When it was, in seconds since 1970; of a machine.
    var at: Int?
    /// Where the machine's owner is.
    var place: Desk.Place?
    /// Whether a machine comes to the class, or leaves it.
    var desk: Presence?
    /// A quiz that was opened.
    var opened: ClassQuiz?
    /// The round of a quiz that is over.
    var ended: String?
    /// What a machine has sat down to.
    var sat: ClassQuiz.Sitting?
    /// The round of a quiz that a machine has handed in.
    var handedIn: String?
  }

  /// What a machine does to the class.
  enum Presence: String, Sendable, Hashable, Codable {
    case joins, leaves
  }

  /// The names by phone; empty for one without.
  private(set) var names: [String: String] = [:]
  /// The question that is open.
  private(set) var open: ClassQuestion?
  /// The answers to each question, by phone.
  private(set) var answers: [String: [String: String]] = [:]
  /// What was asked, by id.
  private var questions: [String: ClassQuestion] = [:]
  /// The machines, by their numbers.
  private(set) var desks: [String: Desk] = [:]
  /// When the last entry of each machine was written.
  private(set) var written: [String: Int] = [:]
  /// The quiz that is open.
  private(set) var quiz: ClassQuiz?
  /// How many quizzes were opened.
  private(set) var rounds = 0
  /// Who sat down to each round of a quiz, and when.
  private(set) var sittings: [String: [String: (sitting: ClassQuiz.Sitting, at: Int)]] = [:]
  /// Who has handed in each round.
  private(set) var handedIn: [String: Set<String>] = [:]

  /// Takes in an entry.
  mutating func note(_ entry: Entry) {
    if let phone = entry.phone { note(entry, of: phone) }
    if let asked = entry.asked {
      open = asked
      questions[asked.id] = asked
    }
    if let closed = entry.closed, open?.id == closed { open = nil }
    if let opened = entry.opened {
      quiz = opened
      rounds += 1
    }
    if let ended = entry.ended, quiz?.round == ended { quiz = nil }
  }

  private mutating func note(_ entry: Entry, of phone: String) {
    if let question = entry.question, let answer = entry.answer {
      answers[question, default: [:]][phone] = answer
    } else if let sat = entry.sat {
      sittings[sat.round, default: [:]][phone] = (sat, entry.at ?? 0)
    } else if let round = entry.handedIn {
      handedIn[round, default: []].insert(phone)
    } else if entry.desk == nil, entry.at == nil {
      names[phone] = entry.name ?? names[phone] ?? ""
    } else {
      noteDesk(entry, of: phone)
    }
  }

  private mutating func noteDesk(_ entry: Entry, of phone: String) {
    let now = entry.at ?? 0
    if let name = entry.name { names[phone] = name }
    let name = names[phone] ?? ""
    var desk = desks[phone] ?? Desk(name: name, since: now, heard: now)
    desk.name = name
    desk.heard = now
    written[phone] = now
    if let place = entry.place, place != desk.place { (desk.place, desk.since) = (place, now) }
    if let presence = entry.desk { desk.hasLeft = presence == .leaves }
    desks[phone] = desk
  }

  /// A machine was heard, and nothing has changed.
  mutating func hear(_ phone: String, at now: Int) { desks[phone]?.heard = now }

  /// How many have answered what is open.
  var answered: Int { open.map { answers[$0.id]?.count ?? 0 } ?? 0 }

  /// How the class has answered a question; nil when it was not asked.
  func tally(of id: String) -> Tally? {
    questions[id].map { Tally((answers[id] ?? [:]).values, to: $0) }
  }

  /// A name that nobody else has: the second Ada is Ada (2).
  func free(_ wanted: String, for phone: String) -> String {
    let name = Self.cut(wanted)
    guard !name.isEmpty else { return "" }
    let others = Set(names.lazy.filter { $0.key != phone }.map(\.value))
    guard others.contains(name) else { return name }
    return (2...).lazy.map { "\(name) (\($0))" }.first { !others.contains($0) } ?? name
  }

  /// A name for a machine's owner.
  ///
  /// Results bear it, so that no two are called alike, in whatever capitals. A phone may be called so;
  /// it often is the same person's.
  func deskName(_ wanted: String, for phone: String) throws(ClassProblem) -> String {
    let name = Self.cut(wanted)
    guard !name.isEmpty else { throw .noName }
    let isTaken = desks.contains {
      $0.key != phone && $0.value.name.lowercased() == name.lowercased()
    }
    if isTaken { throw .nameTaken(name) }
    return name
  }

  private static func cut(_ name: String) -> String {
    String(name.tidied.prefix(ClassLimits.nameLength)).tidied
  }

  /// How far the class is with the quiz that is open.
  var quizStanding: QuizStanding? {
    quiz.map { quiz in
      let handedIn = handedIn[quiz.round] ?? []
      let sat = Set((sittings[quiz.round] ?? [:]).keys)
      func sorted(_ phones: Set<String>) -> [String] { phones.map { names[$0] ?? "" }.sorted() }
      return QuizStanding(
        quiz: quiz, sitting: sorted(sat.subtracting(handedIn)), handedIn: sorted(handedIn))
    }
  }
}

/// For how long a command has given no answer: after a while it is not asked any more.
struct Silence {
  /// Hung at the end of so many streams in a row.
  private static let patienceForHangs = 3
  /// Never answered, and ended, or was not to be started, with so many streams.
  private static let patienceForDeaths = 10

  private var hangs = 0
  private var deaths = 0
  private var hasAnswered = false

  /// What is said instead of asking it again; nil while it is asked.
  var enough: SubjectProblem? {
    if hangs >= Self.patienceForHangs { return .givenUp(after: Self.patienceForHangs) }
    if deaths >= Self.patienceForDeaths, !hasAnswered {
      return .givenUp(after: Self.patienceForDeaths)
    }
    return nil
  }

  /// It has answered.
  mutating func end() {
    hangs = 0
    hasAnswered = true
  }

  /// It has not.
  ///
  /// Which streams a parser dies of is worth knowing as long as it reads some.
  mutating func goOn(_ problem: SubjectProblem) {
    switch problem {
    case .hangs: hangs += 1
    case .died, .notStarted: deaths += 1
    default: break
    }
  }
}

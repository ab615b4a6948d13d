import Synchronization

/// What learners' programs send from machines of their own.
extension ClassServer {
  /// A machine joins under a name that no other has, or comes back under its own.
  func joinDesk(_ phone: String, _ post: ClassPost) throws(ClassProblem) -> String {
    let now = configuration.now()
    return try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      try checkNew(phone, post, state)
      let name = try state.book.deskName(post.name ?? "", for: phone)
      if name != state.book.names[phone] ?? "", state.isLocked { throw .locked }
      Self.write(
        ClassBook.Entry(phone: phone, name: name, at: now, desk: .joins), to: &state)
      return name
    }
  }

  /// A machine says where its owner is, or only that it is there.
  ///
  /// - Returns: The quiz that is open.
  func report(_ post: ClassPost) throws(ClassProblem) -> ClassQuiz? {
    let phone = try post.phone
    let place = try post.place
    let now = configuration.now()
    return try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      let desk = try member(phone, post, state)
      // A book that tells of each word of each machine would grow without end.
      let isNews = (place != nil && place != desk.place) || desk.hasLeft
      if isNews || .seconds(now - (state.book.written[phone] ?? 0)) >= ClassLimits.heardInterval {
        Self.write(
          ClassBook.Entry(
            phone: phone, at: now, place: place, desk: desk.hasLeft ? .joins : nil), to: &state)
      } else {
        state.book.hear(phone, at: now)
      }
      return state.book.quiz
    }
  }

  /// A machine leaves; what is known of it stays.
  func leave(_ post: ClassPost) throws(ClassProblem) {
    let phone = try post.phone
    let now = configuration.now()
    try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      guard !(try member(phone, post, state).hasLeft) else { return }
      Self.write(ClassBook.Entry(phone: phone, at: now, desk: .leaves), to: &state)
    }
  }

  private func member(_ phone: String, _ post: ClassPost, _ state: State) throws(ClassProblem)
    -> Desk
  {
    if let name = post.className, name != configuration.name {
      throw .otherClass(String(name.tidied.prefix(40)), here: configuration.name)
    }
    guard let desk = state.book.desks[phone] else { throw .unknownDesk }
    return desk
  }

  // MARK: A quiz

  /// What somebody who sits down is told.
  struct Seat: Sendable, Hashable {
    let quiz: ClassQuiz
    let sitting: ClassQuiz.Sitting
    /// How many seconds are left; nil: as many as it takes.
    let seconds: Int?
  }

  /// A machine sits down to the quiz that is open, or comes back to it.
  func sit(_ post: ClassPost) throws(ClassProblem) -> Seat {
    let phone = try post.phone
    guard let wanted = post.quiz.map({ String($0.tidied.prefix(ClassLimits.placeLength)) }) else {
      throw .badBody("'quiz' is a text")
    }
    let now = configuration.now()
    return try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      _ = try member(phone, post, state)
      guard let quiz = state.book.quiz, quiz.id == wanted else {
        throw .notOpen(wanted, open: state.book.quiz?.id)
      }
      if state.book.handedIn[quiz.round]?.contains(phone) == true { throw .handedIn(quiz.id) }
      if state.book.sittings[quiz.round]?[phone] == nil {
        let sitting = ClassQuiz.Sitting(
          round: quiz.round, id: Self.newSecret(), seed: quiz.seed ?? Self.newSeed())
        Self.write(ClassBook.Entry(phone: phone, at: now, sat: sitting), to: &state)
      }
      guard let known = state.book.sittings[quiz.round]?[phone] else { throw .unknownDesk }
      let left = Self.secondsLeft(of: quiz, since: known.at, at: now)
      if let left, left <= 0 { throw .late }
      return Seat(quiz: quiz, sitting: known.sitting, seconds: left)
    }
  }

  private static func secondsLeft(of quiz: ClassQuiz, since start: Int, at now: Int) -> Int? {
    quiz.minutes.map { start + $0 * 60 - now }
  }

  /// A number for a draw, which JSON and every program can carry.
  static func newSeed() -> UInt64 { UInt64.random(in: 0..<(1 << 53)) }

  /// A result arrives, and is kept by whoever keeps results.
  ///
  /// - Returns: Whether it is new.
  func take(_ post: ClassPost) throws(ClassProblem) -> Bool {
    let phone = try post.phone
    guard let text = post.result, let round = post.quiz else {
      throw .badBody("'quiz' and 'result' are texts")
    }
    guard let keep = configuration.keepResult else { throw .noRoom("no results are kept here") }
    let now = configuration.now()
    let arrived = try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      let desk = try member(phone, post, state)
      guard let known = state.book.sittings[round]?[phone] else {
        throw .badResult("this machine never sat down to that quiz here")
      }
      let isAgain = state.book.handedIn[round]?.contains(phone) == true
      // Who comes again with what is kept is told so, however late.
      if !isAgain {
        guard let quiz = state.book.quiz, quiz.round == round else { throw .late }
        let left = Self.secondsLeft(of: quiz, since: known.at, at: now)
        if let left, .seconds(-left) > ClassLimits.lateTime { throw .late }
      }
      guard state.arriving.insert(phone).inserted else { throw .tooFast }
      return ArrivedResult(
        text: text, name: desk.name, quiz: Self.quizID(ofRound: round), id: known.sitting.id,
        seed: known.sitting.seed, isAgain: isAgain)
    }
    // A file is written and a signature is checked: not under the lock of everybody.
    let outcome = keep(arrived)
    return try state.withLock { state throws(ClassProblem) in
      state.arriving.remove(phone)
      switch outcome {
      case .refused(let sentence): throw .badResult(sentence)
      case .noRoom(let sentence): throw .noRoom(sentence)
      case .kept, .known:
        if !arrived.isAgain {
          Self.write(ClassBook.Entry(phone: phone, at: now, handedIn: round), to: &state)
        }
        return outcome == .kept
      }
    }
  }

  /// `junior-2` is the second quiz of a class, a `junior`.
  private static func quizID(ofRound round: String) -> String {
    round.lastIndex(of: "-").map { String(round[..<$0]) } ?? round
  }

  // MARK: The wall

  /// Everybody who follows at a machine of their own, in the order of the alphabet.
  public var desks: [Desk] { state.withLock { $0.book.sortedDesks } }

  /// Opens a quiz for the class, unless one is open.
  ///
  /// - Parameters:
  ///   - id: The quiz's id.
  ///   - fingerprint: Tells whether a machine has the same questions.
  ///   - isSame: Whether all get the same draw.
  ///   - minutes: How many each has from sitting down; nil: until it is closed.
  /// - Returns: Whether it was opened.
  public func openQuiz(_ id: String, fingerprint: String, isSame: Bool, minutes: Int?) -> Bool {
    state.withLock { state in
      guard state.book.quiz == nil else { return false }
      let quiz = ClassQuiz(
        round: "\(id)-\(state.book.rounds + 1)", id: id, fingerprint: fingerprint,
        seed: isSame ? Self.newSeed() : nil, minutes: minutes)
      Self.write(ClassBook.Entry(opened: quiz), to: &state)
      return true
    }
  }

  /// Takes no more results of the quiz that is open.
  ///
  /// - Returns: How far the class was; nil when none was open.
  public func closeQuiz() -> QuizStanding? {
    state.withLock { state in
      guard let standing = state.book.quizStanding else { return nil }
      Self.write(ClassBook.Entry(ended: standing.quiz.round), to: &state)
      return standing
    }
  }

  /// How far the class is with the quiz that is open; nil: none is.
  public var quizStanding: QuizStanding? { state.withLock(\.book.quizStanding) }
}

extension ClassBook {
  var sortedDesks: [Desk] {
    desks.values.sorted { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
  }
}

extension ClassFolder {
  /// Everybody who has followed at a machine of their own, by the book of a class, whether or not its
  /// wall runs.
  public var desks: [Desk] {
    var book = ClassBook()
    for line in Ledger.lines(of: bookFile, limit: ClassLimits.bookFileSize) {
      ClassBook.Entry(line: line).map { book.note($0) }
    }
    return book.sortedDesks
  }
}

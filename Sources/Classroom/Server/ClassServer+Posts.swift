import Synchronization

/// What phones send.
extension ClassServer {
  /// A phone comes in, or calls itself something else.
  ///
  /// - Returns: Its name as it stands in the book; empty for none.
  func join(_ post: ClassPost) throws(ClassProblem) -> String {
    let phone = try post.phone
    if post.isDesk == true { return try joinDesk(phone, post) }
    return try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      let known = state.book.names[phone]
      try checkNew(phone, post, state)
      let wanted = post.name.map { state.book.free($0, for: phone) }
      if let wanted, wanted != known ?? "", state.isLocked { throw .locked }
      if known == nil || (wanted != nil && wanted != known) {
        Self.write(ClassBook.Entry(phone: phone, name: wanted ?? known ?? ""), to: &state)
      }
      return state.book.names[phone] ?? ""
    }
  }

  /// A phone answers the open question, for the first time or otherwise.
  ///
  /// - Returns: The answer as it is counted.
  func answer(_ post: ClassPost) throws(ClassProblem) -> String {
    let phone = try post.phone
    guard let id = post.question, let answer = post.answer else {
      throw .badBody("'question' and 'answer' are texts")
    }
    return try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      guard state.book.names[phone] != nil else { throw .unknownPhone }
      guard let open = state.book.open, open.id == id else { throw .notAsked }
      let counted = try open.counted(answer)
      if state.book.answers[id]?[phone] != counted {
        Self.write(ClassBook.Entry(phone: phone, question: id, answer: counted), to: &state)
      }
      return counted
    }
  }

  /// A phone says how it feels.
  func mood(_ post: ClassPost) throws(ClassProblem) {
    let phone = try post.phone
    var mood: MoodGauge.Mood?
    if let word = post.mood {
      mood = MoodGauge.Mood(rawValue: word)
      if mood == nil { throw .badBody("'mood' is 'lost' or 'slower'") }
    }
    let now = elapsed()
    try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      guard state.book.names[phone] != nil else { throw .unknownPhone }
      state.gauge.note(mood, of: phone, at: now)
    }
  }

  /// A phone has come back after its lesson was cut, so many milliseconds later.
  func back(_ post: ClassPost) throws(ClassProblem) {
    let phone = try post.phone
    guard let away = post.away, (0...3_600_000).contains(away) else {
      throw .badBody("'away' is a number of milliseconds")
    }
    try state.withLock { state throws(ClassProblem) in
      try admit(phone, &state)
      guard let homecoming = state.homecoming, homecoming.away.count < homecoming.cut,
        state.home.insert(post.tab ?? phone).inserted
      else { return }
      let place = homecoming.away.firstIndex { $0 > away } ?? homecoming.away.count
      state.homecoming?.away.insert(away, at: place)
    }
  }

  /// Whether somebody whom the book does not know may come in.
  func checkNew(_ phone: String, _ post: ClassPost, _ state: State) throws(ClassProblem) {
    guard state.book.names[phone] == nil else { return }
    guard state.book.names.count < ClassLimits.phones else { throw .full }
    if let code = configuration.code, post.code?.tidied != code { throw .wrongCode }
  }

  func admit(_ phone: String, _ state: inout State) throws(ClassProblem) {
    guard state.meter.admits(phone, at: elapsed()) else { throw .tooFast }
    guard state.room > 0 else { throw .bookFull }
  }
}

import GRDB

/// Lessons, tasks and votes in the store.
extension ProgressStore {
  /// How far the learner has come in a lesson; nil when it was never opened.
  public func lesson(_ id: String) -> LessonProgress? { lessons()[id] }

  /// How far the learner has come in each lesson that was opened.
  public func lessons() -> [String: LessonProgress] {
    read(
      { database in
        var found: [String: LessonProgress] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT * FROM lesson") {
          guard let progress = Self.lesson(row) else { continue }
          found[progress.lesson] = progress
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM task") {
          guard let (lesson, id, task) = Self.task(row) else { continue }
          found[lesson]?.tasks[id] = task
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM prediction") {
          guard let (lesson, id, state) = Self.prediction(row) else { continue }
          found[lesson]?.predictions[id] = state
        }
        return found
      }, or: [:])
  }

  /// A row as a lesson without its tasks; nil when it cannot be understood.
  static func lesson(_ row: Row) -> LessonProgress? {
    guard let id = value(String.self, in: row, "id"),
      let page = value(String.self, in: row, "page"),
      let number = value(Int.self, in: row, "pageNumber"),
      let isFinished = value(Bool.self, in: row, "isFinished")
    else { return nil }
    let progress = LessonProgress(
      lesson: id, page: page, pageNumber: number, isFinished: isFinished)
    return progress.isSensible ? progress : nil
  }

  /// A row as a task of a lesson; nil when it cannot be understood.
  static func task(_ row: Row) -> (lesson: String, id: String, TaskProgress)? {
    guard let lesson = value(String.self, in: row, "lesson"),
      let id = value(String.self, in: row, "id"),
      let word = value(String.self, in: row, "state"),
      let state = TaskProgress.State(rawValue: word),
      let hints = value(Int.self, in: row, "hintsGiven"), hints >= 0
    else { return nil }
    return (lesson, id, TaskProgress(state: state, hintsGiven: hints))
  }

  /// A row as a prediction in a lesson; nil when it cannot be understood.
  static func prediction(_ row: Row) -> (lesson: String, id: String, PredictionProgress)? {
    guard let lesson = value(String.self, in: row, "lesson"),
      let id = value(String.self, in: row, "id"),
      let word = value(String.self, in: row, "state"),
      let state = PredictionProgress(rawValue: word)
    else { return nil }
    return (lesson, id, state)
  }

  /// A row as a vote on a lesson; nil when it cannot be understood.
  static func vote(_ row: Row) -> (lesson: String, isHelpful: Bool)? {
    guard let lesson = value(String.self, in: row, "lesson"),
      let isHelpful = value(Bool.self, in: row, "isHelpful")
    else { return nil }
    return (lesson, isHelpful)
  }

  /// The lesson that was on the screen last.
  public var latestLesson: String? {
    read(
      { try String.fetchOne($0, sql: "SELECT id FROM lesson ORDER BY seenAt DESC, rowid DESC") },
      or: nil)
  }

  /// The lessons that were opened, by id, the one seen last at the end.
  func lessonsInOrder() -> [String] {
    read(
      { try String.fetchAll($0, sql: "SELECT id FROM lesson ORDER BY seenAt, rowid") }, or: [])
  }

  /// Remembers how far the learner has come in a lesson.
  /// - Parameters:
  ///   - progress: All of it; tasks and predictions that it does not name are forgotten.
  ///   - now: Seconds since 1970.
  public func save(_ progress: LessonProgress, now: Int) {
    write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO lesson VALUES (?, ?, ?, ?, ?)",
        arguments: [
          progress.lesson, progress.page, progress.pageNumber, progress.isFinished, now,
        ])
      try database.execute(sql: "DELETE FROM task WHERE lesson = ?", arguments: [progress.lesson])
      for (id, task) in progress.tasks {
        try database.execute(
          sql: "INSERT INTO task VALUES (?, ?, ?, ?)",
          arguments: [progress.lesson, id, task.state.rawValue, task.hintsGiven])
      }
      try database.execute(
        sql: "DELETE FROM prediction WHERE lesson = ?", arguments: [progress.lesson])
      for (id, state) in progress.predictions {
        try database.execute(
          sql: "INSERT INTO prediction VALUES (?, ?, ?)",
          arguments: [progress.lesson, id, state.rawValue])
      }
    }
  }

  /// Forgets a lesson: where one was, its tasks and its vote.
  public func forget(lesson id: String) {
    write { database in
      try database.execute(sql: "DELETE FROM lesson WHERE id = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM task WHERE lesson = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM prediction WHERE lesson = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM vote WHERE lesson = ?", arguments: [id])
    }
  }

  /// Forgets everything.
  public func forgetAll() {
    write { database in
      for table in ProgressTables.names {
        try database.execute(sql: "DELETE FROM \(table)")
      }
    }
  }

  /// Remembers whether a lesson was helpful; a second vote takes the place of the first.
  public func vote(_ isHelpful: Bool, for lesson: String) {
    write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO vote VALUES (?, ?)", arguments: [lesson, isHelpful])
    }
  }

  /// The votes by lesson: true for helpful.
  public func votes() -> [String: Bool] {
    read(
      { database in
        let rows = try Row.fetchAll(database, sql: "SELECT lesson, isHelpful FROM vote")
        return Dictionary(rows.compactMap(Self.vote).map { ($0.lesson, $0.isHelpful) }) { $1 }
      }, or: [:])
  }
}

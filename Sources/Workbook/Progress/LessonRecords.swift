import GRDB

/// Lessons, tasks and votes in the store.
extension ProgressStore {
  /// How far somebody has come in a lesson; nil when it was never opened.
  public func lesson(_ id: String) -> LessonProgress? { lessons()[id] }

  /// How far somebody has come in each lesson that was opened.
  public func lessons() -> [String: LessonProgress] {
    read(
      { database in
        var found: [String: LessonProgress] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT * FROM lesson") {
          let id: String = row["id"]
          found[id] = LessonProgress(
            lesson: id, page: row["page"], pageNumber: row["pageNumber"],
            isFinished: row["isFinished"])
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM task") {
          let state = TaskProgress.State(rawValue: row["state"]) ?? .open
          let task = TaskProgress(state: state, hintsGiven: row["hintsGiven"])
          found[row["lesson"]]?.tasks[row["id"]] = task
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM prediction") {
          let state = PredictionProgress(rawValue: row["state"])
          found[row["lesson"]]?.predictions[row["id"]] = state
        }
        return found
      }, or: [:])
  }

  /// The lesson that was on the screen last.
  public var latestLesson: String? {
    read(
      { try String.fetchOne($0, sql: "SELECT id FROM lesson ORDER BY seenAt DESC, rowid DESC") },
      or: nil)
  }

  /// Remembers how far somebody has come in a lesson.
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
      for table in ["lesson", "task", "prediction", "vote", "attempt", "diploma"] {
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
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["lesson"], $0["isHelpful"]) })
      }, or: [:])
  }
}

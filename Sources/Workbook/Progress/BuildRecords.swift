import GRDB

/// What was built, in the store.
extension ProgressStore {
  /// All paths that were begun, each in each language, the one worked on last at the end.
  public func builds() -> [BuildProgress] {
    read(
      { database in
        var found = try Row.fetchAll(database, sql: "SELECT * FROM build ORDER BY seenAt, rowid")
          .compactMap(Self.build)
        for row in try Row.fetchAll(database, sql: "SELECT * FROM buildStep") {
          guard let (path, language, number, step) = Self.buildStep(row) else { continue }
          let index = found.firstIndex { $0.path == path && $0.language == language }
          if let index { found[index].steps[number] = step }
        }
        return found
      }, or: [])
  }

  /// What was built of a path in a language; a new one when nothing was.
  public func build(path: String, language: String) -> BuildProgress {
    builds().first { $0.path == path && $0.language == language }
      ?? BuildProgress(path: path, language: language)
  }

  /// Keeps what was built, in one transaction.
  public func save(_ build: BuildProgress) {
    write { database in
      let submission = build.submission
      try database.execute(
        sql: "INSERT OR REPLACE INTO build VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          build.path, build.language, build.seenAt, submission?.checks, submission?.digest,
          submission?.time,
        ])
      for (number, step) in build.steps {
        try database.execute(
          sql: "INSERT OR REPLACE INTO buildStep VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            build.path, build.language, number, step.attempts, step.seconds, step.passedAt,
          ])
      }
    }
  }

  /// A row as a path without its steps; nil when it cannot be understood.
  static func build(_ row: Row) -> BuildProgress? {
    guard let path = value(String.self, in: row, "path"),
      let language = value(String.self, in: row, "language"),
      let seenAt = value(Int.self, in: row, "seenAt"),
      let checks = optional(Int.self, in: row, "checks"),
      let digest = optional(String.self, in: row, "digest"),
      let time = optional(Int.self, in: row, "submittedAt")
    else { return nil }
    var build = BuildProgress(path: path, language: language, seenAt: seenAt)
    if let checks, let digest, let time {
      build.submission = BuildProgress.Submission(checks: checks, digest: digest, time: time)
    }
    return build.isSensible ? build : nil
  }

  /// A row as a step; nil when it cannot be understood.
  static func buildStep(
    _ row: Row
  ) -> (path: String, language: String, number: Int, BuildProgress.Step)? {
    guard let path = value(String.self, in: row, "path"),
      let language = value(String.self, in: row, "language"),
      let number = value(Int.self, in: row, "number"),
      let attempts = value(Int.self, in: row, "attempts"),
      let seconds = value(Int.self, in: row, "seconds"),
      let passedAt = optional(Int.self, in: row, "passedAt")
    else { return nil }
    var step = BuildProgress.Step()
    (step.attempts, step.seconds, step.passedAt) = (attempts, seconds, passedAt)
    let whole = BuildProgress(path: path, language: language, steps: [number: step])
    return whole.isSensible ? (path, language, number, step) : nil
  }
}

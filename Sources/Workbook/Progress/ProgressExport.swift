import FoundationEssentials
import VisibleText

/// All that is remembered, to take along or to hand to a teacher.
public struct ProgressExport: Sendable, Codable {
  /// The version of this shape that is written; version 1 had no diplomas, no key and no order.
  public static let currentVersion = 2
  /// How many bytes a file may have that is read in.
  public static let fileLimit = 16 << 20

  /// A diploma with what it was issued for.
  struct KeptDiploma: Sendable, Codable {
    let quiz: String
    let attempt: String
    let diploma: Diploma
    let credential: String
  }

  /// The version of this shape.
  public let version: Int
  /// Why what is remembered could not be read whole, in one sentence; nil when all is well.
  public let notice: String?
  /// Lessons that were opened, the one seen last at the end.
  public let lessons: [LessonProgress]
  /// Votes by lesson.
  public let votes: [String: Bool]
  /// Attempts at quizzes.
  public let attempts: [ProgressStore.AttemptSummary]
  /// What was built; none in a file from before there was a workshop.
  public let builds: [BuildProgress]?
  let diplomas: [KeptDiploma]?
  let key: String?

  /// It as JSON, the same text for the same progress.
  public var json: String {
    (try? JSONEncoder.pretty.encode(self)).map {
      String(decoding: $0, as: UTF8.self).escapingHidden
    }
      ?? "{}"
  }

  /// Whether the key that signs diplomas is in it.
  public var hasKey: Bool { key != nil }

  /// Reads an export.
  /// - Throws: Why it is none, in one sentence that goes on "FILE …".
  public init(reading bytes: [UInt8]) throws(StoreProblem) {
    guard let export = try? JSONDecoder().decode(ProgressExport.self, from: Data(bytes)) else {
      throw StoreProblem("holds no progress: 'progress export FILE' writes what can be read here")
    }
    guard export.version <= Self.currentVersion else {
      throw StoreProblem("was written by a newer sse: read it with that one")
    }
    self = export
  }

  init(
    notice: String?, lessons: [LessonProgress], votes: [String: Bool],
    attempts: [ProgressStore.AttemptSummary], builds: [BuildProgress], diplomas: [KeptDiploma],
    key: String?
  ) {
    version = Self.currentVersion
    self.notice = notice
    self.lessons = lessons
    self.votes = votes
    self.attempts = attempts
    self.builds = builds
    self.diplomas = diplomas
    self.key = key
  }

  /// Writes it into a new file for its owner alone.
  /// - Throws: Why there is none now, in one sentence.
  public func write(to path: String) throws(StoreProblem) {
    do {
      try PrivateFile.create(path, Array((json + "\n").utf8))
    } catch is PrivateFile.Taken {
      throw StoreProblem("\(path) exists already: give a name that is free")
    } catch {
      throw StoreProblem("\(path) cannot be written: is its folder there, with room and writable?")
    }
  }
}

/// What an import brought along.
public struct ProgressImport: Sendable, Hashable {
  /// How many lessons are known further than before.
  public var lessons = 0
  /// How many attempts are new.
  public var attempts = 0
  /// How many diplomas are new.
  public var diplomas = 0
  /// How many paths of the workshop are known further than before.
  public var builds = 0
  /// How many entries of the file mean nothing, and were left out.
  public var unreadable = 0
}

extension ProgressStore {
  /// Everything; the key that signs diplomas only when it is handed in.
  public func export(key: IssuerKey? = nil) -> ProgressExport {
    let lessons = self.lessons()
    return ProgressExport(
      notice: notice, lessons: lessonsInOrder().compactMap { lessons[$0] }, votes: votes(),
      attempts: attempts(), builds: builds(),
      diplomas: keptDiplomas().map {
        .init(
          quiz: $0.quiz, attempt: $0.attempt, diploma: $0.issued.diploma,
          credential: $0.issued.credential)
      }, key: key?.pem)
  }

  /// Adds what another machine remembers; nothing that is known here gets less.
  ///
  /// A lesson is then as far as it came on either machine. Grades are taken as they are listed:
  /// before a diploma is drawn the answers are marked again.
  /// - Parameters:
  ///   - export: What the other machine remembers.
  ///   - now: Seconds since 1970.
  /// - Returns: What was new here.
  public func merge(_ export: ProgressExport, now: Int) -> ProgressImport {
    var result = ProgressImport()
    let known = lessons()
    for lesson in export.lessons {
      guard lesson.isSensible else {
        result.unreadable += 1
        continue
      }
      let merged = known[lesson.lesson].map { $0.merged(with: lesson) } ?? lesson
      guard merged != known[lesson.lesson] else { continue }
      save(merged, now: now)
      result.lessons += 1
    }
    let votes = self.votes()
    for (lesson, isHelpful) in export.votes where votes[lesson] == nil {
      vote(isHelpful, for: lesson)
    }
    mergeAttempts(export.attempts, into: &result)
    for build in export.builds ?? [] {
      guard build.isSensible else {
        result.unreadable += 1
        continue
      }
      let known = self.build(path: build.path, language: build.language)
      let merged = known.merged(with: build)
      guard merged != known else { continue }
      save(merged)
      result.builds += 1
    }
    for kept in export.diplomas ?? [] {
      guard let issued = IssuedDiploma(kept.diploma, credential: kept.credential) else {
        result.unreadable += 1
        continue
      }
      guard diploma(code: issued.code) == nil else { continue }
      save(issued, quiz: kept.quiz, attempt: kept.attempt)
      result.diplomas += 1
    }
    return result
  }

  /// An attempt that was handed in on one machine takes the place of the open one on the other.
  private func mergeAttempts(_ attempts: [AttemptSummary], into result: inout ProgressImport) {
    let known = Dictionary(self.attempts().map { ($0.attempt.id, $0.attempt) }) { $1 }
    for summary in attempts {
      guard summary.isSensible else {
        result.unreadable += 1
        continue
      }
      let here = known[summary.attempt.id]
      guard here == nil || (here?.handedInAt == nil && summary.attempt.handedInAt != nil) else {
        continue
      }
      save(summary)
      result.attempts += 1
    }
  }
}

extension LessonProgress {
  /// How far a learner has come who came so far on two machines.
  func merged(with other: LessonProgress) -> LessonProgress {
    var merged = pageNumber >= other.pageNumber ? self : other
    merged.isFinished = isFinished || other.isFinished
    merged.tasks = tasks.merging(other.tasks) { $0.merged(with: $1) }
    merged.predictions = predictions.merging(other.predictions) { here, _ in here }
    return merged
  }

  /// Whether its numbers are such as a lesson can have.
  var isSensible: Bool {
    (0...10_000).contains(pageNumber)
      && tasks.values.allSatisfy { (0...1000).contains($0.hintsGiven) }
  }
}

extension TaskProgress {
  /// What was solved on either machine is solved; what was only shown is only shown.
  func merged(with other: TaskProgress) -> TaskProgress {
    func rank(_ state: State) -> Int {
      switch state {
      case .open: 0
      case .shown: 1
      case .solved: 2
      }
    }
    return TaskProgress(
      state: rank(state) >= rank(other.state) ? state : other.state,
      hintsGiven: max(hintsGiven, other.hintsGiven))
  }
}

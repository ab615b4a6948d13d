/// How far a learner has come in a lesson.
public struct LessonProgress: Sendable, Hashable, Codable {
  /// The lesson's id.
  public var lesson: String
  /// The id of the page that was shown last.
  public var page: String
  /// That page's number, counted from 0, in case its heading has been changed since.
  public var pageNumber: Int
  /// What has become of the tasks, by their ids.
  public var tasks: [String: TaskProgress]
  /// What has become of the predictions, by their ids.
  public var predictions: [String: PredictionProgress]
  /// Whether the last page has been left forward.
  public var isFinished: Bool

  /// Makes a record.
  public init(
    lesson: String, page: String, pageNumber: Int, tasks: [String: TaskProgress] = [:],
    predictions: [String: PredictionProgress] = [:], isFinished: Bool = false
  ) {
    self.lesson = lesson
    self.page = page
    self.pageNumber = pageNumber
    self.tasks = tasks
    self.predictions = predictions
    self.isFinished = isFinished
  }

  /// Reads a record; one from before there were predictions has none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    lesson = try container.decode(String.self, forKey: .lesson)
    page = try container.decode(String.self, forKey: .page)
    pageNumber = try container.decode(Int.self, forKey: .pageNumber)
    tasks = try container.decode([String: TaskProgress].self, forKey: .tasks)
    predictions =
      try container.decodeIfPresent([String: PredictionProgress].self, forKey: .predictions) ?? [:]
    isFinished = try container.decode(Bool.self, forKey: .isFinished)
  }
}

/// What has become of a task.
public struct TaskProgress: Sendable, Hashable, Codable {
  /// Whether it is done, and by whom.
  public enum State: String, Sendable, Hashable, Codable {
    /// Not done yet.
    case open
    /// Done by the learner.
    case solved
    /// Done by `show`.
    case shown
  }

  /// Whether it is done.
  public var state: State
  /// How many hints were taken.
  public var hintsGiven: Int

  /// Makes a record.
  public init(state: State = .open, hintsGiven: Int = 0) {
    self.state = state
    self.hintsGiven = hintsGiven
  }
}

/// What has become of a prediction; the first guess counts.
public enum PredictionProgress: String, Sendable, Hashable, Codable {
  /// It came so.
  case right
  /// It came otherwise.
  case wrong
  /// There was nothing to compare it with.
  case unclear
  /// It was left out.
  case skipped
}

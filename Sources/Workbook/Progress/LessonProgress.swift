/// How far somebody has come in a lesson.
public struct LessonProgress: Sendable, Hashable, Codable {
  /// The lesson's id.
  public var lesson: String
  /// The id of the page that was shown last.
  public var page: String
  /// That page's number, counted from 0, in case its heading has been changed since.
  public var pageNumber: Int
  /// What has become of the tasks, by their ids.
  public var tasks: [String: TaskProgress]
  /// Whether the last page has been left forward.
  public var isFinished: Bool

  /// Makes a record.
  public init(
    lesson: String, page: String, pageNumber: Int, tasks: [String: TaskProgress] = [:],
    isFinished: Bool = false
  ) {
    self.lesson = lesson
    self.page = page
    self.pageNumber = pageNumber
    self.tasks = tasks
    self.isFinished = isFinished
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

/// Somebody who follows at a machine of their own, as far as that has told.
public struct Desk: Sendable, Hashable {
  /// The name; no other desk of the class has it.
  public var name: String
  /// Where they are; nil until that was told.
  public var place: Place?
  /// Since when they are there and the task stands so, in seconds since 1970.
  public var since: Int
  /// When the machine was heard last, in seconds since 1970.
  public var heard: Int
  /// Whether they have left the class.
  public var hasLeft = false

  /// Makes one.
  public init(name: String, place: Place? = nil, since: Int, heard: Int, hasLeft: Bool = false) {
    self.name = name
    self.place = place
    self.since = since
    self.heard = heard
    self.hasLeft = hasLeft
  }

  /// Where somebody is in a lesson or a quiz: all that a machine tells, and nothing that was typed.
  public struct Place: Sendable, Hashable, Codable {
    /// What has become of the task on the page.
    public enum Task: String, Sendable, Hashable, Codable {
      /// It is open.
      case open
      /// It is open, and a hint was taken.
      case helped
      /// It is solved.
      case solved
      /// Its answer was shown.
      case shown
    }

    /// The lesson's id, or `quiz` and the quiz's.
    public var lesson: String
    /// The page, counted from 1; of a quiz how many questions have an answer.
    public var page: Int
    /// How many there are.
    public var pages: Int
    /// The task on the page; nil where there is none.
    public var task: Task?

    /// Makes one; what is too long or too many is cut.
    public init(lesson: String, page: Int, pages: Int, task: Task? = nil) {
      self.lesson = String(lesson.tidied.prefix(ClassLimits.placeLength))
      self.page = min(max(page, 0), ClassLimits.pages)
      self.pages = min(max(pages, 0), ClassLimits.pages)
      self.task = task
    }
  }

  /// Whether they need somebody: the task is open, and they took help, or it has been so for long.
  public func isStuck(at now: Int) -> Bool {
    guard !hasLeft, let task = place?.task else { return false }
    switch task {
    case .solved, .shown: return false
    case .helped: return true
    case .open: return .seconds(now - since) >= ClassLimits.stuckTime
    }
  }

  /// Whether the machine has not been heard for longer than it should.
  public func isSilent(at now: Int) -> Bool {
    !hasLeft && .seconds(now - heard) >= ClassLimits.silence
  }
}

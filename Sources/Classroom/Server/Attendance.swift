/// How a class stands at this moment.
public struct Attendance: Sendable, Hashable {
  /// How many pages follow the lesson.
  public var here = 0
  /// How many of them follow the demonstration.
  public var demonstrating = 0
  /// How many have answered the open question; nil: none is open.
  public var answered: Int?
  /// How many have said that they are lost.
  public var lost = 0
  /// For how many it goes too fast.
  public var slower = 0
  /// Who came back after the last cut; nil before the first.
  public var homecoming: Homecoming?

  /// How many follow at machines of their own.
  public var desks = 0
  /// How many of those are stuck.
  public var stuck = 0
  /// How far they are with the quiz that is open; nil: none is.
  public var quiz: QuizStanding?

  /// Makes one of nobody.
  public init() {}

  /// Pages that come back after they were cut.
  public struct Homecoming: Sendable, Hashable {
    /// How many were cut.
    public var cut: Int
    /// How long each of those that came back was away, in milliseconds, the shortest time first.
    public var away: [Int] = []

    /// Makes one from which nobody has come back.
    public init(cut: Int, away: [Int] = []) {
      self.cut = cut
      self.away = away
    }
  }
}

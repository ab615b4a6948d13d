/// The limits of a class, and what happens at each.
public enum ClassLimits {
  /// How many phones the book of a class has room for; one more is refused with 503.
  public static let phones = 2_000
  /// How many characters a name may have; a longer one is cut.
  public static let nameLength = 24
  /// How many bytes an answer in words may have; a longer one is refused with 413.
  public static let answerSize = 200
  /// How many bytes the body of a request may have; a larger one is refused with 413.
  public static let bodySize = 4 << 10
  /// How many requests a phone may make in ``postWindow``; one more is refused with 429.
  public static let posts = 30
  /// The time in which ``posts`` are counted.
  public static let postWindow = Duration.seconds(10)
  /// How many events of the lesson are kept for those who come late.
  ///
  /// The newest, and of those no more than 16 MiB. Who needs an older one is told of a gap and begins
  /// with what there is.
  public static let lessonEvents = 20_000
  /// How large the file of a lesson may grow: 64 MiB.
  ///
  /// What comes after is shown and not kept.
  public static let lessonFileSize = 64 << 20
  /// How long it counts that somebody is lost, or that the class goes too fast: 3 minutes.
  public static let moodTime = Duration.seconds(180)
  /// How many bytes a request with a signed result may have; a larger one is refused with 413.
  ///
  /// A result itself has 64 KiB at most, and letters, digits and `-_.` alone.
  public static let resultBodySize = 66 << 10
  /// How many characters the place of a machine may have, as in `reconnecting`; a longer one is cut.
  public static let placeLength = 40
  /// How many pages a place may name; a larger number counts as this one.
  public static let pages = 999
  /// After how long without a word the board says of a machine since when nothing was heard: 1 minute.
  public static let silence = Duration.seconds(60)
  /// After how long at an open task somebody counts as stuck: 5 minutes; who took a hint does at once.
  public static let stuckTime = Duration.seconds(300)
  /// How often at most it is written into the book that a machine was heard and nothing has changed.
  public static let heardInterval = Duration.seconds(60)
  /// How many minutes a class may have for a quiz; others are refused.
  public static let quizMinutes = 1...240
  /// How long after its time a quiz is still taken, for it is on its way; a later one is refused with
  /// 409.
  public static let lateTime = Duration.seconds(60)
  /// How large the book of a class may grow: 64 MiB.
  ///
  /// From then on nothing that would be written into it is taken; it is refused with 503.
  public static let bookFileSize = 64 << 20
  /// How many different answers in words a tally names; the rest are counted as others.
  public static let talliedAnswers = 8
}

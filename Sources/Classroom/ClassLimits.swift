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
  /// How many different answers in words a tally names; the rest are counted as others.
  public static let talliedAnswers = 8
}

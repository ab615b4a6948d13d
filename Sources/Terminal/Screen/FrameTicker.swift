/// When the next frame of the panes is due.
///
/// A poke makes one due, though never two within a thirtieth of a second: however fast a stream is,
/// the newest state is painted and the ones between are passed over. Without pokes a frame is drawn
/// now and then, for countdowns and rates, and seldom once nothing changes any more.
struct FrameTicker {
  static let interval = Duration.seconds(1) / Console.framesPerSecond
  static let idleInterval = Duration.milliseconds(250)
  static let sleepInterval = Duration.seconds(1)
  /// How long after the last change the panes count as asleep.
  static let sleepsAfter = Duration.seconds(2)

  private var isPoked = false
  private var lastDraw = Duration.zero
  private var lastChange = Duration.zero

  mutating func poke() { isPoked = true }

  mutating func drew(_ changed: Bool, _ now: Duration) {
    isPoked = false
    lastDraw = now
    if changed { lastChange = now }
  }

  func isDue(_ now: Duration) -> Bool { now >= due }

  /// What to hand to poll(2) for this time.
  static func milliseconds(_ rest: Duration) -> Int32 {
    if rest <= .zero { return 0 }
    let (seconds, attoseconds) = rest.components
    return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1
  }

  /// When the next frame is due.
  var due: Duration {
    if isPoked { return lastDraw + Self.interval }
    let isAsleep = lastDraw - lastChange > Self.sleepsAfter
    return lastDraw + (isAsleep ? Self.sleepInterval : Self.idleInterval)
  }
}

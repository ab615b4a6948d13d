/// Spreads the return of many clients over a time.
struct ReconnectSpread: Sendable {
  let milliseconds: Int
  let count: Int

  init(over time: Duration, count: Int) {
    milliseconds = Int(time / .milliseconds(1))
    self.count = max(count, 1)
  }

  /// The reconnection time for one of them; nil when nothing is to be said.
  func frame(_ number: Int) -> EventFrame? {
    guard milliseconds > 0 else { return nil }
    // Evenly, and neighbours far apart.
    let share = (number &* 7919) % count
    let retry = 1_000 + milliseconds * share / count
    return EventFrame(text: Array("retry: \(retry)\n\n".utf8))
  }
}

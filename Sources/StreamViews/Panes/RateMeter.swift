/// Counts, and how many a second there were lately.
struct RateMeter: Sendable {
  /// The rate is that of so many seconds.
  static let span = 5
  /// How much too early something may come and still belong to the second that it is due in.
  private static let tolerance = Duration.milliseconds(50)

  private(set) var count = 0
  /// Whether there were more than could be counted.
  private(set) var isLacking = false
  private var buckets: [(second: Int, count: Int)] = []
  private var first: Duration?

  mutating func add(at time: Duration) {
    count += 1
    first = first ?? time
    let second = second(of: time)
    if buckets.last?.second == second {
      buckets[buckets.count - 1].count += 1
    } else {
      buckets.append((second, 1))
      if buckets.count > Self.span + 1 { buckets.removeFirst() }
    }
  }

  /// The same, to be gone on with after some that were not counted.
  var lacking: RateMeter {
    var meter = self
    meter.isLacking = true
    return meter
  }

  /// How many a second, over the last whole seconds.
  func rate(at now: Duration) -> Double {
    let second = second(of: now)
    let seconds = min(Self.span, second)
    guard seconds > 0 else { return 0 }
    let lately = buckets.filter { $0.second < second && $0.second >= second - seconds }
    return Double(lately.reduce(0) { $0 + $1.count }) / Double(seconds)
  }

  /// Seconds are counted from the first, so that one a second is one in each from the beginning.
  private func second(of time: Duration) -> Int {
    guard let first else { return 0 }
    return Int((time - first + Self.tolerance).components.seconds)
  }
}

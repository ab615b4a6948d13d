/// Counts, and how many a second there were lately.
struct RateMeter: Sendable {
  /// The rate is that of so many seconds.
  static let span = 5

  private(set) var count = 0
  /// Whether there were more than could be counted.
  private(set) var isLacking = false
  private var buckets: [(second: Int, count: Int)] = []
  private var first: Duration?

  mutating func add(at time: Duration) {
    count += 1
    first = first ?? time
    let second = Int(time.components.seconds)
    if buckets.last?.second == second {
      buckets[buckets.count - 1].count += 1
    } else {
      buckets.append((second, 1))
      if buckets.count > Self.span + 1 { buckets.removeFirst() }
    }
  }

  /// The same, to be gone on with after some that nobody could count.
  var lacking: RateMeter {
    var meter = self
    meter.isLacking = true
    return meter
  }

  /// How many a second, over the last whole seconds; the one of the first began with the first.
  func rate(at now: Duration) -> Double {
    guard let first else { return 0 }
    let second = Int(now.components.seconds)
    let seconds = min(Self.span, second - Int(first.components.seconds))
    guard seconds > 0 else { return 0 }
    let lately = buckets.filter { $0.second < second && $0.second >= second - seconds }
    let time = min(Double(seconds), max(1, Double(second) - first / .seconds(1)))
    return Double(lately.reduce(0) { $0 + $1.count }) / time
  }
}

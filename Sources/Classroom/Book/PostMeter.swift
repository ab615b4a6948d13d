/// Counts the requests of each phone, so that none makes more than a person would.
struct PostMeter: Sendable {
  private var windows: [String: (start: Duration, count: Int)] = [:]

  /// Counts one; false when it is one too many.
  mutating func admits(_ phone: String, at now: Duration) -> Bool {
    // Of phones that were here once nothing is kept for long.
    if windows.count > ClassLimits.phones {
      windows = windows.filter { now - $0.value.start < ClassLimits.postWindow }
    }
    let window = windows[phone]
    guard let window, now - window.start < ClassLimits.postWindow else {
      windows[phone] = (now, 1)
      return true
    }
    windows[phone] = (window.start, window.count + 1)
    return window.count < ClassLimits.posts
  }
}

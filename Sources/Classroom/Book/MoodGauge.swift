/// Who is lost, and for whom it goes too fast; what was said fades by itself.
struct MoodGauge: Sendable {
  /// What a phone can say of itself.
  enum Mood: String, Sendable, Hashable, CaseIterable {
    case lost, slower
  }

  private var said: [String: [Mood: Duration]] = [:]

  /// A phone says something, at this time; `nil` takes back what it said.
  mutating func note(_ mood: Mood?, of phone: String, at now: Duration) {
    guard let mood else { return said[phone] = nil }
    said[phone, default: [:]][mood] = now
  }

  /// The phones that have said this in the last ``ClassLimits/moodTime``.
  func phones(_ mood: Mood, at now: Duration) -> [String] {
    said.filter { entry in
      entry.value[mood].map { now - $0 < ClassLimits.moodTime } ?? false
    }.map(\.key)
  }
}

/// A moment in seconds since 1970, written in the calendar of UTC.
///
/// `Date.ISO8601FormatStyle` would do for our time, and not for all that a signed file may hold:
/// before 1582 it counts by the Julian calendar, where ISO 8601 does not.
public struct Timestamp: Sendable, Hashable {
  /// The moments that a calendar of four digits can write: the years 0 to 9999.
  static let range = -62_167_219_200...253_402_300_799

  /// Seconds since 1970.
  public let seconds: Int

  /// Names a moment; one that lies outside the years 0 to 9999 becomes the first or last of them.
  public init(_ seconds: Int) {
    self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
  }

  /// The day, such as `2026-11-22`.
  public var day: String {
    [Self.padded(date.year, 4), Self.padded(date.month, 2), Self.padded(date.day, 2)]
      .joined(separator: "-")
  }

  /// The moment, such as `2026-11-22T12:00:00Z`.
  public var text: String {
    let rest = seconds - days * 86_400
    let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { Self.padded($0, 2) }
    return "\(day)T\(clock.joined(separator: ":"))Z"
  }

  /// The day in words, such as `22 November 2026`.
  public var words: String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return "\(date.day) \(months[date.month - 1]) \(date.year)"
  }

  private var days: Int { Self.divide(seconds, 86_400) }

  /// The date in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
  private var date: (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = Self.divide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    return (year + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Divides, rounding down also below nothing.
  private static func divide(_ number: Int, _ divisor: Int) -> Int {
    number / divisor - (number % divisor < 0 ? 1 : 0)
  }
}

import Glibc
import Synchronization

/// The value of the `date` header, made anew when the second changes.
final class DateLine: Sendable {
  private let current = Mutex((second: -1, text: ""))

  func text() -> String {
    let second = time(nil)
    return current.withLock { current in
      if current.second != second { current = (second, Self.text(of: second)) }
      return current.text
    }
  }

  /// The time as a `date` header writes it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(of moment: Int) -> String {
    var seconds = time_t(moment)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    let day = "\(twoDigits(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    return "\(weekday), \(day) \(clock) GMT"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func twoDigits(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

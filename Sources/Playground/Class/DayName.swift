import Glibc

/// The day as a name that sorts: `2026-11-30`, local time.
enum DayName {
  /// The day of this second since 1970.
  static func text(ofSeconds seconds: Int) -> String {
    var (time, parts) = (time_t(seconds), tm())
    localtime_r(&time, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}

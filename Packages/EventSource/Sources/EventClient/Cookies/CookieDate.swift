/// The date of a cookie's `Expires`, in whatever order its parts stand (RFC 6265 5.1.1).
enum CookieDate {
  /// Seconds since 1970; nil for what is no date.
  static func secondsSince1970(_ text: String) -> Int? {
    var time: (Int, Int, Int)?
    var day: Int?
    var month: Int?
    var year: Int?
    for token in text.split(whereSeparator: isDelimiter) {
      if time == nil, let found = clock(token) {
        time = found
      } else if day == nil, let number = number(token, digits: 1...2) {
        day = number
      } else if month == nil, let found = months.firstIndex(of: token.prefix(3).lowercased()) {
        month = found + 1
      } else if year == nil, let number = number(token, digits: 2...4) {
        year = number < 70 ? number + 2000 : number < 100 ? number + 1900 : number
      }
    }
    guard let (hours, minutes, seconds) = time, let day, let month, let year,
      (1...31).contains(day), year >= 1601, hours < 24, minutes < 60, seconds < 60
    else { return nil }
    return days(year, month, day) * 86_400 + hours * 3600 + minutes * 60 + seconds
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func isDelimiter(_ character: Character) -> Bool {
    !(character.isLetter || character.isNumber || character == ":" || character.asciiValue == nil)
  }

  private static func clock(_ token: Substring) -> (Int, Int, Int)? {
    let parts = token.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hours = number(parts[0], digits: 1...2),
      let minutes = number(parts[1], digits: 1...2), let seconds = number(parts[2], digits: 1...2)
    else { return nil }
    return (hours, minutes, seconds)
  }

  /// The digits that a token begins with, when there are so many of them.
  private static func number(_ token: Substring, digits: ClosedRange<Int>) -> Int? {
    let found = token.utf8.prefix { (48...57).contains($0) }
    return digits.contains(found.count) ? Int(String(decoding: found, as: UTF8.self)) : nil
  }

  /// Days since 1970 in the Gregorian calendar, years beginning in March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}

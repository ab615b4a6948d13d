/// Where numbered events came otherwise than from the first to the last, each once.
struct OrderDifference {
  /// What is wrong, and with which of them.
  let sentence: String
  /// What came, with a caret under the first that is in a wrong place.
  let came: [String]

  /// So many numbers are named one by one.
  private static let named = 5
  /// So many numbers before and after the first wrong one are shown.
  private static let neighbours = 8

  /// The difference between numbers that are not the same.
  init(came: [Int], wanted: ClosedRange<Int>) {
    let all = Array(wanted)
    let place =
      zip(came, all).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(came.count, all.count)
    self.came = Self.lines(came, place)
    let seen = Set(came)
    let twice = Set(came.filter { number in came.count { $0 == number } > 1 }).sorted()
    let missing = all.filter { !seen.contains($0) }
    let other = came.filter { !wanted.contains($0) }
    if !twice.isEmpty {
      let first =
        came.indices.contains(place) && all.indices.contains(place)
        ? ": \(came[place]) came where \(all[place]) was wanted" : ""
      sentence = "\(Self.names(twice)) came more than once\(first)"
    } else if !missing.isEmpty {
      sentence = "\(Self.names(missing)) did not come"
    } else if !other.isEmpty {
      sentence = "\(Self.names(other)) came, which nobody wanted"
    } else if came.indices.contains(place), all.indices.contains(place) {
      sentence = "the order is another: event \(came[place]) came where \(all[place]) was wanted"
    } else {
      sentence = "the order is another"
    }
  }

  private static func names(_ numbers: [Int]) -> String {
    let first = numbers.prefix(named).map(String.init)
    let rest = numbers.count - first.count
    let parts = first + (rest > 0 ? ["\(rest) more"] : [])
    let list =
      parts.count < 2
      ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
    return (numbers.count == 1 ? "event " : "events ") + list
  }

  private static func lines(_ came: [Int], _ place: Int) -> [String] {
    guard !came.isEmpty else { return ["no event"] }
    let lower = max(0, place - neighbours)
    let upper = min(came.count, place + neighbours + 1)
    let before = (lower > 0 ? "… " : "") + came[lower..<min(place, upper)].map { "\($0) " }.joined()
    let after = came[min(place, upper)..<upper].map(String.init).joined(separator: " ")
    let line = before + after + (upper < came.count ? " …" : "")
    return [line, String(repeating: " ", count: before.count) + "^"]
  }
}

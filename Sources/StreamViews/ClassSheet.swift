public import Observations
public import Terminal

/// Figures of a class, laid out as text.
enum ClassSheet: String {
  /// A question that was put to the class.
  case question
  /// How the class has answered it.
  case poll

  /// How wide the longest bar is.
  static let barWidth = 30

  func lines(of figures: [Field]) -> [String] {
    switch self {
    case .question:
      ["The class is asked; 'reveal' shows what it thinks."]
    case .poll: Self.bars(figures)
    }
  }

  /// A bar for each answer, the longest for the most frequent one.
  private static func bars(_ figures: [Field]) -> [String] {
    let counts = figures.filter { !["id", "total"].contains($0.name) }
      .map { (answer: $0.name, count: Int($0.value) ?? 0) }
    let total = counts.reduce(0) { $0 + $1.count }
    guard total > 0 else { return ["Nobody has answered."] }
    let most = counts.map(\.count).max() ?? 1
    let width = min(28, counts.map(\.answer.count).max() ?? 1)
    return counts.map { answer, count in
      let name = String(answer.prefix(width))
      let bar = String(repeating: "█", count: (count * barWidth + most - 1) / most)
      let share = "\(count)  \((count * 100 + total / 2) / total) %"
      return name + String(repeating: " ", count: width - name.count) + "  "
        + bar + (bar.isEmpty ? "" : " ") + share
    } + ["\(total) \(total == 1 ? "answer" : "answers")"]
  }
}

/// The row that says above the prompt how a class stands.
public enum AttendanceRow {
  /// The row of these figures.
  public static func row(of figures: [Field]) -> Row {
    let figures = Dictionary(
      figures.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    func number(_ name: String) -> Int { figures[name].flatMap { Int($0) } ?? 0 }
    var parts: [String] = []
    if let clock = figures["clock"] { parts.append(clock) }
    if let minutes = figures["minutes"] { parts.append("\(minutes) min on this page") }
    parts.append("\(number("here")) here")
    if let answered = figures["answered"] { parts.append("\(answered) answered") }
    if number("lost") > 0 { parts.append("\(number("lost")) lost") }
    if number("slower") > 0 { parts.append("\(number("slower")) slower") }
    if let cut = figures["cut"] {
      var back = "\(number("back")) of \(cut) back"
      if let first = figures["first"], let last = figures["last"] {
        back += first == last ? " after \(first) s" : " after \(first) to \(last) s"
      }
      parts.append(back)
    }
    return Row(parts.joined(separator: " · "), .strong)
  }
}

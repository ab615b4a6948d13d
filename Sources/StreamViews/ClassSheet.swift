public import Observations
public import Terminal

/// Figures of a class, laid out as text.
enum ClassSheet: String {
  /// A question that was put to the class.
  case question
  /// How the class has answered it.
  case poll
  /// Who is where, at machines of their own.
  case board

  /// How wide the longest bar is.
  static let barWidth = 30

  func lines(of figures: [Field]) -> [String] {
    switch self {
    case .question:
      ["The class is asked; 'reveal' shows what it thinks."]
    case .poll: Self.bars(figures)
    case .board: Self.table(figures)
    }
  }

  /// A row for each `name` and the figures that follow it; times are in seconds.
  private static func table(_ figures: [Field]) -> [String] {
    var desks: [[String: String]] = []
    for figure in figures {
      if figure.name == "name" { desks.append([:]) }
      if !desks.isEmpty { desks[desks.count - 1][figure.name] = figure.value }
    }
    guard !desks.isEmpty else {
      return ["nobody has joined at a machine of their own: 'class join' does it there"]
    }
    let table = TextTable(
      head: ["name", "where", "task", "heard"], rows: desks.map { row(of: $0).map { Row($0) } })
    return table.rows(width: 78).map(\.text)
  }

  private static func row(of desk: [String: String]) -> [String] {
    let lesson = desk["lesson"] ?? ""
    let place = lesson.isEmpty ? "" : "\(lesson) \(desk["page"] ?? "")/\(desk["pages"] ?? "")"
    let task = desk["task"] ?? ""
    let minutes = (desk["since"].flatMap { Int($0) } ?? 0) / 60
    let lasts = ["open", "stuck"].contains(task) && minutes > 0
    let heard: String
    switch desk["state"] {
    case "left": heard = "has left"
    case "silent": heard = "not for \(duration(desk["heard"].flatMap { Int($0) } ?? 0))"
    default: heard = "now"
    }
    return [desk["name"] ?? "", place, lasts ? "\(task) for \(minutes) min" : task, heard]
  }

  private static func duration(_ seconds: Int) -> String {
    seconds < 3600 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
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
    if number("desks") > 0 { parts.append("\(number("desks")) at machines") }
    if number("stuck") > 0 { parts.append("\(number("stuck")) stuck") }
    if figures["handed-in"] != nil {
      let all = number("handed-in") + number("sitting")
      parts.append(all > 0 ? "\(number("handed-in")) of \(all) handed in" : "a quiz is open")
    }
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

extension IssuedDiploma {
  /// How many columns the diploma takes up in a terminal.
  public static let boxWidth = 74
  /// How many rows it takes up at the most: with the prompt below it, less than a screen of 24.
  public static let boxHeight = 22

  /// The diploma as it is shown in a terminal.
  public var rows: [String] {
    let inner = Self.boxWidth - 2
    let border = String(repeating: "═", count: inner)
    return ["╔\(border)╗"] + content.map { "║\(Self.centered($0, in: inner))║" } + ["╚\(border)╝"]
  }

  /// What stands in the box, with as much air as the height allows.
  private var content: [String] {
    let narrow = Self.boxWidth - 8
    let name = TextWidth.wrap(diploma.name, width: narrow)
    let width = min(narrow, max(24, (name.map(TextWidth.of).max() ?? 0) + 8))
    let heading =
      TextWidth.wrap(diploma.course.uppercased(), width: narrow)
      + ["─── " + "DIPLOMA".map(String.init).joined(separator: " ") + " ───"]
    let person = ["This is to say that"] + name + [String(repeating: "─", count: width)]
    let grade = "with the grade \(diploma.grade.rawValue) and \(diploma.percentText) %"
    let passed = TextWidth.wrap("has passed the quiz \(diploma.quiz) \(grade)", width: narrow)
    let mastered = TextWidth.balanced(
      diploma.deeds.flatMap { TextWidth.wrap($0, width: narrow) }, by: " · ", width: narrow)
    let parts = [heading, person, passed, mastered, foot].filter { !$0.isEmpty }
    let free = Self.boxHeight - 2 - parts.reduce(0) { $0 + $1.count }
    return parts.enumerated().flatMap { index, part in
      index > 0 && index <= free ? [""] + part : part
    }
  }

  /// The rabbit, and beside it what is small print on paper.
  private var foot: [String] {
    let text =
      [Timestamp(diploma.time).words, "id: \(code)"]
      + TextWidth.wrap(diploma.statement, width: 54)
    let rabbit = [" (\\ /)  ", " ( •_•) ", " / > A+ "]
    let width = text.map(TextWidth.of).max() ?? 0
    return text.indices.map { row in
      let ears = row < rabbit.count ? rabbit[row] : String(repeating: " ", count: 8)
      let line = text[row]
      return "\(ears) \(line)" + String(repeating: " ", count: width - TextWidth.of(line))
    }
  }

  private static func centered(_ text: String, in width: Int) -> String {
    let free = max(0, width - TextWidth.of(text))
    return String(repeating: " ", count: free / 2) + text
      + String(repeating: " ", count: free - free / 2)
  }
}

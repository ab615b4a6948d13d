extension IssuedDiploma {
  /// How many columns the diploma takes up in a terminal.
  public static let boxWidth = 74

  /// The diploma as it is shown in a terminal.
  public var rows: [String] {
    let inner = Self.boxWidth - 2
    let border = String(repeating: "═", count: inner)
    return ["╔\(border)╗"] + content.map { "║\(Self.centered($0, in: inner))║" } + ["╚\(border)╝"]
  }

  private var content: [String] {
    let narrow = Self.boxWidth - 12
    let spaced = "DIPLOMA".map(String.init).joined(separator: " ")
    let name = TextWidth.wrap(diploma.name, width: narrow)
    let width = min(narrow, max(24, (name.map(TextWidth.of).max() ?? 0) + 8))
    return [""] + TextWidth.wrap(diploma.course.uppercased(), width: narrow)
      + ["─────── ❦ ───────", "", spaced, ""]
      + ["This is to say that", ""] + name
      + [String(repeating: "─", count: width), "has passed the quiz", ""]
      + TextWidth.wrap(diploma.quiz, width: narrow) + [""]
      + ["with the grade \(diploma.grade.rawValue) and \(diploma.percentText) %"]
      + (diploma.mastered.isEmpty ? [] : [""])
      + TextWidth.balanced(
        diploma.mastered.flatMap { TextWidth.wrap($0, width: narrow) }, by: " · ", width: narrow)
      + ["", " (\\ /)  ", " ( •_•) ", " / > A+ ", "", Timestamp(diploma.time).words]
      + TextWidth.wrap(diploma.statement, width: narrow) + ["", "id: \(code)", ""]
  }

  private static func centered(_ text: String, in width: Int) -> String {
    let free = max(0, width - TextWidth.of(text))
    return String(repeating: " ", count: free / 2) + text
      + String(repeating: " ", count: free - free / 2)
  }
}

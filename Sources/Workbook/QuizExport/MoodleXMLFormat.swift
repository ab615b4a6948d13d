/// Moodle's XML: everything is written out, since a missing `shuffleanswers` means no there, and a
/// missing `single` yes.
struct MoodleXMLFormat: QuizFormat {
  func files(of entries: [QuizExport.Entry], in pool: QuizPool) -> [QuizExport.File] {
    var parts: [String] = []
    var topic: String?
    for entry in entries {
      if entry.question.topic != topic {
        topic = entry.question.topic
        let path = [pool.title, entry.question.topic].map { $0.replacing("/", with: "//") }
        let category = text("$course$/top/" + path.joined(separator: "/"))
        parts.append(
          XML.element(
            "question", ["type": "category"], XML.element("category", [:], category)))
      }
      parts.append(question(entry))
    }
    let quiz = XML.element("quiz", around: parts)
    return [QuizExport.File(path: "xml", text: XML.declaration + "\n" + quiz + "\n")]
  }

  func remarks(on form: ExportedForm) -> [String] {
    if case .order = form {
      return ["becomes a match of steps with their places, each with its share"]
    }
    return Self.unitRemark(form)
  }

  private func question(_ entry: QuizExport.Entry) -> String {
    let (type, own) = parts(of: entry.form)
    let because = entry.question.because.map(ExportText.block) ?? ""
    let head = [
      XML.element("name", [:], text(entry.name)),
      html("questiontext", entry.text),
      html("generalfeedback", because),
      XML.element("defaultgrade", [:], "1"),
      XML.element("penalty", [:], "0.3333333"),
      XML.element("hidden", [:], "0"),
      XML.element("idnumber", [:], XML.escaped(entry.name)),
    ]
    return XML.element("question", ["type": type], around: head + own)
  }

  private func parts(of form: ExportedForm) -> (type: String, [String]) {
    switch form {
    case .choice(let options, let several):
      let weight = several ? Self.weight(of: options.count(where: \.isRight)) : "100"
      let answers = options.map { option in
        let wrong = several ? "-" + weight : "0"
        return answer(
          option.isRight ? weight : wrong, ExportText.inline(option.text), format: "html",
          because: option.because.map(ExportText.inline))
      }
      let settings = [
        XML.element("single", [:], several ? "false" : "true"),
        XML.element("shuffleanswers", [:], "true"),
        XML.element("answernumbering", [:], "abc"),
      ]
      return ("multichoice", settings + feedbacks + answers)
    case .text(let accepted, let exact):
      let answers = accepted.map {
        // A star stands for anything there.
        answer("100", XML.escaped($0.replacing("*", with: "\\*")), format: "moodle_auto_format")
      }
      return ("shortanswer", [XML.element("usecase", [:], exact ? "1" : "0")] + answers)
    case .number(let key):
      let tolerance = XML.element("tolerance", [:], ExportText.digits(key.tolerance))
      return (
        "numerical",
        [
          answer(
            "100", ExportText.digits(key.value), format: "moodle_auto_format", further: [tolerance]),
          XML.element("unitgradingtype", [:], "0"),
          XML.element("unitpenalty", [:], "0"),
          XML.element("showunits", [:], "3"),
          XML.element("unitsleft", [:], "0"),
        ]
      )
    case .order(let steps):
      return matching(
        steps.enumerated().map { Question.Pair(left: $1, right: String($0 + 1)) }, extra: [])
    case .match(let pairs, let extra): return matching(pairs, extra: extra)
    case .none: return ("description", [])
    }
  }

  private func matching(_ pairs: [Question.Pair], extra: [String]) -> (String, [String]) {
    // A side without its other one is an answer that belongs to none.
    let sides = pairs.map { (ExportText.inline($0.left), $0.right) } + extra.map { ("", $0) }
    let parts = sides.map { left, right in
      XML.element(
        "subquestion", ["format": "html"],
        around: [
          text(left), XML.element("answer", [:], text(ExportText.plain(right))),
        ])
    }
    return ("matching", [XML.element("shuffleanswers", [:], "true")] + feedbacks + parts)
  }

  /// What is said of an answer as a whole; empty, but there.
  private var feedbacks: [String] {
    ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"].map { html($0, "") }
  }

  private func answer(
    _ fraction: String, _ xml: String, format: String, because: String? = nil,
    further: [String] = []
  ) -> String {
    let words = format == "html" ? XML.escaped(xml) : xml
    return XML.element(
      "answer", ["fraction": fraction, "format": format],
      around: [XML.element("text", [:], words), html("feedback", because ?? "")] + further)
  }

  private func html(_ name: String, _ html: String) -> String {
    XML.element(name, ["format": "html"], text(html))
  }

  /// Escaped, and in no CDATA section: in one, `]]>` of a sample would need a trick that some
  /// readers do not know.
  private func text(_ text: String) -> String {
    text.isEmpty ? "<text></text>" : XML.element("text", [:], XML.escaped(text))
  }
}

/// GIFT, Moodle's text format: questions with a blank line between them.
///
/// One option a line, a title and `[html]` before each text. Where a text may be HTML, the signs of
/// GIFT are written as character references, which no reader takes for its own; where it is compared
/// with what somebody types, they have the backslash that the format wants.
struct GIFTFormat: QuizFormat {
  func files(of entries: [QuizExport.Entry], in pool: QuizPool) -> [QuizExport.File] {
    var blocks: [String] = []
    var topic: String?
    for entry in entries {
      if entry.question.topic != topic {
        topic = entry.question.topic
        blocks.append("$CATEGORY: \(category(pool.title))/\(category(entry.question.topic))")
      }
      blocks.append(text(of: entry))
    }
    return [QuizExport.File(path: "gift", text: blocks.joined(separator: "\n\n") + "\n")]
  }

  func remarks(on form: ExportedForm) -> [String] {
    switch form {
    case .choice(let options, several: true):
      let right = options.count(where: \.isRight)
      return 100 % max(right, 1) == 0
        ? []
        : ["weighs \(Self.weight(of: right)) % an option, which some readers take for text"]
    case .text(let accepted, let exact):
      let hasBraces = accepted.contains { $0.contains { "{}".contains($0) } }
      return (exact ? ["capitals count here, and not there"] : [])
        + (hasBraces ? ["has a brace in its answer, where some readers end"] : [])
    case .order: return ["becomes a match of steps with their places, each with its share"]
    case .match(_, let extra):
      return extra.isEmpty
        ? [] : ["loses what belongs to no side: \(extra.joined(separator: ", "))"]
    case .choice, .number, .none: return Self.unitRemark(form)
    }
  }

  private func text(of entry: QuizExport.Entry) -> String {
    let because = entry.question.because.map { ["####" + html(ExportText.block($0))] } ?? []
    let head = "::\(plain(entry.name))::[html]\(html(entry.text)) {"
    return ([head] + answers(entry.form) + because + ["}"]).joined(separator: "\n")
  }

  private func answers(_ form: ExportedForm) -> [String] {
    switch form {
    case .choice(let options, several: false):
      return options.map { ($0.isRight ? "=" : "~") + option($0) }
    case .choice(let options, several: true):
      let weight = Self.weight(of: options.count(where: \.isRight))
      return options.map { "~%\($0.isRight ? "" : "-")\(weight)%" + option($0) }
    case .text(let accepted, _):
      // A star stands for anything there, unless it has a backslash of its own.
      return accepted.map { "=" + plain($0.replacing("*", with: "\\*")) }
    case .number(let key):
      let tolerance = key.tolerance > 0 ? ":\(ExportText.digits(key.tolerance))" : ""
      return ["#\(ExportText.digits(key.value))\(tolerance)"]
    case .order(let steps):
      return steps.enumerated().map { pair(Question.Pair(left: $1, right: String($0 + 1))) }
    case .match(let pairs, _): return pairs.map(pair)
    case .none: return []
    }
  }

  private func option(_ option: Question.Option) -> String {
    let text = html(ExportText.inline(option.text))
    return text + (option.because.map { "#" + html(ExportText.inline($0)) } ?? "")
  }

  private func pair(_ pair: Question.Pair) -> String {
    "=\(html(ExportText.inline(pair.left))) -> \(plain(ExportText.plain(pair.right)))"
  }

  /// HTML in which no sign is taken for one of GIFT.
  private func html(_ html: String) -> String {
    var result = ""
    var isInTag = false
    var last: Character?
    for character in html {
      defer { last = character }
      switch character {
      case "<": isInTag = true
      case ">": isInTag = false
      default: break
      }
      switch character {
      case "{", "}", "=", "~", "#", "\\", "%":
        // Within a tag no reference is allowed; `#` of a reference is a sign of GIFT itself.
        if isInTag || (character == "#" && last == "&") {
          result += "\\" + String(character)
        } else {
          result += "&\\#\(character.asciiValue ?? 0);"
        }
      case ":" where last == ":": result += "&\\#58;"
      default: result.append(character)
      }
    }
    return result
  }

  /// Text in which no sign is taken for one of GIFT.
  private func plain(_ text: String) -> String {
    text.map { character in
      switch character {
      case "~", "=", "#", "{", "}", ":", "\\": "\\" + String(character)
      case "\n": "\\n"
      default: String(character)
      }
    }.joined()
  }

  /// A part of a category's path.
  private func category(_ name: String) -> String { name.replacing("/", with: "//") }
}

import Markdown

/// A lesson on paper: one page of HTML that needs nothing else, to be printed or read.
///
/// Consoles show what is typed and what comes back; tasks and guesses leave room to write, and what
/// would give them away stands at the end.
public struct Handout: Sendable {
  /// It as HTML, whole.
  public let html: String
  /// How many answers stand at its end.
  public let answerCount: Int

  /// Lays out a lesson of a course.
  public init(_ lesson: Lesson, of course: Course) {
    var pages = HandoutPages()
    let parts = lesson.pages.map { pages.html(of: $0) }
    answerCount = pages.answers.count
    let subtitle =
      "\(course.title), lesson \(lesson.number); \(lesson.minutes) minutes. Commands are typed at the"
      + " prompt of <code>sse</code>."
    let answers =
      pages.answers.isEmpty
      ? []
      : [
        XML.element(
          "section", ["class": "answers"],
          around: [XML.element("h2", [:], "Answers")] + pages.answers)
      ]
    html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width"/>
      <title>\(XML.escaped(lesson.title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(XML.escaped(lesson.title))</h1>
      <p class="subtitle">\(subtitle)</p>
      \((parts + answers).joined(separator: "\n"))
      </body>
      </html>

      """
  }

  /// Black on white; a sample or a task is not torn by the end of a sheet, and answers begin one.
  private static let style = """
    @page { margin: 18mm 16mm }
    body { font: 11pt/1.45 Georgia, "DejaVu Serif", serif; color: #000; background: #fff;
      max-width: 46em; margin: 0 auto; padding: 0 1em }
    h1 { font-size: 1.7em; margin-bottom: 0 }
    h2 { font-size: 1.25em; margin-top: 1.6em; break-after: avoid }
    .subtitle { color: #333; margin-top: .2em }
    pre, code { font-family: "DejaVu Sans Mono", monospace; font-size: .88em }
    pre { border-left: 3px solid #777; padding: .3em .8em; white-space: pre-wrap;
      overflow-wrap: anywhere; break-inside: avoid }
    pre b { font-weight: bold }
    .look { font-style: italic }
    .task { border: 1px solid #777; padding: .2em .8em; margin: 1em 0; break-inside: avoid }
    .room { border-bottom: 1px solid #999; height: 1.7em }
    .answers { break-before: page }
    table { border-collapse: collapse }
    td, th { border: 1px solid #999; padding: .1em .5em; text-align: left }
    @media screen and (prefers-color-scheme: dark) {
      body { color: #ddd; background: #111 } .subtitle { color: #bbb }
    }
    """
}

/// The pages of a handout, which number what they ask.
private struct HandoutPages {
  /// What stands at the end.
  var answers: [String] = []
  private var tasks = 0
  private var guesses = 0
  private var thoughts = 0

  mutating func html(of page: Page) -> String {
    XML.element(
      "section",
      around: [XML.element("h2", [:], XML.escaped(page.title))] + page.blocks.map { html(of: $0) })
  }

  private mutating func html(of block: Page.Block) -> String {
    switch block {
    case .prose(let document, _): document.html
    case .console(let transcript), .recording(let transcript, _): console(transcript)
    case .task(let exercise), .leftOut(let exercise, _): task(exercise)
    case .prediction(let prediction): guess(prediction)
    case .fold(let fold): thought(fold)
    case .build(let step): build(step)
    }
  }

  private func console(_ transcript: Transcript) -> String {
    let lines = transcript.steps.flatMap { step -> [String] in
      let look = step.look.map { "<span class=\"look\">\(XML.escaped($0))</span>" }
      return [look].compactMap(\.self)
        + ["<b>\(XML.escaped(Transcript.prompt + step.command))</b>"]
        + step.output.map(XML.escaped)
    }
    return XML.element("pre", [:], lines.joined(separator: "\n"))
  }

  private mutating func task(_ exercise: Exercise) -> String {
    tasks += 1
    let commands = exercise.answer.map { XML.escaped(Transcript.prompt + $0) }
    answer("Task \(tasks)", XML.element("pre", [:], commands.joined(separator: "\n")))
    return asked("Task \(tasks)", exercise.ask, rooms: min(max(exercise.answer.count, 1), 4))
  }

  private mutating func guess(_ prediction: Prediction) -> String {
    guesses += 1
    let key = prediction.answer.texts.map(ExportText.inline).joined(separator: " → ")
    let right = prediction.right.map(ExportText.block) ?? ""
    answer("Guess \(guesses)", XML.element("p", [:], key) + right)
    let shown = prediction.item.shown.joined(separator: "\n\n")
    return asked("Guess \(guesses)", prediction.ask + "\n\n" + shown, rooms: 1)
  }

  private mutating func thought(_ fold: Fold) -> String {
    thoughts += 1
    answer("Thought \(thoughts)", fold.document.html)
    return asked("Thought \(thoughts)", fold.summary, rooms: 2)
  }

  private func build(_ step: BuildStep) -> String {
    let checks = step.checks.map {
      XML.element("li", [:], XML.element("code", [:], XML.escaped($0.text)))
    }
    let head = "<p><b>Step \(step.number).</b> Your \(step.subject.rawValue) must pass:</p>"
    return XML.element(
      "div", ["class": "task"], around: [head, XML.element("ul", [:], checks.joined())])
  }

  /// Something to do on paper.
  private func asked(_ name: String, _ markdown: String, rooms: Int) -> String {
    let rooms = String(repeating: "<div class=\"room\"></div>", count: rooms)
    return XML.element(
      "div", ["class": "task"],
      around: ["<p><b>\(name)</b></p>", ExportText.block(markdown), rooms])
  }

  private mutating func answer(_ name: String, _ html: String) {
    answers.append(XML.element("h3", [:], name) + html)
  }
}

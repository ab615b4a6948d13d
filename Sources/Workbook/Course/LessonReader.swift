import Markdown

/// Reads a lesson and says all that is wrong with its shape.
struct LessonReader {
  static let keys = ["title", "minutes", "after", "quiz", "builds"]
  static let taskFence = "yaml task"
  static let predictionFence = "yaml predict"
  static let buildFence = "yaml build"
  static let notesFence = "notes"

  let source: SourceText
  let diagnostics: Diagnostics

  func lesson(id: String, number: Int) -> Lesson? {
    guard let (front, bodyLine) = frontMatter() else { return nil }
    front.allow(Self.keys)
    let title = front.need("title")
    if !front.has("minutes") { front.complainMissing("minutes") }
    let minutes = front.integer("minutes", in: 1...120)
    let pages = pages(from: bodyLine, of: id)
    guard !pages.isEmpty else {
      complain(.missingKey, bodyLine, "a lesson needs at least one page, which begins with '## '")
      return nil
    }
    return Lesson(
      id: id, number: number, title: title ?? id, minutes: minutes ?? 0,
      after: front.texts("after"), quiz: front.text("quiz"), builds: front.text("builds"),
      pages: pages, path: source.path)
  }

  private func complain(_ code: Diagnostic.Code, _ line: Int, _ message: String) {
    diagnostics.add(source.diagnostic(code, at: SourceLocation(line: line), message))
  }

  /// The YAML between the first two `---`, and the line after the second.
  private func frontMatter() -> (FieldReader, Int)? {
    guard source.lines.first == "---", let end = source.lines.dropFirst().firstIndex(of: "---")
    else {
      complain(.syntax, 1, "a lesson begins with its title between two lines of '---'")
      return nil
    }
    let text = source.lines[1..<end].joined(separator: "\n")
    let part = SourcePart(source: source, firstLine: 2, text: text)
    return FieldReader(part, named: "the front matter", diagnostics).map { ($0, end + 2) }
  }
}

extension LessonReader {
  /// The pages of everything from this line on.
  private func pages(from bodyLine: Int, of lesson: String) -> [Page] {
    let body = source.lines.dropFirst(bodyLine - 1).joined(separator: "\n")
    var builder = PageBuilder(reader: self, lesson: lesson, bodyLine: bodyLine)
    for block in MarkdownDocument(body).blocks { builder.add(block) }
    return builder.finish()
  }

  /// Prose of these lines of the file.
  fileprivate func prose(_ lines: ClosedRange<Int>) -> MarkdownDocument {
    let text = source.lines[lines.lowerBound - 1..<min(lines.upperBound, source.lines.count)]
    return MarkdownDocument(text.joined(separator: "\n"))
  }

  fileprivate func complainAboutFold(_ line: Int, _ message: String) {
    complain(.wrongValue, line, message)
  }

  /// A block that is for the machine too; nil when it is prose.
  fileprivate func machineBlock(
    _ block: Markdown.Block, at line: Int, of lesson: String
  ) -> Page.Block?? {
    guard case .code(let info, let text) = block.content else { return .none }
    if let fence = ConsoleFence(info) { return .some(.console(console(text, fence, at: line))) }
    let part = SourcePart(source: source, firstLine: line + 1, text: text)
    switch info {
    case Self.taskFence:
      let fields = FieldReader(part, named: "a task", diagnostics)
      return .some(fields.flatMap { ExerciseReader(fields: $0).task() }.map { .task($0) })
    case Self.predictionFence:
      let fields = FieldReader(part, named: "a prediction", diagnostics)
      let reader = fields.map { PredictionReader(fields: $0, lesson: lesson) }
      return .some(reader.flatMap { $0.prediction() }.map { .prediction($0) })
    case Self.buildFence:
      let fields = FieldReader(part, named: "a step", diagnostics)
      return .some(fields.flatMap { BuildStepReader(fields: $0).step() }.map { .build($0) })
    default:
      complainAboutFence(info, line)
      return .none
    }
  }

  private func console(_ text: String, _ fence: ConsoleFence, at line: Int) -> Transcript {
    let transcript = Transcript(
      text, isFresh: fence.isFresh, needs: fence.needs, firstLine: line + 1)
    if let stray = transcript.strayLine {
      complain(.wrongValue, stray, "a console begins with the prompt '\(Transcript.prompt)'")
    }
    for line in transcript.strayLooks {
      complain(
        .wrongValue, line,
        "'\(Transcript.lookMark)' stands right before the prompt '\(Transcript.prompt)' it is about"
      )
    }
    return transcript
  }

  /// A fence that was probably meant for the machine.
  private func complainAboutFence(_ info: String, _ line: Int) {
    let words = info.split(separator: " ").map(String.init)
    guard let first = words.first, ["console", "yaml"].contains(first), words.count > 1 else {
      return
    }
    let known = ConsoleFence.examples + [Self.taskFence, Self.predictionFence, Self.buildFence]
    diagnostics.add(
      source.diagnostic(
        .unknownKey, at: SourceLocation(line: line), "there is no kind of block '\(info)'",
        suggestion: Suggestion.didYouMean(info, of: known)))
  }
}

/// Puts blocks together to pages.
private struct PageBuilder {
  let reader: LessonReader
  let lesson: String
  let bodyLine: Int
  var pages: [Page] = []
  var heading: (title: String, line: Int)?
  var blocks: [Page.Block] = []
  var notes: [String] = []
  var proseLines: ClosedRange<Int>?
  /// The fold that was opened and not closed yet.
  var fold: (summary: String, line: Int)?
  /// How many steps there are so far.
  var steps = 0

  init(reader: LessonReader, lesson: String, bodyLine: Int) {
    self.reader = reader
    self.lesson = lesson
    self.bodyLine = bodyLine
  }

  mutating func add(_ block: Markdown.Block) {
    let (line, end) = (block.line + bodyLine - 1, block.endLine + bodyLine - 1)
    if case .heading(2, let title) = block.content {
      closePage()
      heading = (title.plainText, line)
    } else if case .heading(1, _) = block.content, heading == nil {
      // The title for readers on GitHub; the front matter has it for us.
    } else if case .code(LessonReader.notesFence, let text) = block.content {
      if fold != nil { reader.complainAboutFold(line, "no notes stand in a <details>") }
      closeProse()
      notes.append(text.trimming(\.isWhitespace))
    } else if let machine = reader.machineBlock(block, at: line, of: lesson) {
      if fold != nil { reader.complainAboutFold(line, "nothing that runs stands in a <details>") }
      closeProse()
      if let machine { blocks.append(numbered(machine)) }
    } else if case .html(let text) = block.content, let summary = Fold.summary(of: text) {
      open(summary, at: line)
    } else if case .html(let text) = block.content, Fold.isEnd(text) {
      closeFold(at: line)
    } else {
      proseLines = min(proseLines?.lowerBound ?? line, line)...max(line, end)
    }
  }

  mutating func finish() -> [Page] {
    closePage()
    return pages
  }

  /// A block; what is built gets the number of its step.
  private mutating func numbered(_ block: Page.Block) -> Page.Block {
    guard case .build(var step) = block else { return block }
    steps += 1
    step.number = steps
    if step.solution == 0 { step.solution = steps }
    return .build(step)
  }

  private mutating func closeProse() {
    if let lines = proseLines {
      blocks.append(.prose(reader.prose(lines), line: lines.lowerBound))
    }
    proseLines = nil
  }

  private mutating func open(_ summary: String, at line: Int) {
    closeProse()
    if summary.isEmpty {
      reader.complainAboutFold(line, "a <details> needs a line '<summary>…</summary>' of its own")
    }
    if let fold {
      reader.complainAboutFold(line, "the <details> in line \(fold.line) has no </details>")
    }
    fold = (summary, line)
  }

  private mutating func closeFold(at line: Int) {
    guard let fold else {
      return reader.complainAboutFold(line, "this </details> closes nothing")
    }
    if let lines = proseLines {
      let inner = Fold(
        summary: fold.summary, document: reader.prose(lines), line: lines.lowerBound)
      blocks.append(.fold(inner))
    } else {
      reader.complainAboutFold(fold.line, "nothing stands in this <details>")
    }
    (proseLines, self.fold) = (nil, nil)
  }

  /// What stands before the first heading becomes the beginning of the first page.
  private mutating func closePage() {
    if let fold {
      reader.complainAboutFold(fold.line, "this <details> has no </details> on its page")
    }
    fold = nil
    closeProse()
    guard let heading else { return }
    let id = Page.id(of: heading.title)
    pages.append(
      Page(
        id: id, title: heading.title, line: heading.line, blocks: blocks,
        notes: notes.joined(separator: "\n\n")))
    (blocks, notes) = ([], [])
  }
}

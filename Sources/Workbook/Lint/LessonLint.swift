import Markdown

/// Looks at one lesson.
struct LessonLint {
  let lesson: Lesson
  let course: Course
  let source: SourceText
  /// The programs that a console may need.
  let programs: [String]

  func diagnostics() -> [Diagnostic] {
    references() + pages() + carriedNeeds()
      + lesson.pages.flatMap { page in
        page.blocks.flatMap { block in
          switch block {
          case .prose(let document, let line): prose(document, from: line)
          case .fold(let fold): prose(fold.document, from: fold.line)
          case .prediction(let prediction):
            self.prediction(prediction, on: page)
              + prose(MarkdownDocument(prediction.ask), from: nil)
          case .console(let transcript), .recording(let transcript, _):
            needs(transcript.needs, at: transcript.place) + console(transcript)
          case .task(let exercise), .leftOut(let exercise, _):
            needs(exercise.needs, at: exercise.place)
              + hints(exercise.hints, of: "the task '\(exercise.id)'", at: exercise.place)
              + answerAsHint(exercise) + prose(MarkdownDocument(exercise.ask), from: nil)
          case .build(let step): self.step(step, on: page)
          }
        }
      }
  }

  private func complain(
    _ code: Diagnostic.Code, _ place: SourceLocation, _ message: String, _ suggestion: String? = nil
  ) -> Diagnostic {
    source.diagnostic(code, at: place, message, suggestion: suggestion)
  }

  /// The line of the front matter that begins with this key.
  private func frontMatter(_ key: String) -> SourceLocation {
    SourceLocation(line: (source.lines.firstIndex { $0.hasPrefix("\(key):") } ?? 0) + 1)
  }

  private func references() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for name in lesson.after {
      let place = frontMatter("after")
      guard let other = course.lessons.first(where: { $0.id == name }) else {
        let suggestion = Suggestion.didYouMean(name, of: course.lessons.map(\.id))
        found.append(complain(.unknownName, place, "there is no lesson '\(name)'", suggestion))
        continue
      }
      if other.number >= lesson.number {
        found.append(complain(.unknownName, place, "'\(name)' comes after this lesson, not before"))
      }
    }
    let topics = unique(course.quizzes.flatMap(\.questions).map(\.topic))
    if let quiz = lesson.quiz, !topics.contains(quiz) {
      let suggestion = Suggestion.didYouMean(quiz, of: topics)
      let message = "no question has the topic '\(quiz)'"
      found.append(complain(.unknownName, frontMatter("quiz"), message, suggestion))
    }
    return found
  }

  private func pages() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var seen: [String: Int] = [:]
    for page in lesson.pages {
      let place = SourceLocation(line: page.line)
      if let first = seen.updateValue(page.line, forKey: page.id) {
        let message = "two pages are called '\(page.title)', the first in line \(first)"
        found.append(complain(.duplicate, place, message))
      }
      if page.blocks.isEmpty {
        found.append(complain(.missingKey, place, "the page '\(page.title)' is empty"))
      }
    }
    return found
  }
}

extension LessonLint {
  private func console(_ transcript: Transcript) -> [Diagnostic] {
    transcript.steps.flatMap { step in
      var found: [Diagnostic] = []
      if step.command.isEmpty {
        found.append(complain(.missingKey, step.place, "no command stands after the prompt"))
      }
      let lines = [Transcript.prompt + step.command] + step.output
      for (index, line) in lines.enumerated() where line.count > Linter.widthLimit {
        found.append(tooWide(line, at: step.place.line + index))
      }
      return found + look(step)
    }
  }

  /// Looks at the note before a command, which is the line before it.
  private func look(_ step: Transcript.Step) -> [Diagnostic] {
    guard let look = step.look else { return [] }
    let place = SourceLocation(line: step.place.line - 1)
    if look.isEmpty {
      return [complain(.missingKey, place, "'\(Transcript.lookMark)' says nothing to look at")]
    }
    guard look.count > Transcript.lookLimit else { return [] }
    let message =
      "this note has \(look.count) characters, its row has room for \(Transcript.lookLimit)"
    return [complain(.tooWide, place, message)]
  }

  /// Looks at the names of programs in the line of a fence, or near the beginning of a task.
  private func needs(_ names: [String], at place: SourceLocation) -> [Diagnostic] {
    names.filter { !programs.contains($0) }.map { name in
      let lines = source.lines.indices.dropFirst(place.line - 1)
      let line = lines.first { source.lines[$0].range(ofWord: name) != nil } ?? place.line - 1
      let text = source.lines[line]
      let start = text.range(ofWord: name)?.lowerBound ?? text.startIndex
      return complain(
        .unknownName,
        SourceLocation(line: line + 1, column: text.distance(from: text.startIndex, to: start) + 1),
        "nothing is known of a program '\(name)' that could be needed",
        Suggestion.didYouMean(name, of: programs))
    }
  }

  /// What goes on from a console that needs a program needs it, too: where it is missing, that
  /// console does not run.
  private func carriedNeeds() -> [Diagnostic] {
    var carried: [String] = []
    var found: [Diagnostic] = []
    for block in lesson.pages.flatMap(\.blocks) {
      switch block {
      case .console(let transcript), .recording(let transcript, _):
        if transcript.isFresh { carried = [] }
        found += goesOn(from: carried, transcript.needs, "this console", transcript.place)
        carried = unique(carried + transcript.needs)
      case .task(let exercise), .leftOut(let exercise, _):
        found += goesOn(
          from: carried, exercise.needs, "the task '\(exercise.id)'", exercise.place)
        carried = unique(carried + exercise.needs)
      case .prose, .prediction, .fold, .build: break
      }
    }
    return found
  }

  /// A question must be about a console, and must not give itself away.
  private func prediction(_ prediction: Prediction, on page: Page) -> [Diagnostic] {
    let what = "the prediction '\(prediction.id)'"
    var found: [Diagnostic] = []
    let isAsked = page.blocks.indices.contains { page.predictions(about: $0).contains(prediction) }
    if !isAsked {
      let message = "\(what) needs a console after it, on its page and before any task"
      found.append(complain(.missingKey, prediction.place, message))
    }
    if case .order(let steps) = prediction.reading, prediction.answer == .list(steps.map(\.text)) {
      let message = "the steps of \(what) stand in their right order already: mix them"
      found.append(complain(.wrongValue, prediction.place, message))
    }
    if prediction.right != nil,
      prediction.foreseen.contains(where: { prediction.agrees($0.guess, with: prediction.answer) })
    {
      let message = "\(what) calls its own answer wrong"
      found.append(complain(.wrongValue, prediction.place, message))
    }
    return found
  }

  private func goesOn(
    from carried: [String], _ needs: [String], _ what: String, _ place: SourceLocation
  ) -> [Diagnostic] {
    carried.filter { !needs.contains($0) }.map { name in
      complain(
        .missingKey, place,
        "\(what) goes on from what needs \(name): say that it needs \(name), too, or begin afresh")
    }
  }

  private func tooWide(_ line: String, at number: Int) -> Diagnostic {
    let message = "this line has \(line.count) columns, the screen \(Linter.widthLimit)"
    return complain(.tooWide, SourceLocation(line: number, column: Linter.widthLimit + 1), message)
  }

  private func hints(
    _ hints: [String], of what: String, at place: SourceLocation
  ) -> [Diagnostic] {
    let minimum = Linter.hintMinimum
    var found: [Diagnostic] = []
    if hints.count < minimum {
      let message = "\(what) needs \(minimum) hints and has \(hints.count)"
      found.append(complain(.hints, place, message))
    }
    if Set(hints).count < hints.count {
      found.append(complain(.hints, place, "\(what) gives the same hint twice"))
    }
    return found
  }

  private func answerAsHint(_ exercise: Exercise) -> [Diagnostic] {
    let answer = exercise.answer.joined(separator: "\n")
    guard exercise.hints.contains(where: { $0.trimming(\.isWhitespace) == answer }) else {
      return []
    }
    let message = "a hint of the task '\(exercise.id)' is the answer itself"
    return [complain(.hints, exercise.place, message)]
  }

  /// What is built must be known by the path that a learner's folder names.
  private func step(_ step: BuildStep, on page: Page) -> [Diagnostic] {
    var found = hints(step.hints, of: "step \(step.number)", at: step.place)
    if page.step != step {
      found.append(complain(.duplicate, step.place, "a page has one step at most: begin another"))
    }
    if lesson.builds == nil, step.number == 1 {
      let message = "a lesson with steps names its path: 'builds: server' in the front matter"
      found.append(complain(.missingKey, SourceLocation(line: 1), message))
    }
    return found
  }

  /// Looks at links and at the width of code; `line` is nil when the text's place is not known.
  private func prose(_ document: MarkdownDocument, from line: Int?) -> [Diagnostic] {
    document.blocks.flatMap { block -> [Diagnostic] in
      let first = (line ?? 1) + block.line - 1
      let broken = links(in: block).compactMap { brokenLink($0, near: first, block) }
      let all = broken + unprovenClaims(block, near: first)
      guard let line, case .code(_, let text) = block.content else { return all }
      let lines = SourceText(path: "", text: text).lines
      return all
        + lines.enumerated().compactMap { index, text in
          text.count > Linter.widthLimit ? tooWide(text, at: line + block.line + index) : nil
        }
    }
  }

  private func brokenLink(_ target: String, near line: Int, _ block: Markdown.Block) -> Diagnostic?
  {
    guard let (message, suggestion) = complaint(of: target) else { return nil }
    let last = max(line, line + block.endLine - block.line)
    let found = (line...last).first { number in
      source.lines.indices.contains(number - 1) && source.lines[number - 1].contains(target)
    }
    let number = found ?? line
    let before = source.lines[number - 1].firstRange(of: target).map {
      source.lines[number - 1].distance(
        from: source.lines[number - 1].startIndex, to: $0.lowerBound)
    }
    let place = SourceLocation(line: number, column: (before ?? 0) + 1)
    return complain(.brokenLink, place, message, suggestion)
  }

  /// What is wrong with a link's target; nil when nothing is.
  private func complaint(of target: String) -> (message: String, suggestion: String?)? {
    guard LinkCheck(course: course, path: source.path).leadsSomewhere(target) else {
      return ("this link leads nowhere", nil)
    }
    guard let row = WildRows.row(in: target) else { return nil }
    let anchors = WildRows(of: course).anchors
    guard !anchors.contains(row) else { return nil }
    return ("\(WildRows.file) has no row '\(row)'", Suggestion.didYouMean(row, of: anchors))
  }

  /// A text that says *measured* points to what was measured, in a course that has such a page.
  private func unprovenClaims(_ block: Markdown.Block, near line: Int) -> [Diagnostic] {
    guard block.emphasizes("measured"),
      !links(in: block).contains(where: { WildRows.row(in: $0) != nil }),
      !WildRows(of: course).anchors.isEmpty
    else { return [] }
    let message = "this says *measured*, and points to no row of \(WildRows.file)"
    return [complain(.brokenLink, SourceLocation(line: line), message)]
  }
}

extension String {
  /// Where this word stands, not in the middle of another.
  fileprivate func range(ofWord word: String) -> Range<String.Index>? {
    split { !$0.isLetter && !$0.isNumber && $0 != "-" }.last { $0 == word }
      .map { $0.startIndex..<$0.endIndex }
  }
}

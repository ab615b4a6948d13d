/// Consoles that cannot run on this machine.
extension Course {
  /// The course where these programs are missing: every console that needs one is a recording.
  public func lacking(_ missing: Set<String>) -> Course {
    Course(
      title: title, greeting: greeting, farewell: farewell,
      lessons: lessons.map { $0.lacking(missing) }, quizzes: quizzes, glossary: glossary,
      problems: problems, folder: folder)
  }
}

extension Lesson {
  /// The lesson where these programs are missing: every console that needs one is a recording.
  ///
  /// A recording is read, not run: it is no part of what is typed ahead, prepared or replayed.
  public func lacking(_ missing: Set<String>) -> Lesson {
    let pages = pages.map { page in
      Page(
        id: page.id, title: page.title, line: page.line,
        blocks: page.blocks.map { $0.lacking(missing) })
    }
    return Lesson(
      id: id, number: number, title: title, minutes: minutes, after: after, quiz: quiz,
      pages: pages, path: path)
  }
}

extension Page.Block {
  fileprivate func lacking(_ missing: Set<String>) -> Page.Block {
    guard case .console(let transcript) = self else { return self }
    let absent = transcript.needs.filter(missing.contains)
    return absent.isEmpty ? self : .recording(transcript, missing: absent)
  }
}

extension Lesson {
  /// The programs whose absence makes a recording of each of its consoles that cannot run.
  public var recordings: [[String]] {
    pages.flatMap(\.blocks).compactMap { block in
      if case .recording(_, let missing) = block { missing } else { nil }
    }
  }
}

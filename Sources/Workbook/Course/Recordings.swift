/// Consoles and tasks that need a program of others which this machine does not have.
extension Course {
  /// The course where these programs are missing: what needs one is read and not run.
  public func lacking(_ missing: Set<String>) -> Course {
    Course(
      title: title, greeting: greeting, farewell: farewell,
      lessons: lessons.map { $0.lacking(missing) }, quizzes: quizzes, glossary: glossary,
      moved: moved, limits: limits, problems: problems, folder: folder)
  }
}

extension Lesson {
  /// The lesson where these programs are missing: what needs one is read and not run.
  ///
  /// Such a console is a recording, such a task is left out: neither is part of what is typed
  /// ahead, prepared, counted or replayed.
  public func lacking(_ missing: Set<String>) -> Lesson {
    let pages = pages.map { page in
      Page(
        id: page.id, title: page.title, line: page.line,
        blocks: page.blocks.map { $0.lacking(missing) }, notes: page.notes)
    }
    return Lesson(
      id: id, number: number, title: title, minutes: minutes, after: after, quiz: quiz,
      builds: builds, pages: pages, path: path)
  }

  /// What cannot run here: for each console and task the programs that are missing.
  public var unplayed: [(isTask: Bool, missing: [String])] {
    pages.flatMap(\.blocks).compactMap { block in
      switch block {
      case .recording(_, let missing): (false, missing)
      case .leftOut(_, let missing): (true, missing)
      case .prose, .console, .task, .prediction, .fold, .build: nil
      }
    }
  }
}

extension Page.Block {
  fileprivate func lacking(_ missing: Set<String>) -> Page.Block {
    switch self {
    case .console(let transcript):
      let absent = transcript.needs.filter(missing.contains)
      return absent.isEmpty ? self : .recording(transcript, missing: absent)
    case .task(let exercise):
      let absent = exercise.needs.filter(missing.contains)
      return absent.isEmpty ? self : .leftOut(exercise, missing: absent)
    case .prose, .recording, .leftOut, .prediction, .fold, .build: return self
    }
  }
}

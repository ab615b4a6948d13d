import GRDB

/// Lessons that were taken apart.
extension ProgressStore {
  /// Gives what was done in lessons that are no more to those that have their pages now, and forgets
  /// the former.
  ///
  /// Tasks and predictions go where they stand today; the page that was shown last, too. What had been
  /// finished stays finished. Killed in the middle, it goes on the next time.
  public func adopt(_ course: Course) {
    for moved in course.moved {
      guard let done = lesson(moved.id) else { continue }
      let seenAt = lastSeen(moved.id)
      let heirs = moved.into.compactMap { id in course.lessons.first { $0.id == id } }
      guard !heirs.isEmpty else { continue }
      // The one with the page that was shown last comes last: there the learner goes on.
      let inOrder = heirs.filter { !$0.has(done.page) } + heirs.filter { $0.has(done.page) }
      for lesson in inOrder {
        guard let part = done.part(in: lesson) else { continue }
        save(self.lesson(lesson.id).map { $0.merged(with: part) } ?? part, now: seenAt)
      }
      if let vote = votes()[moved.id] {
        for lesson in heirs where votes()[lesson.id] == nil { self.vote(vote, for: lesson.id) }
      }
      forget(lesson: moved.id)
    }
  }

  private func lastSeen(_ lesson: String) -> Int {
    read(
      { try Int.fetchOne($0, sql: "SELECT seenAt FROM lesson WHERE id = ?", arguments: [lesson]) },
      or: nil) ?? 0
  }
}

extension Lesson {
  fileprivate func has(_ page: String) -> Bool { pages.contains { $0.id == page } }
}

extension LessonProgress {
  /// What of it was done on pages that stand in another lesson now; nil for nothing.
  fileprivate func part(in lesson: Lesson) -> LessonProgress? {
    let exercises = Set(lesson.exercises.map(\.id))
    let questions = Set(lesson.predictions.map(\.id))
    let tasks = tasks.filter { exercises.contains($0.key) }
    let predictions = predictions.filter { questions.contains($0.key) }
    guard isFinished || lesson.has(page) || !tasks.isEmpty || !predictions.isEmpty else {
      return nil
    }
    let number =
      lesson.pages.firstIndex { $0.id == page } ?? (isFinished ? lesson.pages.count - 1 : 0)
    guard lesson.pages.indices.contains(number) else { return nil }
    return LessonProgress(
      lesson: lesson.id, page: lesson.pages[number].id, pageNumber: number, tasks: tasks,
      predictions: predictions, isFinished: isFinished)
  }
}

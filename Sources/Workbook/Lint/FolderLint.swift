import Markdown

/// Looks at what lies in the folders of a course: names, ids across lessons, files that nobody
/// mentions.
struct FolderLint {
  let course: Course
  let files: CourseReader

  func diagnostics() -> [Diagnostic] { exercises() + lessons() + strays() + numbers() + moved() }

  /// The ids of tasks and predictions are unique in the whole course: progress remembers them.
  private func exercises() -> [Diagnostic] {
    var seen: [String: (thing: String, lesson: String)] = [:]
    return course.lessons.flatMap { lesson in
      let things =
        lesson.exercises.map { (thing: "task", id: $0.id, place: $0.place) }
        + lesson.predictions.map { (thing: "prediction", id: $0.id, place: $0.place) }
      return things.compactMap { thing, id, place -> Diagnostic? in
        guard let first = seen.updateValue((thing, lesson.id), forKey: id) else { return nil }
        let message = "a \(first.thing) '\(id)' is already in the lesson '\(first.lesson)'"
        let name = lesson.path.dropFirst(files.shown("").count)
        return files.read(String(name))?.diagnostic(.duplicate, at: place, message)
      }
    }
  }

  private func lessons() -> [Diagnostic] {
    var seen: [String: String] = [:]
    return course.lessons.compactMap { lesson in
      seen.updateValue(lesson.path, forKey: lesson.id).map { first in
        Diagnostic(.duplicate, path: lesson.path, message: "'\(lesson.id)' is also in \(first)")
      }
    }
  }

  /// What was moved is gone, and where it went is there.
  private func moved() -> [Diagnostic] {
    let path = files.shown(CourseReader.courseFile)
    return course.moved.flatMap { moved -> [Diagnostic] in
      let isThere = course.lessons.contains { $0.id == moved.id }
      let unknown = moved.into.filter { id in !course.lessons.contains { $0.id == id } }
      let lost = unknown.map { "'\(moved.id)' is moved into '\($0)', which is no lesson" }
      return (lost + (isThere ? ["'\(moved.id)' is moved, and still a lesson"] : [])).map {
        Diagnostic(.unknownName, path: path, message: $0)
      }
    }
  }

  private func numbers() -> [Diagnostic] {
    var seen: [Int: String] = [:]
    return course.lessons.compactMap { lesson in
      seen.updateValue(lesson.path, forKey: lesson.number).map { first in
        let message = "\(first) has the number \(lesson.number) too; the order is not clear"
        return Diagnostic(.duplicate, path: lesson.path, message: message)
      }
    }
  }

  private func strays() -> [Diagnostic] {
    files.names(in: "lessons").flatMap { name -> [Diagnostic] in
      if ["course.yaml", "glossary.yaml", "README.md"].contains(name) { return [] }
      guard CourseReader.numbered(name) != nil else {
        let message = "this is no lesson: a lesson's folder is called like 03-format"
        return [Diagnostic(.stray, path: files.shown("lessons/\(name)"), message: message)]
      }
      let text = files.read("lessons/\(name)/lesson.md")?.text ?? ""
      let others = files.names(in: "lessons/\(name)").filter { $0 != "lesson.md" }
      return others.filter { !text.contains($0) }.map { file in
        let path = files.shown("lessons/\(name)/\(file)")
        return Diagnostic(.stray, path: path, message: "the lesson mentions this file nowhere")
      }
    }
  }
}

/// Looks at the glossary.
struct GlossaryLint {
  let course: Course
  let files: CourseReader

  func diagnostics() -> [Diagnostic] {
    guard let source = files.read(CourseReader.glossaryFile) else { return [] }
    return course.glossary.terms.flatMap { term -> [Diagnostic] in
      guard let lesson = term.lesson, !course.lessons.contains(where: { $0.id == lesson }) else {
        return []
      }
      let suggestion = Suggestion.didYouMean(lesson, of: course.lessons.map(\.id))
      let message = "'\(term.name)' names a lesson '\(lesson)' that there is not"
      return [source.diagnostic(.unknownName, at: term.place, message, suggestion: suggestion)]
    }
  }
}

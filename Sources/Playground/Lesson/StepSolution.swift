import Workbook
import Workshop

/// One way to do what a page has its reader build, from the workshop of the course.
enum StepSolution {
  /// The solution of a step in a language, as a page.
  static func page(
    of step: BuildStep, path: String, in language: String, of course: Course
  ) throws(CommandFailure) -> String {
    let shelf = WorkshopShelf(course: course.folder)
    guard let kit = shelf.kit(path, in: language), kit.solution(step.solution) != nil else {
      let known = shelf.languages(for: path).filter {
        shelf.kit(path, in: $0)?.solution(step.solution) != nil
      }
      let others = known.isEmpty ? "" : ": '--in \(known.joined(separator: "' or '--in "))' has one"
      throw CommandFailure.failed("there is no solution of this step in '\(language)'\(others)")
    }
    let files = kit.files(ofSolution: step.solution).map { name, text in
      // A fence longer than any in the text ends where it should.
      "`\(name)`\n\n``````\n\(text.trimmingWhitespace())\n``````"
    }
    return (["**One way, step \(step.number)** (in \(language), from \(kit.folder)):"] + files)
      .joined(separator: "\n\n")
  }
}

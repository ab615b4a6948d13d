import ArgumentParser
import Observations
import Workbook

/// `glossary`: what a term means.
struct GlossaryCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .learn, usage: "glossary [TERM], progress",
    summary: "what the words mean, what you did")

  static func offers(of course: Course) -> [String] { course.glossary.terms.map(\.name) }

  static let configuration = CommandConfiguration(
    commandName: "glossary",
    abstract: "Explain a term, or list all of them.",
    discussion: "Example: glossary last event ID")

  @Argument(help: "The term.")
  var term: [String] = []

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let glossary = try session.loadedCourse().glossary
    guard !term.isEmpty else {
      let list = glossary.terms.map(\.name).joined(separator: ", ")
      session.journal.record(.learner, .page("\(list)\n\n`glossary TERM` explains one."))
      return
    }
    let name = term.joined(separator: " ")
    guard let found = glossary.term(name) else {
      guard let near = glossary.suggestion(for: name) else {
        throw CommandFailure.usage("the glossary has no '\(name)': 'glossary' lists its terms")
      }
      throw CommandFailure.usage("the glossary has no '\(name)': did you mean '\(near)'?")
    }
    let more = found.lesson.map { "\n\nMore in `lesson \($0)`." } ?? ""
    session.journal.record(.learner, .page("**\(found.name)**: \(found.meaning)\(more)"))
  }
}

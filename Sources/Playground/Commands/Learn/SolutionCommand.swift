import ArgumentParser
import Observations
import Workbook
import Workshop

/// `solution`: one way to do what the page has its reader build.
struct SolutionCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("next")

  static let configuration = CommandConfiguration(
    commandName: "solution",
    abstract: "Show one way to build what this page asks for.",
    discussion: """
      It is in the language of the workshop in the folder where 'sse' was started, unless you name \
      another.
      Example: solution --in python
      """)

  @Option(name: .customLong("in"), help: ArgumentHelp("The language.", valueName: "language"))
  var language: String?

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let open = try session.neededLesson()
    guard let step = open.player.page.step, let path = open.player.lesson.builds else {
      throw CommandFailure.failed("nothing is built on this page: 'show' does a task for you")
    }
    let language = language ?? Self.languageHere ?? WorkshopProof.wholeLanguage
    let text = try Self.text(of: step, path: path, in: language, of: open.course)
    session.journal.record(.learner, .page(text))
  }

  /// The solution of a step in a language, as a page.
  static func text(
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

  /// The language of the folder in which the program was started, if that is a workshop.
  private static var languageHere: String? {
    (try? WorkshopSettings.load(from: "."))?.language
  }
}

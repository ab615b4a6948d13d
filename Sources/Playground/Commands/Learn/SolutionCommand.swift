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
    let text = try StepSolution.page(of: step, path: path, in: language, of: open.course)
    session.journal.record(.learner, .page(text))
  }

  /// The language of the folder in which the program was started, if that is a workshop.
  private static var languageHere: String? {
    (try? WorkshopSettings.load(from: "."))?.language
  }
}
